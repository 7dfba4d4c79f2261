// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// A text telephone (TIA-825, V.18 annex A): Baudot characters, mark 1400 Hz, space 1800 Hz, 45.45 bit/s or 50 outside
/// North America: a start bit, five data bits, one and a half stop bits.
struct BaudotDetector: Sendable {
  enum Hit: Sendable { case began, ended }

  /// Well-framed characters in a row that make a text telephone, 165 ms each.
  static let characters = 3
  /// Share of the band's power that must lie within 100 Hz of mark and space.
  static let share: Float = 0.75
  /// Frames of anything else that it survives: a pause between characters.
  static let longestPause = 25

  /// Half a bit: sharp enough for edges, long enough for 12 dB of noise.
  private static let discriminator = FSKDiscriminator(mark: 1400, space: 1800, step: 8, steps: 10)

  private var slow = BaudotFramer(baud: 45.45, every: 8)
  private var fast = BaudotFramer(baud: 50, every: 8)
  private var isOpen = false
  private var misses = 0
  /// Frames in which the one, or the other, was the line.
  private var markFrames = 0
  private var spaceFrames = 0
  private(set) var isHeard = false
  private(set) var start = SampleTime.zero
  private(set) var end = SampleTime.zero

  /// What was typed, as far as it was heard.
  var text: String { best.text }
  private var best: BaudotFramer { slow.misfit <= fast.misfit ? slow : fast }

  /// Whether frames that say nothing matter.
  var isAwake: Bool { isOpen }

  /// Whether a frame is mark or space.
  static func isIn(_ frame: SpectralFrame) -> Bool {
    let line = frame.first.frequency
    return frame.total > ToneTracker.floor && min(abs(line - 1400), abs(line - 1800)) < 45
      && frame.power(from: 1300, to: 1500) + frame.power(from: 1700, to: 1900)
        >= share * frame.total
  }

  mutating func consume(_ frame: SpectralFrame) -> Hit? {
    let isIn = BaudotDetector.isIn(frame)
    misses = isIn ? 0 : misses + 1
    guard isOpen || isIn else { return nil }
    if misses > (isHeard ? BaudotDetector.longestPause : 3) {
      isOpen = false
      return isHeard ? finish() : nil
    }
    if !isOpen {
      isOpen = true
      slow.restart()
      fast.restart()
      start = frame.center
      markFrames = 0
      spaceFrames = 0
    }
    if isIn {
      end = frame.center
      if abs(frame.first.frequency - 1400) < 45 { markFrames += 1 } else { spaceFrames += 1 }
    }
    // A gap reads as mark: a telephone at rest.
    var decisions = FSKDiscriminator.Decisions(repeating: 1)
    if isIn, let samples = frame.samples {
      BaudotDetector.discriminator.judge(samples, into: &decisions)
    }
    for index in 0..<BaudotDetector.discriminator.count {
      let isMark = decisions[index] > 0
      slow.consume(isMark)
      fast.consume(isMark)
    }
    // Somebody else's space is no text telephone's: its mark was heard too.
    guard !isHeard, best.inARow >= BaudotDetector.characters, markFrames > 2, spaceFrames > 2
    else { return nil }
    isHeard = true
    return .began
  }

  /// The text is at its end.
  mutating func finish() -> Hit? {
    defer { isHeard = false }
    return isHeard ? .ended : nil
  }
}
