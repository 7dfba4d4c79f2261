// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// What there is to know of a greeting, from the answer on: who speaks since when, in what phrases and at what level.
///
///     log-odds of speech ─┬► SpeechSegmenter ─► phrases, pauses
///     level ──────────────┴► LevelHistogram, SyllableCounter
struct GreetingMeter: Sendable {
  /// Frames a second.
  static let rate = Float(SampleTime.rate) / Float(Spectrum.hop)
  /// Frames from one decision to the next: 60 ms.
  static let step: Int32 = 3

  private(set) var segmenter = SpeechSegmenter(origin: 0)
  private var histogram = LevelHistogram()
  private var syllables = SyllableCounter()
  /// Frames since the start, and the one from which delays count.
  private(set) var frame: Int32 = -1
  private var origin: Int32 = 0
  private var voicedFrames: Int32 = 0
  /// Sum of the probabilities of speech, and their means over about 100, 250 and 500 ms.
  private var probabilities: Float = 0
  private var means = SIMD3<Float>()
  private var longest: Int32 = 0
  private var levels = SIMD3<Float>()
  /// Count, sum and sum of squares of the levels in the pause under way.
  private var pauseLevels = SIMD3<Float>()

  /// Whether a decision is due.
  var isDue: Bool { (frame + 1) % GreetingMeter.step == 0 }
  /// dBm0, 18 dB under the loudest voice; nil before there is one.
  var speechFloor: Float? { histogram.level(depth: 18) }
  /// Seconds of speech.
  var talk: Double { Double(Float(voicedFrames) / GreetingMeter.rate) }
  /// Seconds from the answer.
  var elapsed: Double { Double(Float(frame + 2 - origin) / GreetingMeter.rate) }

  /// The answer is taken to have been `seconds` before the first word, and no earlier than the start.
  mutating func assumeAnswer(before seconds: Float) {
    origin = max(0, segmenter.onset - Int32(seconds * GreetingMeter.rate))
  }

  /// Takes a frame of `activity` with its log-odds; a burst waits while a tone is suspected.
  mutating func consume(
    _ activity: VoiceActivity, odds: Float, isSuspect: Bool
  ) -> SpeechSegmenter.Change {
    frame += 1
    let level = activity.frame.level
    let clipped = activity.isTone ? -4 : min(4, max(-4, odds))
    let probability = 1 / (1 + expf(-clipped))
    probabilities += probability
    means += SIMD3(0.2, 0.08, 0.04) * (probability - means)
    levels = SIMD3(levels.y, levels.z, level)
    histogram.note(levels.sum() / 3)
    if frame >= 2, !activity.isTone {
      histogram.count(frame, harmonicity: activity.harmonicity)
    }
    let change = segmenter.consume(
      frame, odds: clipped, isHarmonic: activity.harmonicity > 0.5 && !activity.isTone,
      isTone: activity.isTone, isSuspect: isSuspect)
    if change != .none { pauseLevels = .zero }
    if segmenter.onset >= 0 { longest = max(longest, segmenter.current(at: frame)) }
    if segmenter.isSpeaking, probability > 0.5 { voicedFrames += 1 }
    let rest = frame - segmenter.offset
    if segmenter.onset >= 0, !segmenter.isOn, rest >= 8, !activity.isTone {
      pauseLevels += SIMD3(1, level, level * level)
    }
    syllables.consume(level, counts: segmenter.isSpeaking || rest < 6)
    return change
  }

  /// The features at this frame, in the order of ``GreetingModel/features``.
  func features() -> GreetingModel.Features {
    let seconds = { (frames: Int32) in Float(frames) / GreetingMeter.rate }
    var values = GreetingModel.Features(repeating: 0)
    values[0] = seconds(frame + 2 - origin)
    values[1] = segmenter.isSpeaking ? 1 : 0
    values[2] = segmenter.smooth
    for index in 0..<3 { values[3 + index] = means[index] }
    let voiced = seconds(voicedFrames)
    if segmenter.onset >= 0 {
      let current = segmenter.current(at: frame)
      let pause = segmenter.pause(at: frame)
      let between = segmenter.phrases - 1
      values[6] = seconds(frame - segmenter.onset)
      values[7] = seconds(between == 0 ? current : segmenter.first)
      values[8] = seconds(current)
      values[9] = seconds(longest)
      values[10] = Float(segmenter.phrases)
      values[11] = Float(segmenter.bursts)
      values[12] = voiced
      values[13] = voiced / (values[6] + 0.02)
      values[14] = seconds(pause)
      values[15] = seconds(max(segmenter.longestGap, pause))
      values[16] = seconds(segmenter.lastGap)
      values[17] = max(0, seconds(segmenter.onset - origin))
      values[18] = between > 0 ? seconds(segmenter.gaps) / Float(between) : 0
      values[21] = seconds(between > 0 ? segmenter.firstGap : pause)
    } else {
      values[17] = values[0]
    }
    values[19] = probabilities / GreetingMeter.rate
    values[20] = pauseSpread
    values[22] = Float(syllables.count)
    values[23] = Float(syllables.count) / (voiced + 0.1)
    values[24] = segmenter.bursts > 0 ? voiced / Float(segmenter.bursts) : 0
    for index in 0..<3 {
      guard let reading = histogram.reading(depth: Float(6 * (index + 1)), at: frame) else { break }
      values[25 + index] = seconds(reading.since)
      values[28 + index] = seconds(reading.total)
      values[31 + index] = seconds(reading.first - origin)
      values[34 + index] = Float(reading.crossings)
      if index < 2 { values[38 + index] = seconds(reading.longestGap) }
    }
    if let spread = histogram.spread {
      values[37] = spread.voice
      values[40] = spread.now
    }
    return values
  }

  /// Standard deviation of the level in the pause under way, dB.
  private var pauseSpread: Float {
    guard pauseLevels.x > 3 else { return 0 }
    let mean = pauseLevels.y / pauseLevels.x
    return max(0, pauseLevels.z / pauseLevels.x - mean * mean).squareRoot()
  }
}
