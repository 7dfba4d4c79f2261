// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audio
import Foundation

struct Tones: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists the tones of the world's exchanges.",
    discussion: """
      earshot tones                                 the countries of the table
      earshot tones --country br                    the plan of one: what a caller hears in the first 4 s
      earshot tones --country br --format json      one JSON object a country
      earshot tones --format tones > my.tones       the table as a file, to be edited
      earshot tones check my.tones                  is it in order?
      earshot classify --tones my.tones call.wav    uses it

      A tone is written as 480+620:0.5/0.5, 480 and 620 Hz together, 0.5 s on and 0.5 s off; 400*25 is modulated in
      amplitude; what stands before a semicolon is heard once. Where tables disagree, each has its line.

      Exit status: 0 all well, 2 no such country, or a table that cannot be used.
      """,
    subcommands: [TonesCheck.self])

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json, tones }

  @Option(help: "Code of one country; by default all are listed.") var country: String?
  @Option(help: "table for people, json for machines, tones as a table's file is written.")
  var format = Format.table
  @OptionGroup var table: ToneTableOption

  func run() throws {
    var shown = ToneTable.world
    if let country {
      guard let only = shown.only(country) else {
        let known = shown.countries.map(\.code).joined(separator: " ")
        throw Self.complain(
          "tones", "no table names the country '\(country)'; there are \(known)")
      }
      shown = only
    }
    switch format {
    case .tones: print(shown, terminator: "")
    case .json:
      for plan in shown.listings { print(try plan.jsonLine) }
    case .table: print(country == nil ? shown.overview : shown.chart)
    }
  }
}

struct TonesCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Says whether a table of tones is in order.",
    discussion: """
      earshot tones check my.tones

      Every fault is printed with its line and what to write instead. Exit status: 0 in order, 2 not.
      """)

  @Argument(help: "A table of tones.", completion: .file(extensions: ["tones"])) var file: String

  func run() throws {
    let table = try Self.orPointOut { try ToneTable(contentsOf: file) }
    print("\(file): in order: \(table.countries.count) countries, \(table.tones.count) tones")
  }
}

/// `--tones FILE`, for every command that hears tones or makes them.
struct ToneTableOption: ParsableArguments {
  @Option(
    name: .customLong("tones"), help: "A table of tones in place of the built-in one.",
    completion: .file(extensions: ["tones"]))
  var file: String?

  /// Takes effect here, before a command asks for a country.
  func validate() throws {
    guard let file else { return }
    ToneTable.use(try Self.orPointOut { try ToneTable(contentsOf: file) })
  }
}

extension ListedTone {
  /// Refuses a country whose tones no table has.
  static func check(country: String?) throws {
    guard let country, ListedTone.of(country).isEmpty else { return }
    throw ValidationError(
      "no tone table names the country '\(country)'; give a code that `earshot tones` lists, such as us or br, or leave it out."
    )
  }
}
