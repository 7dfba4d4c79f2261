// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// An unbroken stretch of one spectral line, or of one pair of lines, at a steady frequency.
struct ToneRun: Sendable {
  /// Where the amplitude passes half of its steady value.
  var start: SampleTime
  var end: SampleTime
  /// Hz, the lower first; the second is 0 for a single line.
  var low: Float
  var high: Float
  /// Steady mean square, 16-bit units squared.
  var meanSquare: Float
  /// Standard deviation, in Hz, of the dominant line from frame to frame.
  var jitter: Float
  /// Standard deviation, in dB, of the level from frame to frame.
  var unsteadiness: Float
  /// Mean share of the band's power that lies in the tone, 0...1.
  var purity: Float
  /// Share of the frames in which level or purity dips, one lost packet left out.
  var dips: Float
  /// The lines that a closer look found within it, Hz, lowest first; empty before that.
  var lines = Lines()

  /// Up to three frequencies.
  struct Lines: Sendable {
    var count = 0
    var hertz = SIMD4<Float>()
  }

  var seconds: Double { Double(end - start) / Double(SampleTime.rate) }
  var level: Level { Level(meanSquare: Double(meanSquare)) }
  var isDual: Bool { high > 0 }
  var frequencies: [Float] {
    lines.count > 1 ? (0..<lines.count).map { lines.hertz[$0] } : isDual ? [low, high] : [low]
  }

  /// Whether it is a tone and not a sung or spoken vowel. Of the runs in talk and music that last 150 ms, half wander by
  /// more than 5 Hz and leave a tenth of the power elsewhere; tones 14 dB over the noise keep 96 % within 3 Hz, and close
  /// or modulated pairs, which wobble, are as pure. What an overdriven circuit adds to a tone is as steady as the tone.
  var isSteady: Bool {
    // In noise the purity and the line of a close pair wander, not its level; a voice has none so near.
    if isClosePair, purity >= 0.85, jitter <= 12, unsteadiness <= 1.2, seconds >= 0.35 {
      return true
    }
    // The level of a pure close pair beats; that of a single line dips where packets are lost.
    guard dips <= (purity >= 0.97 ? 0.6 : 0.34) else { return false }
    return purity >= 0.94 && jitter <= 3.5 && unsteadiness <= 2.2
      || purity >= 0.9 && jitter <= 0.6 && unsteadiness <= 0.3 && seconds >= 0.2
      || purity >= 0.955 && jitter <= 36 && unsteadiness <= 2.2 && seconds >= 0.35
      || purity >= 0.98 && jitter <= 36 && unsteadiness <= (isModulated ? 6 : 3.5)
  }

  /// Whether the closer look found two lines as near as those of ringing, or a carrier and two sidebands.
  var isClosePair: Bool {
    isModulated || lines.count == 2 && (20...66).contains(lines.hertz[1] - lines.hertz[0])
  }

  /// Whether the closer look found a carrier and two sidebands.
  private var isModulated: Bool {
    lines.count == 3 && abs(lines.hertz[0] + lines.hertz[2] - 2 * lines.hertz[1]) < 6
  }

  /// Whether it is a weaker piece of what `other` was: on a noisy line it may not be pure enough to pass for a tone alone.
  func belongs(to other: ToneRun) -> Bool {
    sounds(like: other) && abs(low - other.low) < 6 && purity >= 0.8 && jitter <= 6
  }

  /// Whether it is no word, where nothing has rung yet: it lasts too long, or is two lines.
  var mayBeFirstRing: Bool {
    isSteady && CadenceDetector.band.contains(low) && (isClosePair || seconds >= 0.6)
  }

  /// Whether it is a burst of the ringing that `ring` was: as loud within 4 dB.
  func isRing(like ring: ToneRun) -> Bool {
    (0.4...2.5).contains(meanSquare / ring.meanSquare)
      && (belongs(to: ring) || isSteady && sounds(like: ring) && abs(low - ring.low) < 12)
  }

  /// Whether `other` is the same tone: each line within 2.5 % and 12 Hz.
  func sounds(like other: ToneRun) -> Bool {
    if isDual == other.isDual {
      return ToneRun.near(low, other.low) && (!isDual || ToneRun.near(high, other.high))
    }
    // One line of a pair may have been lost in one of the two, or a close pair be seen as one.
    let (pair, single) = isDual ? (self, other) : (other, self)
    return single.low > pair.low - 15 && single.low < pair.high + 15 && pair.high - pair.low < 80
      || ToneRun.near(single.low, pair.low) || ToneRun.near(single.low, pair.high)
  }

  static func near(_ a: Float, _ b: Float) -> Bool { abs(a - b) <= 12 + 0.025 * max(a, b) }
}
