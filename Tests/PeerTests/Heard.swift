// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Testing

/// What the analyzer makes of somebody else's signal on a line: half a second of noise before it and two behind,
/// noise of −50 dBm0 under all of it, through the µ-law codec.
struct Heard {
  private(set) var events: [CallEvent] = []
  let verdict: Verdict?

  /// - Parameter isAnswered: whether the line signals the answer before anything is heard.
  init(_ signal: [Int16], isAnswered: Bool, country: String? = nil) {
    var samples = [Int16].silence(seconds: 0.5) + signal + .silence(seconds: 2)
    var noise = NoiseSource(level: Level(dBm0: -50), seed: 1)
    noise.add(to: &samples)
    samples = samples.map { G711.decodeULaw(G711.encodeULaw($0)) }
    var analyzer = CallProgressAnalyzer(
      settings: AnalyzerSettings(country: country, supervision: .signalled))
    if isAnswered { analyzer.answered(into: &events) }
    analyzer.consume(samples.span, into: &events)
    analyzer.finish(into: &events)
    verdict = analyzer.verdict
  }

  /// Names of the events of a kind, by its name, in turn.
  func names(of kind: String) -> [String] {
    events.filter { $0.kind.rawValue == kind }.map { $0.name ?? "" }
  }

  /// Events that say that a machine is there, or an exchange, each as kind and name.
  var machines: [String] {
    events.filter {
      ["tone", "sit", "fax", "modem", "tty", "dtmf", "mf", "r2"].contains($0.kind.rawValue)
    }.map { "\($0.kind.rawValue) \($0.name ?? "")" }
  }
}

/// A signal, by the words that make its generator send it, and what it has to be heard as.
struct Signal: Sendable, CustomTestStringConvertible {
  var words: String
  var kind: String
  var name: String
  var country: String?

  init(_ words: String, _ kind: String, _ name: String, country: String? = nil) {
    self.words = words
    self.kind = kind
    self.name = name
    self.country = country
  }

  var testDescription: String { words }

  /// Checks that it is heard, and nothing of another kind with it.
  func expect(_ heard: Heard) {
    let names = heard.names(of: kind)
    #expect(names.contains(name), "heard \(heard.machines)")
    let others = heard.machines.filter { !$0.hasPrefix(kind + " ") }
    #expect(others.isEmpty, "\(name), and heard \(others)")
  }
}
