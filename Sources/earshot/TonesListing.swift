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
      return [
        country.code.padded(to: 6), country.name.padded(to: 32), String(tones.count).padded(to: 3),
        Set(tones.flatMap(\.sources)).sorted().joined(separator: ", "),
      ].joined(separator: "  ")
    }
    let count = "\(countries.count) countries, \(tones.count) tones."
    return (lines + ["", count]).joined(separator: "\n")
  }

  /// A line a tone, with what is heard in the first seconds.
  var chart: String {
    let width = min(34, tones.map(\.notation.description.count).max() ?? 0)
    let lines = countries.flatMap { country in
      ["\(country.code)  \(country.name)"]
        + tones(of: country.code).map { $0.chartLine(width: width) } + [""]
    }
    let marks = "A mark is 0.1 s: █ sound, ▌ sound in a part of it, ▄ ▖ softer, · pause."
    return (lines + [marks, "Levels are in dBm0, of each frequency."]).joined(separator: "\n")
  }
}

extension ListedTone {
  /// - Parameter width: of the notation's column; a longer one pushes the rest of its line.
  fileprivate func chartLine(width: Int) -> String {
    let notation = notation.description
    let level = level.map { level in
      "\(level.dBm0)" + (levelTolerance.map { " ± \($0)" } ?? "")
    }
    let columns = [
      kind.rawValue.padded(to: 20), self.notation.picture,
      notation.count > width ? notation : notation.padded(to: width), (level ?? "").padded(to: 12),
      sources.joined(separator: "+"),
    ]
    let remarks = [exchange, note].compactMap { $0 }
    return (columns + remarks).joined(separator: "  ")
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
