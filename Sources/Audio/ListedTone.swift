// SPDX-License-Identifier: GPL-3.0-or-later

/// One call-progress tone of one country as a public table lists it.
public struct ListedTone: Sendable, Hashable {
  public enum Kind: String, Sendable, Codable, CaseIterable {
    case dial, ringback, busy, reorder
  }

  public struct Step: Sendable, Hashable {
    /// Hz; empty for silence.
    public var frequencies: [Double]
    /// Amplitude modulation in Hz, where there is one.
    public var modulation: Double?
    /// 0 is without end.
    public var seconds: Double
  }

  /// ISO 3166-1 alpha-2, in small letters (and us-old, the tones before 1963).
  public var country: String
  public var kind: Kind
  /// One period.
  public var steps: [Step]
  /// The tables that say so.
  public var sources: [String]

  /// Every listed tone of the world, by country and kind.
  public static let world: [ListedTone] = WorldTones.table.split(separator: "\n").compactMap {
    ListedTone(line: $0)
  }

  /// The tones of one country, none where no table names it.
  public static func of(_ country: String) -> [ListedTone] {
    let code = ListedTone.code(country)
    return world.filter { $0.country == code }
  }

  /// The code under which the tables list a country: ISO 3166-1 alpha-2 in small letters; uk is gb.
  public static func code(_ country: String) -> String {
    let code = country.lowercased()
    return code == "uk" ? "gb" : code
  }

  /// Once through, each burst at `level` in all; a step without end is a second of it, for the phase runs on.
  /// No table gives the depth of an amplitude modulation: a half.
  public func tone(at level: Level) -> Tone {
    Tone(
      steps.map { step in
        ToneSegment(
          step.frequencies, modulation: step.modulation.map { .init(hertz: $0, depth: 0.5) },
          duration: step.seconds == 0 ? 1 : step.seconds, level: level)
      }, repeats: true
    ).at(level)
  }

  /// Parses a line of the table; nil where it is none.
  init?(line: Substring) {
    let fields = line.split(separator: " ")
    guard fields.count == 4, let kind = Kind(rawValue: String(fields[1])) else { return nil }
    country = String(fields[0])
    self.kind = kind
    sources = fields[3].split(separator: "+").map(String.init)
    steps = []
    for text in fields[2].split(separator: "/") {
      let halves = text.split(separator: ":", omittingEmptySubsequences: false)
      guard halves.count == 2, let seconds = Double(halves[1]), seconds >= 0 else { return nil }
      let parts = halves[0].split(separator: "*")
      let frequencies = (parts.first ?? "").split(separator: "+").map { Double($0) }
      guard frequencies.allSatisfy({ $0 != nil }) else { return nil }
      let modulation = parts.count == 2 ? Double(parts[1]) : nil
      steps.append(
        Step(frequencies: frequencies.compactMap { $0 }, modulation: modulation, seconds: seconds))
    }
  }
}
