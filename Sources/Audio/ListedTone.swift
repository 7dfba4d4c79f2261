// SPDX-License-Identifier: GPL-3.0-or-later

/// One tone of one country as a public table lists it.
public struct ListedTone: Sendable, Hashable {
  public typealias Step = ToneNotation.Step

  /// ISO 3166-1 alpha-2, in small letters (and us-old, the tones before 1963).
  public var country: String
  public var kind: Kind
  public var notation: ToneNotation
  /// Of what exchanges, where it is not the public network's: pabx, analogue.
  public var exchange: String?
  /// Of each frequency; nil where no source gives one that it means.
  public var level: Level?
  /// dB on either side, where a source gives it; so below.
  public var levelTolerance: Double?
  /// A share: 0.01 is ±1 %.
  public var frequencyTolerance: Double?
  /// A share of each duration.
  public var cadenceTolerance: Double?
  /// The tables that say so, by their names in ``ToneTable/sources``.
  public var sources: [String]
  /// What the table's line remarks: how a source writes it, whose tone it is.
  public var note: String?

  /// One period.
  public var steps: [Step] { notation.period }

  /// Whether it is one sound without a pause or an end, as most dial tones are.
  public var isContinuous: Bool { notation.lead.isEmpty && steps.contains(where: \.isEndless) }

  /// Every tone of the table of the world, by country and kind.
  public static var world: [ListedTone] { ToneTable.world.tones }

  /// The tones of one country, none where no table names it.
  public static func of(_ country: String) -> [ListedTone] { ToneTable.world.tones(of: country) }

  /// The code under which the tables list a country: ISO 3166-1 alpha-2 in small letters; uk is gb.
  public static func code(_ country: String) -> String {
    let code = country.lowercased()
    return code == "uk" ? "gb" : code
  }

  /// Once through, the loudest bursts at `level` in all; a step without end is a second of it, for the phase runs on.
  ///
  /// - Parameter level: nil: what the table gives for each frequency, and where it gives none -10 dBm0 in all, a
  ///   choice that no source stands behind.
  public func tone(at level: Level? = nil) -> Tone {
    if level == nil, let listed = self.level { return Tone(notation) { _ in listed } }
    let total = level ?? Level(dBm0: -10)
    return Tone(notation) { Level(meanSquare: total.meanSquare / Double($0)) }
  }
}
