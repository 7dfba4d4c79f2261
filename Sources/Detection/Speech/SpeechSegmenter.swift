// SPDX-License-Identifier: GPL-3.0-or-later

/// Bursts and phrases of speech out of frame-wise log-odds, in frames of 20 ms.
///
/// The log-odds are smoothed, less where they fall; a burst begins where they pass −0.3 and ends where they pass −1.1, both two frames before
/// that shows. A click is no burst: one counts when it is five frames old and two of its frames were harmonic, or when it
/// is twelve frames old; while a tone is suspected it counts at its end. A gap of less than 200 ms joins bursts to a phrase.
struct SpeechSegmenter: Sendable {
  static let start: Float = -0.3
  static let end: Float = -1.1
  static let lag: Int32 = 2
  static let phraseGap: Int32 = 10

  private(set) var smooth: Float = -3
  /// Whether a burst is under way, and whether it counts.
  private(set) var isOn = false
  private(set) var isSpeaking = false
  private(set) var phrases: Int32 = 0
  private(set) var bursts: Int32 = 0
  /// Where the first phrase and the newest one began; −1 before there is one.
  private(set) var onset: Int32 = -1
  private(set) var phraseStart: Int32 = -1
  /// Where the last burst that counts ended; the origin before there is one.
  private(set) var offset: Int32
  /// Lengths of the first phrase, and of the gaps between phrases.
  private(set) var first: Int32 = 0
  private(set) var firstGap: Int32 = 0
  private(set) var lastGap: Int32 = 0
  private(set) var longestGap: Int32 = 0
  private(set) var gaps: Int32 = 0

  private var burstStart: Int32 = -1
  private var harmonicFrames = 0

  /// What the frame brought.
  enum Change { case none, phrase, end }

  init(origin: Int32) { offset = origin }

  /// The length of the phrase that is under way, or was the last.
  func current(at frame: Int32) -> Int32 { (isSpeaking ? frame : offset) - phraseStart }
  /// Frames since somebody last spoke.
  func pause(at frame: Int32) -> Int32 { isSpeaking ? 0 : frame - offset }

  /// Takes frame number `frame`: its log-odds, whether it is harmonic, and whether it is a tone or may be.
  mutating func consume(
    _ frame: Int32, odds: Float, isHarmonic: Bool, isTone: Bool, isSuspect: Bool
  ) -> Change {
    smooth += (odds < smooth ? 0.5 : 0.35) * (odds - smooth)
    var change = Change.none
    if !isOn, smooth > SpeechSegmenter.start {
      isOn = true
      burstStart = max(0, frame - SpeechSegmenter.lag)
      harmonicFrames = 0
    } else if isOn, smooth < SpeechSegmenter.end {
      isOn = false
      // Most tones are known for what they are in their ninth frame: what was before that may have been a voice.
      let isLate = !isSpeaking && isLong(at: frame - (isTone ? 10 : 1))
      if isLate, count() { change = .phrase }
      if isSpeaking || isLate {
        offset = frame - SpeechSegmenter.lag
        isSpeaking = false
        if change == .none { change = .end }
      }
    }
    if isHarmonic { harmonicFrames += 1 }
    if isOn, !isSpeaking, !isTone, !isSuspect, isLong(at: frame) {
      isSpeaking = true
      if count() { change = .phrase }
    }
    return change
  }

  private func isLong(at frame: Int32) -> Bool {
    let age = frame - burstStart
    return age >= 12 || (age >= 5 && harmonicFrames >= 2)
  }

  /// A burst counts; whether it begins a phrase.
  private mutating func count() -> Bool {
    bursts += 1
    guard onset >= 0 else {
      onset = burstStart
      phraseStart = burstStart
      phrases = 1
      return true
    }
    let gap = burstStart - offset
    guard gap >= SpeechSegmenter.phraseGap else { return false }
    if phrases == 1 {
      first = offset - onset
      firstGap = gap
    }
    phrases += 1
    phraseStart = burstStart
    lastGap = gap
    gaps += gap
    longestGap = max(longestGap, gap)
    return true
  }
}
