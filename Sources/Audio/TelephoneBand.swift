// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// What a telephone channel lets through: 300 to 3400 Hz, −3 dB at either end (ITU-T G.712's band,
/// with gentler slopes: two second-order Butterworth sections at each).
public struct TelephoneBand: Sendable {
  private var sections: [Biquad]

  public init() {
    // The quality factors of the two halves of a fourth-order Butterworth filter.
    let factors = [0.5412, 1.3066]
    sections =
      factors.map { Biquad(.highPass, hertz: 300, quality: $0) }
      + factors.map { Biquad(.lowPass, hertz: 3400, quality: $0) }
  }

  /// Filters `samples` in place; the filter's state goes on from one call to the next.
  public mutating func filter(_ samples: inout [Int16]) {
    for index in samples.indices {
      var value = Double(samples[index])
      for section in sections.indices { value = sections[section].next(value) }
      samples[index] = Int16(saturating: value)
    }
  }
}

/// A second-order filter by the bilinear transform, in transposed direct form II.
private struct Biquad {
  enum Kind { case lowPass, highPass }

  private let feedforward: (Double, Double, Double)
  private let feedback: (Double, Double)
  private var state = (0.0, 0.0)

  init(_ kind: Kind, hertz: Double, quality: Double) {
    let warped = tan(.pi * hertz / Double(SampleTime.rate))
    let norm = 1 / (1 + warped / quality + warped * warped)
    switch kind {
    case .lowPass:
      let gain = warped * warped * norm
      feedforward = (gain, 2 * gain, gain)
    case .highPass: feedforward = (norm, -2 * norm, norm)
    }
    feedback = (2 * (warped * warped - 1) * norm, (1 - warped / quality + warped * warped) * norm)
  }

  mutating func next(_ input: Double) -> Double {
    let output = feedforward.0 * input + state.0
    state.0 = feedforward.1 * input - feedback.0 * output + state.1
    state.1 = feedforward.2 * input - feedback.1 * output
    return output
  }
}
