// SPDX-License-Identifier: GPL-3.0-or-later

extension ListedTone {
  private typealias Fault = ToneTableError.Fault

  /// A tone from the words of its line.
  init(
    _ words: [Substring], note: String?, in reader: ToneTableReader
  ) throws(ToneTableError.Fault) {
    guard let kind = Kind(rawValue: String(words[0])) else {
      let kinds = Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw reader.fault("\"\(words[0])\" is no kind of tone; kinds are \(kinds)")
    }
    country = try reader.country()
    guard words.count >= 3, let last = words.last, !last.contains("=") else {
      throw reader.fault("a tone is KIND NOTATION SOURCES: busy 480+620:0.5/0.5 spandsp")
    }
    self.kind = kind
    self.note = note
    do {
      notation = try ToneNotation(words[1])
    } catch {
      throw reader.fault(error.description)
    }
    sources = last.split(separator: "+").map(String.init)
    for source in sources where !reader.table.sources.contains(where: { $0.name == source }) {
      throw reader.fault("source \(source) is not named; write above: source \(source)  TITLE")
    }
    for word in words[2..<words.count - 1] { try set(word, reader) }
    try check(reader)
  }

  /// `level=-13` and the like.
  private mutating func set(
    _ word: Substring, _ reader: ToneTableReader
  ) throws(ToneTableError.Fault) {
    let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2 else {
      throw reader.fault("\"\(word)\" is no NAME=VALUE; sources are joined by +, without spaces")
    }
    let (name, value) = (halves[0], halves[1])
    func number(
      _ range: ClosedRange<Double>, _ example: String
    ) throws(ToneTableError.Fault) -> Double {
      guard let number = Double(value), range.contains(number) else {
        throw reader.fault("\"\(word)\" is out of range; write \(name)=\(example)")
      }
      return number
    }
    func share() throws(ToneTableError.Fault) -> Double {
      guard value.hasSuffix("%"), let percent = Double(value.dropLast()), (0...50).contains(percent)
      else { throw reader.fault("\"\(word)\" is no share; write \(name)=1.5%, 50% at most") }
      return percent / 100
    }
    switch name {
    case "exchange":
      guard value.isWord else { throw reader.fault("\"\(word)\": write exchange=pabx") }
      exchange = String(value)
    case "level": level = Level(dBm0: try number(-60...3, "-13, in dBm0 from -60 to 3"))
    case "level-tolerance": levelTolerance = try number(0...20, "1.5, in dB from 0 to 20")
    case "frequency-tolerance": frequencyTolerance = try share()
    case "cadence-tolerance": cadenceTolerance = try share()
    default:
      let names = "exchange, level, level-tolerance, frequency-tolerance, cadence-tolerance"
      throw reader.fault("\"\(name)\" is none of \(names)")
    }
  }

  /// Hz of which a sound has one at least. A telephone channel passes 300 to 3400 Hz (G.712); the lowest tones that are
  /// listed, at 200 and 250 Hz, still come through softly, those at 25 to 154 Hz do not.
  private static let band = 200.0...3400.0

  private func check(_ reader: ToneTableReader) throws(ToneTableError.Fault) {
    for step in notation.lead + steps where !step.isSilence {
      guard step.frequencies.contains(where: ListedTone.band.contains) else {
        let sound = step.frequencies.map(ToneNotation.plain).joined(separator: "+")
        throw reader.fault(
          "no telephone channel carries \(sound) Hz; one frequency must lie from 200 to 3400")
      }
    }
    guard [.ringback, .busy, .reorder].contains(kind) else { return }
    guard notation.repeats, steps.contains(where: \.isSilence) else {
      throw reader.fault(
        "\(kind.rawValue) without a pause cannot be told from dial tone; write 425:0.5/0.5")
    }
  }
}
