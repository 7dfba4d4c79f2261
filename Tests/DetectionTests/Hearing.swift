// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

@testable import Detection

/// What an analyzer makes of some audio.
struct Hearing {
  var verdict: Verdict?
  var events: [CallEvent] = []

  /// Hears `samples`, answered at `answer` seconds if that is given, in spans of `span` samples.
  init(
    _ samples: [Int16], answer: Double? = nil, country: String? = nil,
    supervision: AnalyzerSettings.Supervision = .signalled, spans: [Int] = [160]
  ) {
    var analyzer = CallProgressAnalyzer(
      settings: AnalyzerSettings(country: country, supervision: supervision))
    let answerAt = answer.map { Int($0 * 8000) }
    var start = 0
    var turn = 0
    while start < samples.count {
      if start == answerAt { analyzer.answered(into: &events) }
      var end = min(samples.count, start + spans[turn % spans.count])
      if let answerAt, start < answerAt { end = min(end, answerAt) }
      analyzer.consume(samples.span.extracting(start..<end), into: &events)
      start = end
      turn += 1
    }
    analyzer.finish(into: &events)
    verdict = analyzer.verdict
  }

  var outcome: Outcome? { verdict?.outcome }

  func names(of kind: CallEvent.Kind) -> [String] {
    events.filter { $0.kind == kind }.map { $0.name ?? "" }
  }
}

extension [Int16] {
  /// With white noise at `level`.
  func noisy(_ level: Double, seed: UInt64 = 1) -> [Int16] {
    var samples = self
    var noise = NoiseSource(level: Level(dBm0: level), seed: seed)
    noise.add(to: &samples)
    return samples
  }

  /// Through the µ-law or A-law codec and back.
  var throughULaw: [Int16] { map { G711.decodeULaw(G711.encodeULaw($0)) } }
  var throughALaw: [Int16] { map { G711.decodeALaw(G711.encodeALaw($0)) } }

  /// Something with the rhythm of speech: syllables of a gliding, harmonic voice.
  static func talk(seconds: Double, level: Level = Level(dBm0: -20), pitch: Double = 130) -> [Int16]
  {
    var phase = 0.0
    let samples = (0..<Int(seconds * 8000)).map { index -> Int16 in
      let time = Double(index) / 8000
      let glide = pitch * (1 + 0.25 * sin(2 * .pi * 1.3 * time) + 0.1 * sin(2 * .pi * 3.1 * time))
      phase += 2 * .pi * glide / 8000
      let syllable = 0.25 + 0.75 * abs(sin(2 * .pi * 2.3 * time))
      let voice = (1...20).reduce(0.0) { sum, harmonic in
        let formant = 1 / (1 + pow((glide * Double(harmonic) - 700) / 500, 2))
        return sum + sin(phase * Double(harmonic)) * (0.1 + formant)
      }
      return Int16(saturating: voice * syllable * 1000)
    }
    let gain = (level.meanSquare / samples.level.meanSquare).squareRoot()
    return samples.amplified(by: gain)
  }
}

extension Level {
  static let usual = Level(dBm0: -20)
}
