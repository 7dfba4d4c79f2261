// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// A recorded word, sentence or prompt to compose calls of.
struct VoiceClip: Sendable {
  enum Kind: String, Sendable, CaseIterable { case word, sentence, prompt }

  var kind: Kind
  var speaker: String
  /// The collection that it is of: what stands before the first hyphen of its file's name.
  var source: String
  var language: String
  var prompt: String
  var samples: [Float]
  /// Where it is spoken.
  var speech: Range<Int>
  var fold = 0
  /// Mean square of its active blocks of 20 ms: those within 25 dB of the loudest.
  private(set) var activePower = 0.0
  /// The recording's own noise, to be continued around it, and its mean square.
  private(set) var noise = ShapedNoise()
  private(set) var noisePower = 0.0

  /// Seconds of speech.
  var length: Double { Double(speech.count) / Double(SampleTime.rate) }

  static let block = 160
  static let activeShare = 0.003_162

  /// Nil for a clip that is shorter than 100 ms or longer than 16 s, or silent.
  init?(
    kind: Kind, speaker: String, source: String, language: String, prompt: String,
    samples: [Float], speech: Range<Int>
  ) {
    self.kind = kind
    self.speaker = speaker
    self.source = source
    self.language = language
    self.prompt = prompt
    self.samples = samples
    self.speech = speech
    guard (0.1...16).contains(length), speech.upperBound <= samples.count else { return nil }
    let powers = VoiceClip.powers(samples[speech])
    guard let loudest = powers.max(), loudest > 0 else { return nil }
    let active = powers.filter { $0 > loudest * VoiceClip.activeShare }
    activePower = active.reduce(0, +) / Double(active.count)
    let rest =
      Array(samples[..<max(0, speech.lowerBound - 240)])
      + samples[min(samples.count, speech.upperBound + 400)...]
    if rest.count >= 1600 {
      noise = ShapedNoise(of: rest)
      noisePower = noise.meanSquare
    } else {
      let quiet = powers.sorted().prefix(max(1, powers.count / 10))
      noisePower = 0.25 * quiet.reduce(0, +) / Double(quiet.count)
    }
  }

  /// Mean squares of whole blocks.
  static func powers(_ samples: ArraySlice<Float>) -> [Double] {
    stride(from: samples.startIndex, through: samples.endIndex - block, by: block).map { start in
      samples[start..<start + block].reduce(0.0) { $0 + Double($1) * Double($1) } / Double(block)
    }
  }
}
