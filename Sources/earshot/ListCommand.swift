// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audio
import Foundation
import OutboundContact
import SQLiteRecords
import Synchronization

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Calling lists: into the store, out of it, and how they stand.",
    discussion: """
      earshot list import spring.csv --database lists.sqlite --campaign spring --country us --time-zone America/New_York
      earshot list export --database lists.sqlite --campaign spring > now.csv
      earshot list status --database lists.sqlite

      A campaign may run meanwhile, and dials within a minute what came. Its calls' results wait until an import is over:
      bring in long lists before the day begins. With --config ocs.yaml the store and the campaign are those of an OCS.
      """,
    subcommands: [ListImport.self, ListExport.self, ListStatusCommand.self])
}

struct ListImport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Takes over a calling list in CSV: all of it, or nothing.",
    discussion: """
      The first line names the columns, as Genesys' calling lists do:

        record_id,contact_info,chain_id,chain_n,tz,daily_from,daily_till,customer_id,name
        1,(212) 736-5000,1,0,America/New_York,28800,64800,c-17,"Roe, J."
        2,+1 917 555 0123,1,1,America/New_York,28800,64800,c-17,"Roe, J."

      Records with one chain_id are one customer's numbers, in the order of chain_n. Further columns are
      contact_info_type, record_type, record_status, call_result, attempt, dial_sched_time, call_time, agent_id; any
      other is a custom field. customer_id is what a do-not-call list may name. Without record_id use --renumber.

      Every fault is told with its line, and nothing is imported; with --rejects FILE faulty rows go to that file, with
      the reason, and the others are imported.

      Exit status: 0 imported, 1 the store could not take it, 2 the list or the command is at fault.
      """)

  @Argument(help: "The list, in UTF-8.", completion: .file(extensions: ["csv"])) var file: String
  @OptionGroup var store: StoreOptions
  @OptionGroup var numbers: NumberOptions
  @Option(help: "The campaign; by default the configuration's.") var campaign: String?
  @Option(help: "The calling list's name; the campaign's by default.") var list: String?
  @Option(help: "Zone of rows without tz, as Europe/Berlin.") var timeZone: String?
  @Option(help: "A number that stands twice in different chains: refuse, skip or keep it.")
  var duplicates = Duplicates.refuse
  @Option(help: "File for rows that are left out, with the reason.", completion: .file())
  var rejects: String?
  @Flag(help: "Give the records new ids, and their chains.") var renumber = false
  @Flag(help: "Print what was done as JSON.") var json = false

  enum Duplicates: String, ExpressibleByArgument, CaseIterable {
    case refuse, skip, keep

    var rule: CallingListImport.Duplicates {
      switch self {
      case .refuse: .refuse
      case .skip: .skip
      case .keep: .keep
      }
    }
  }

  private struct Report: Encodable {
    var campaign: String
    var list: String
    var imported: Int
    var leftOut: Int
    var seconds: Double

    private enum CodingKeys: String, CodingKey {
      case campaign, list, imported, seconds
      case leftOut = "left_out"
    }
  }

  func run() async throws {
    let start = ContinuousClock.now
    let source: CallingListFile
    let records: SQLiteRecords
    let name: String
    let rejections: RejectFile?
    do {
      // Read first: a list that is not there makes no store.
      try TextFile.check(list: file)
      let rules = try numbers.rules()
      records = try store.open(creating: true)
      name = try await campaignName(in: records)
      rejections = try rejects.map {
        try RejectFile(
          path: $0, apart: store.files(of: records) + [(file, "the list that is imported")])
      }
      var options = CallingListImport.Options(
        campaign: name, list: list, timeZone: try timeZone ?? store.timeZone(of: name))
      options.numbers = rules
      options.duplicates = duplicates.rule
      if renumber { options.numberedFrom = try await records.nextRecordID() }
      if let rejections { options.rejected = { try rejections.write($0, $1) } }
      source = try CallingListFile(path: file, options: options)
    } catch {
      throw Self.complain("list import", error)
    }
    let progress = Progress(total: source.size, what: "bytes")
    do {
      let count = try await records.importList(from: source.telling { progress.advance(by: $0) })
      try rejections?.finish()
      progress.finish()
      let report = Report(
        campaign: name, list: list ?? name, imported: count, leftOut: rejections?.count ?? 0,
        seconds: (ContinuousClock.now - start) / .seconds(1))
      if json { return print(try report.jsonPage) }
      let left =
        report.leftOut > 0 ? "; \(report.leftOut) rows left out, see \(rejects ?? "")" : ""
      print(
        "\(count) records imported into \(name), list \(report.list), in"
          + " \(String(format: "%.1f", report.seconds)) s\(left)")
    } catch let error as CallingListError {
      progress.finish()
      Self.complain("list import", "\(file): nothing was imported:\n\(error)")
      throw ExitCode.badInput
    } catch {
      progress.finish()
      Self.complain("list import", error)
      throw (error as? RecordStoreError)?.fault == .conflict
        ? ExitCode.badInput : ExitCode.unexpected
    }
  }

  private func campaignName(in records: SQLiteRecords) async throws -> String {
    if campaign == nil, store.config == nil, try await records.campaigns().isEmpty {
      throw ValidationError("Name the campaign with --campaign.")
    }
    return try await store.campaign(campaign, in: records)
  }
}

/// Rows that were left out, as CSV with the line and the reason before them.
private final class RejectFile: Sendable {
  private let file: OutputFile
  private let counter = Mutex(0)

  init(path: String, apart: [(path: String, what: String)]) throws {
    file = try OutputFile(path: path, apart: apart)
    try file.write(Data("line,reason\n".utf8))
  }

  var count: Int { counter.withLock { $0 } }

  func write(_ row: CSVReader.Row, _ problem: CallingListProblem) throws {
    let reason = (problem.column.map { $0 + ": " } ?? "") + problem.text
    let fields = [String(row.line), reason] + row.fields
    try counter.withLock {
      $0 += 1
      try file.write(Data((fields.map(CSVField.quoted).joined(separator: ",") + "\n").utf8))
    }
  }

  func finish() throws { try file.finish() }
}
