// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// A country's tones as machines read them.
struct TonesListing: Encodable {
  struct Entry: Encodable {
    var kind: ListedTone.Kind
    var notation: String
    var exchange: String?
    var levelDBm0: Double?
    var levelToleranceDB: Double?
    var frequencyTolerance: Double?
    var cadenceTolerance: Double?
    var sources: [String]
    var note: String?

    enum CodingKeys: String, CodingKey {
      case kind, notation, exchange, sources, note
      case levelDBm0 = "level_dbm0"
      case levelToleranceDB = "level_tolerance_db"
      case frequencyTolerance = "frequency_tolerance"
      case cadenceTolerance = "cadence_tolerance"
    }

    init(_ tone: ListedTone) {
      kind = tone.kind
      notation = tone.notation.description
      exchange = tone.exchange
      levelDBm0 = tone.level?.dBm0
      levelToleranceDB = tone.levelTolerance
      frequencyTolerance = tone.frequencyTolerance
      cadenceTolerance = tone.cadenceTolerance
      sources = tone.sources
      note = tone.note
    }
  }

  var country: String
  var name: String
  var tones: [Entry]
}

extension ToneTable {
  var listings: [TonesListing] {
    countries.map { country in
      TonesListing(
        country: country.code, name: country.name, tones: tones(of: country.code).map { .init($0) })
    }
  }

  /// A line a country.
  var overview: String {
    let lines = countries.map { country in
      let tones = tones(of: country.code)
      let sources = Set(tones.flatMap(\.sources)).sorted().joined(separator: ", ")
      return [
        country.code.padded(to: 6), country.name.padded(to: 32), String(tones.count).padded(to: 3),
        sources,
      ].joined(separator: "  ")
    }
    let count =
      "\(countries.count) countries, \(tones.count) tones; a plan: earshot tones --country "
    return (lines + ["", count + (countries.first?.code ?? "")]).joined(separator: "\n")
  }

  /// A line a tone, with what is heard in the first seconds.
  var chart: String {
    var blocks: [String] = []
    for country in countries {
      let rows = tones(of: country.code).map { tone in
        let notation = tone.notation.description
        let remarks = [tone.exchange, tone.note].compactMap { $0 }.joined(separator: "; ")
        return (
          tone.kind.rawValue, tone.notation.picture, notation, tone.levelText, tone.sources, remarks
        )
      }
      let width = min(34, rows.map(\.2.count).max() ?? 0)
      var lines = ["\(country.code)  \(country.name)"]
      for (kind, picture, notation, level, sources, remarks) in rows {
        let cut = notation.count > width ? notation : notation.padded(to: width)
        lines.append(
          [
            kind.padded(to: 20), picture, cut, level.padded(to: 13), sources.joined(separator: "+"),
            remarks,
          ].joined(separator: "  "))
      }
      blocks.append(lines.map { $0.trimmingSpaces }.joined(separator: "\n"))
    }
    return blocks.joined(separator: "\n\n")
      + "\n\nA mark is 0.1 s: █ sound, ▌ sound in part of it, ▄ softer, · pause. Levels in dBm0, of each frequency."
  }
}

extension ListedTone {
  fileprivate var levelText: String {
    guard let level else { return "" }
    let tolerance = levelTolerance.map { " ± \($0)" } ?? ""
    return "\(level.dBm0)\(tolerance)"
  }
}

extension ToneNotation {
  /// The first 4 s, a mark for each 0.1 s; blank behind the end of what is heard once.
  var picture: String {
    let (marks, mark) = (40, 0.1)
    var sounding = [Double](repeating: 0, count: marks)
    var softest = [Double](repeating: 0, count: marks)
    var start = 0.0
    var steps = lead + period
    while start < Double(marks) * mark, let step = steps.first {
      steps.removeFirst()
      let end = step.seconds == 0 ? .infinity : start + step.seconds
      if !step.isSilence {
        for index in 0..<marks {
          let (from, to) = (Double(index) * mark, Double(index + 1) * mark)
          let share = (min(end, to) - max(start, from)) / mark
          guard share > 1e-6 else { continue }
          sounding[index] += share
          softest[index] = min(softest[index], step.relativeLevel)
        }
      }
      start = end
      if steps.isEmpty, repeats { steps = period }
    }
    return (0..<marks).map { index -> String in
      if sounding[index] > 0.75 { return softest[index] < 0 ? "▄" : "█" }
      if sounding[index] > 0.05 { return softest[index] < 0 ? "▖" : "▌" }
      return Double(index) * mark >= start ? " " : "·"
    }.joined()
  }
}

extension String {
  /// Without the spaces at its end.
  var trimmingSpaces: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
