// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// Stretches of speech: speech activity less the tones that set it off.
struct SpeechSegments: Sendable {
  /// A pause shorter than this, between words, does not end a stretch: activity itself bridges 120 ms.
  static let onDelay = SpeechActivity.onFrames * Spectrum.hop
  static let offDelay = SpeechActivity.offFrames * Spectrum.hop
  /// A stretch shorter than this is a click.
  static let shortest = 640

  /// Where the stretch under way began.
  private(set) var openStart: SampleTime?

  /// Takes one frame; the stretch that has just ended, if any.
  mutating func consume(
    isActive: Bool, tone: ToneRun?, at now: SampleTime
  ) -> (start: SampleTime, end: SampleTime)? {
    if let tone {
      // What set activity off was a tone.
      guard let start = openStart else { return nil }
      openStart = nil
      return closed(start, min(now, tone.start))
    }
    if isActive {
      if openStart == nil { openStart = now + -SpeechSegments.onDelay }
      return nil
    }
    guard let start = openStart else { return nil }
    openStart = nil
    return closed(start, now + -SpeechSegments.offDelay)
  }

  mutating func finish(at now: SampleTime) -> (start: SampleTime, end: SampleTime)? {
    guard let start = openStart else { return nil }
    openStart = nil
    return closed(start, now)
  }

  private func closed(
    _ start: SampleTime, _ end: SampleTime
  ) -> (start: SampleTime, end: SampleTime)? {
    end - start >= SpeechSegments.shortest ? (start, end) : nil
  }
}
