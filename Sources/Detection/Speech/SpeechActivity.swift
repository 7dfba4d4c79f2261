// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Whether somebody is speaking, and how much of that is the voice in front.
///
/// The level (200 to 3575 Hz, smoothed over 20 ms) is held against two references: the noise floor, the least level of
/// the last two seconds, and the peak, the loudest voice since the start. Speech is what lies 5 dB over the floor and
/// within `depth` of the peak; the depth is half of what the peak stands over the floor, so that a television or a
/// crowd 8 dB under the person at the telephone is not taken for talk, while the soft ends of words on a quiet line are.
///
/// Noise that sets in with the answer is not speech for as long as the floor needs to come up: where the level has been
/// flat for 400 ms, as no voice is, it is the floor.
///
/// Because a louder voice may come later and make what was heard before it background, talk is counted per level: the
/// `Tally` knows, for every level, for how long it was exceeded and when last.
struct SpeechActivity: Sendable {
  /// Frames of activity before a stretch of speech begins, and of rest before it ends.
  static let onFrames = 3
  static let offFrames = 7
  static let overFloor: Float = 5
  /// −60 dBm0: a floor is never taken for lower.
  static let lowestFloor = 10 * log10f(Float(Level(dBm0: -60).meanSquare))

  /// −40 dBm0: a flat level above is a signal, not a line's noise.
  static let loudestNoise = 10 * log10f(Float(Level(dBm0: -40).meanSquare))

  /// −72 dBm0: less than a bit of A-law is digital silence, which says nothing of the line's noise.
  static let digitalSilence = Float(Level(dBm0: -72).meanSquare)

  private(set) var tally = Tally()
  private(set) var music = MusicMeter()
  /// dB re one 16-bit unit squared.
  private(set) var level: Float = 0
  private(set) var floor: Float = lowestFloor
  private(set) var peak: Float = 0
  /// Where the stretch of speech under way began.
  private(set) var openStart: SampleTime?

  private var frames = 0
  private var least = InlineArray<4, Float>(repeating: .infinity)
  /// The last two levels.
  private var recent = SIMD2<Float>(repeating: -.infinity)
  private var flatness = Flatness()
  private var above = 0
  private var below = 0
  private var waiting = InlineArray<12, Float>(repeating: 0)
  private var waitingCount = 0

  private static let bucket = 25

  /// How far under the peak the voice in front reaches, dB.
  var depth: Float { min(25, max(7, 0.5 * (peak - floor))) }

  /// Starts the count anew: the call was answered.
  mutating func restart() {
    tally = Tally()
    music = MusicMeter()
    peak = 0
    openStart = nil
    above = 0
    below = 0
    waitingCount = 0
  }

  /// What a tone detector thinks of the frame.
  enum Tone {
    case none, perhaps
    /// A tone since then.
    case certain(since: SampleTime)

    var isCertain: Bool { if case .certain = self { true } else { false } }
  }

  /// Takes one frame; the stretch of speech that has just ended, if any.
  mutating func consume(
    _ spectrum: SpectralFrame, tone: Tone
  ) -> (start: SampleTime, end: SampleTime)? {
    frames += 1
    // The first windows are not full yet.
    guard frames > 2 else { return nil }
    let now = 10 * log10f(max(spectrum.total, 1e-3))
    level = frames == 3 ? now : level + 0.64 * (now - level)
    // A lost packet is no noise.
    if spectrum.total > SpeechActivity.digitalSilence { trackFloor() }
    if !tone.isCertain { music.consume(spectrum, level: level) }
    switch tone {
    case .certain(let since):
      // What waited was the tone's beginning, and so was speech that began with it; its end is no speech's level.
      waitingCount = 0
      level = now
      if let start = openStart, since - start < SpeechActivity.onFrames * Spectrum.hop {
        openStart = nil
        above = 0
      }
      return close(at: since, rest: 0)
    case .perhaps:
      // A pure sound that lasts longer than a vowel is none.
      if waitingCount < waiting.count {
        waiting[waitingCount] = level
        waitingCount += 1
      }
      return nil
    case .none:
      if waitingCount < waiting.count {
        for index in 0..<waitingCount { count(waiting[index]) }
      }
      waitingCount = 0
      count(level)
    }
    return follow(at: spectrum.center)
  }

  mutating func finish(at now: SampleTime) -> (start: SampleTime, end: SampleTime)? {
    close(at: now, rest: 0)
  }

  private mutating func trackFloor() {
    let index = (frames / SpeechActivity.bucket) % least.count
    // A lost packet dips for two frames.
    let highest = max(level, recent.x, recent.y)
    recent = SIMD2(level, recent.x)
    if frames % SpeechActivity.bucket == 0 { least[index] = highest }
    least[index] = min(least[index], highest)
    var lowest = Float.infinity
    for bucket in least.indices { lowest = min(lowest, least[bucket]) }
    // The least of 200 frames of noise lies 1.5 dB under its mean.
    if let flat = flatness.add(level), flat > lowest + 1.5, flat < SpeechActivity.loudestNoise {
      for bucket in least.indices { least[bucket] = flat - 1.5 }
      lowest = flat - 1.5
      // What was taken for a voice was this.
      if peak > 0, peak < flat + SpeechActivity.overFloor { restart() }
    }
    floor = max(lowest + 1.5, SpeechActivity.lowestFloor)
  }

  private mutating func count(_ level: Float) {
    let isSpeech = level > floor + SpeechActivity.overFloor
    if isSpeech, level > peak { peak += peak > 0 ? 0.58 * (level - peak) : level }
    tally.add(isSpeech ? level : nil)
  }

  private mutating func follow(at now: SampleTime) -> (start: SampleTime, end: SampleTime)? {
    let isSpeech = level > floor + SpeechActivity.overFloor && level > peak - depth
    above = isSpeech ? above + 1 : 0
    below = isSpeech ? 0 : below + 1
    if openStart == nil, above >= SpeechActivity.onFrames {
      openStart = now + -SpeechActivity.onFrames * Spectrum.hop
    }
    return below >= SpeechActivity.offFrames ? close(at: now, rest: below) : nil
  }

  private mutating func close(
    at now: SampleTime, rest: Int
  ) -> (start: SampleTime, end: SampleTime)? {
    above = 0
    guard let start = openStart else { return nil }
    openStart = nil
    let end = now + -rest * Spectrum.hop
    return end > start ? (start, end) : nil
  }

  /// The line's noise, and the level above which talk is counted.
  var floorLevel: Level { Level(meanSquare: Double(powf(10, floor / 10))) }
  var speechLevel: Level { Level(meanSquare: Double(powf(10, max(floor + 5, peak - depth) / 10))) }

  /// Seconds of talk by the voice in front.
  var talk: Double { tally.seconds(above: peak - depth) }
  /// Seconds since it was last heard; nil if never.
  var pause: Double? { tally.pause(above: peak - depth) }
}
