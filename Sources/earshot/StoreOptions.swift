// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Foundation
import NumberingPlan
import OutboundContact
import SQLiteRecords

/// Which store a command works on.
struct StoreOptions: ParsableArguments {
  @Option(help: "The store: an SQLite file.", completion: .file())
  var database: String?
  @Option(
    help: "An OCS configuration: its store, and its campaign.",
    completion: .file(extensions: ["yaml"]))
  var config: String?

  func validate() throws {
    guard (database == nil) != (config == nil) else {
      throw ValidationError("Name the store: --database FILE, or --config ocs.yaml.")
    }
  }

  /// Opens it; one that is not there is made only where something is to be put in.
  func open(creating: Bool = false) throws -> SQLiteRecords {
    let path = try database ?? settings().file("database")
    guard creating || FileManager.default.fileExists(atPath: path) else {
      throw SettingsError(
        path: path, line: nil, "there is no store; `earshot list import` makes one")
    }
    return try SQLiteRecords(path: path)
  }

  /// Opens it, and refuses a campaign that it does not have.
  func open(having campaign: String) async throws -> SQLiteRecords {
    let store = try open()
    let known = try await store.campaigns()
    guard known.contains(campaign) else {
      throw SettingsError(
        path: store.path, line: nil,
        "has no campaign \"\(campaign)\"; it has \(known.isEmpty ? "none" : known.joined(separator: ", "))"
      )
    }
    return store
  }

  /// What no output may be written over.
  func files(of store: SQLiteRecords) -> [(path: String, what: String)] {
    ["", "-wal", "-shm"].map { (store.path + $0, "the store") }
      + (config.map { [($0, "the configuration")] } ?? [])
  }

  private func settings() throws -> Settings { try Settings(contentsOf: config ?? "") }

  /// The campaign that was named, else the configuration's, else the store's only one.
  func campaign(_ name: String?, in store: SQLiteRecords) async throws -> String {
    if let name { return name }
    if config != nil { return try settings().campaign(nil).string("name") }
    let known = try await store.campaigns()
    guard known.count == 1, let only = known.first else {
      throw SettingsError(
        path: store.path, line: nil,
        known.isEmpty
          ? "has no campaign yet" : "has \(known.joined(separator: ", ")): name one with --campaign"
      )
    }
    return only
  }

  /// The zone of a campaign's records that name none, as the configuration has it.
  func timeZone(of campaign: String) throws -> String? {
    guard config != nil else { return nil }
    let all = try settings().campaigns()
    return try all.first { try $0.string("name") == campaign }?.optionalString("time_zone")
  }
}

/// How numbers are read.
struct NumberOptions: ParsableArguments {
  enum Check: String, ExpressibleByArgument, CaseIterable {
    case any, possible, valid
  }

  @Option(help: "Country of numbers without a country code, US or DE; numbers are kept as +1212…")
  var country: String?
  @Option(
    help:
      """
      any: as they are written; possible: as long as numbers of their country are; valid: in a range in use. \
      possible where a country is given, else any.
      """)
  var numbers: Check?

  func rules() throws -> any NumberRules {
    switch numbers ?? (country == nil ? .any : .possible) {
    case .any: AnyNumber()
    case .possible: try NumberingPlan(country: country)
    case .valid: try NumberingPlan(country: country, strictness: .valid)
    }
  }
}
