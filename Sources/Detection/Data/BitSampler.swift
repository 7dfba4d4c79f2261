// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// Reads bits off a stream of decisions: a clock that every change of sign pulls to a bit's edge.
struct BitSampler: Sendable {
  /// Bits per decision.
  let step: Float
  private var phase: Float = 0
  private var wasMark = true

  /// - Parameter every: samples between decisions.
  init(baud: Float, every samples: Int) {
    step = baud * Float(samples) / Float(SampleTime.rate)
  }

  /// Takes one decision; the bit whose middle this is, if it is one.
  mutating func next(_ isMark: Bool) -> Bool? {
    if isMark != wasMark {
      wasMark = isMark
      // An edge belongs at phase 0.
      phase -= 0.25 * (phase < 0.5 ? phase : phase - 1)
    }
    let before = phase
    phase += step
    if phase >= 1 { phase -= 1 }
    return before < 0.5 && before + step >= 0.5 ? isMark : nil
  }
}
