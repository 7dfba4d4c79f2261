// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Evaluation
import Foundation
import OutboundContact
import SQLiteRecords

struct ListExport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a calling list as CSV, as it stands at this moment.",
    discussion: """
      earshot list export --database lists.sqlite --campaign spring --output spring-now.csv

      Columns as `list import` reads them, custom fields after them. A record that an OCS has in its hands has
      record_status 2.
      """)

  @OptionGroup var store: StoreOptions
  @Option(help: "The campaign; by default the configuration's, or the only one.")
  var campaign: String?
  @Option(help: "One calling list of it; all by default.") var list: String?
  @Option(help: "The file; standard output by default.", completion: .file()) var output: String?

  func run() async throws {
    do {
      let records = try store.open()
      let name = try await store.campaign(campaign, in: records)
      let lists = try await records.lists(campaign: name)
      guard !lists.isEmpty else {
        throw SettingsError(path: records.path, line: nil, "has no campaign \(name)")
      }
      if let list, !lists.contains(list) {
        throw SettingsError(
          path: records.path, line: nil,
          "campaign \(name) has no list \(list); it has \(lists.joined(separator: ", "))")
      }
      let file = try output.map { try OutputFile(path: $0, apart: store.files(of: records)) }
      _ = try await records.exportList(
        campaign: name, list: list,
        into: CallingListExport { chunk in
          if let file {
            try file.write(chunk)
          } else {
            try FileHandle.standardOutput.write(contentsOf: chunk)
          }
        })
      try file?.finish()
    } catch {
      throw Self.complain("list export", error)
    }
  }
}

struct ListStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "How the lists of each campaign stand.",
    discussion: """
      earshot list status --database lists.sqlite
      earshot list status --config ocs.yaml --json
      """)

  @OptionGroup var store: StoreOptions
  @Option(help: "One campaign; all by default.") var campaign: String?
  @Flag(help: "Print it as JSON.") var json = false

  private struct Row: Encodable {
    var campaign: String
    var lists: [String]
    var records: Int
    var unfinished: Int
    var byStatus: [String: Int]
    var attempts: Int
    var openAttempts: Int

    private enum CodingKeys: String, CodingKey {
      case campaign, lists, records, unfinished, attempts
      case byStatus = "by_status"
      case openAttempts = "open_attempts"
    }
  }

  func run() async throws {
    do {
      let records = try store.open()
      let known = try await records.campaigns()
      let names = campaign.map { [$0] } ?? known
      var rows: [Row] = []
      for name in names {
        let lists = try await records.lists(campaign: name)
        guard !lists.isEmpty else {
          throw SettingsError(path: records.path, line: nil, "has no campaign \(name)")
        }
        let status = try await records.status(campaign: name)
        rows.append(
          Row(
            campaign: name, lists: lists, records: status.total, unfinished: status.unfinished,
            byStatus: Dictionary(
              status.byStatus.map { ("\($0.key)", $0.value) }, uniquingKeysWith: +),
            attempts: status.attempts, openAttempts: status.openAttempts))
      }
      if json { return print(try rows.jsonPage) }
      print(table(rows))
    } catch {
      throw Self.complain("list status", error)
    }
  }

  private func table(_ rows: [Row]) -> String {
    let statuses = RecordStatus.allCases.map { "\($0)" }.filter { name in
      rows.contains { $0.byStatus[name] != nil }
    }
    var table = TextTable(["campaign", "records", "unfinished", "attempts", "open"] + statuses)
    for row in rows {
      table.rows.append(
        [row.campaign]
          + [row.records, row.unfinished, row.attempts, row.openAttempts].map(String.init)
          + statuses.map { String(row.byStatus[$0] ?? 0) })
    }
    return table.lines.joined(separator: "\n")
  }
}
