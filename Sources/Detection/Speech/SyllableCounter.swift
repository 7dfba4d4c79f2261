// SPDX-License-Identifier: GPL-3.0-or-later

/// Counts the peaks of a level that rise 3 dB over the valley before them and fall 3 dB behind.
struct SyllableCounter: Sendable {
  static let depth: Float = 3

  private(set) var count: Int32 = 0
  private var envelope: Float = -60
  private var isRising = false
  private var valley: Float = 0
  private var peak: Float = 0

  /// Takes a frame's level in dBm0; a peak that ends here counts where somebody speaks.
  mutating func consume(_ level: Float, counts: Bool) {
    envelope += 0.4 * (level - envelope)
    if isRising {
      if envelope > peak {
        peak = envelope
      } else if envelope < peak - SyllableCounter.depth {
        isRising = false
        valley = envelope
        if counts { count += 1 }
      }
    } else if envelope < valley {
      valley = envelope
    } else if envelope > valley + SyllableCounter.depth {
      isRising = true
      peak = envelope
    }
  }
}
