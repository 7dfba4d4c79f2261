// SPDX-License-Identifier: GPL-3.0-or-later
import CParameters
import Synchronization

/// A table of countries' tones, in the order of its file.
///
/// The built-in one holds what public tables name, each tone with its sources. A user may put another in its place; how
/// the file is written stands in <doc:ToneTables>.
public struct ToneTable: Sendable, Hashable {
  /// A table that tones were taken from.
  public struct Source: Sendable, Hashable {
    /// As the lines name it: spandsp.
    public var name: String
    /// Publisher, version, file.
    public var title: String
  }

  public struct Country: Sendable, Hashable {
    /// ISO 3166-1 alpha-2, in small letters.
    public var code: String
    public var name: String
  }

  public internal(set) var sources: [Source] = []
  public internal(set) var countries: [Country] = []
  /// Country by country; of several of a kind the usual one first.
  public internal(set) var tones: [ListedTone] = []

  init() {}

  /// The tones of one country by its code, in either case; none where the table does not name it.
  public func tones(of country: String) -> [ListedTone] {
    let code = ListedTone.code(country)
    return tones.filter { $0.country == code }
  }

  /// What the generator plays of each country.
  public var plans: [TonePlan] {
    let tones = Dictionary(grouping: tones, by: \.country)
    return countries.map { TonePlan(code: $0.code, tones: tones[$0.code] ?? []) }
  }

  /// The table of this process: the built-in one, or what ``use(_:)`` has put in its place.
  public static let world = choice.withLock { choice in
    choice.isRead = true
    return choice.table ?? builtIn
  }

  /// Puts a table in the place of the built-in one, for generator and receiver alike. To be called before anything
  /// reads ``world``, because a receiver's patterns are made from it once.
  public static func use(_ table: ToneTable) {
    choice.withLock { choice in
      precondition(!choice.isRead, "the table of the world has been read already")
      choice.table = table
    }
  }

  /// The table that is compiled in. A fault in it is one of the build: it would be empty, and the tests say so.
  static let builtIn =
    (try? ToneTable(String(cString: parameters_world_tones()), file: "world.tones")) ?? ToneTable()

  private struct Choice {
    var table: ToneTable?
    var isRead = false
  }

  private static let choice = Mutex(Choice())
}
