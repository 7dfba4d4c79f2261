// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// Whether somebody speaks at the other end, as a person would notice it who waits for an answer.
///
/// Time above −45 dBm0 fills a bucket and time below it empties it again at the same rate; 0.3 s of it
/// is speech. A click or a key's tone is too short; noise of the line is too low. It is no detector
/// of speech: a tone that lasts passes for it.
struct SpeechEar: Sendable {
  static let threshold = Level(dBm0: -45)
  /// 0.3 s, in samples.
  static let enough = 2400

  private var filled = 0
  private(set) var hasHeardSpeech = false

  mutating func hear(_ block: Span<Int16>) {
    guard !hasHeardSpeech, !block.isEmpty else { return }
    var sum = 0.0
    for index in block.indices {
      let sample = Double(block[index])
      sum += sample * sample
    }
    let isLoud = Level(meanSquare: sum / Double(block.count)) >= SpeechEar.threshold
    filled = max(0, filled + (isLoud ? block.count : -block.count))
    hasHeardSpeech = filled >= SpeechEar.enough
  }
}
