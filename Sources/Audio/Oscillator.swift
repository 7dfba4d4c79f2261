// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A sine whose frequency may change from sample to sample while its phase runs on.
struct Oscillator {
  /// Turns, 0..<1.
  var phase = 0.0

  /// The next sample, −1...1, of a sine of `hertz`, this one `turns` ahead of the others.
  mutating func next(_ hertz: Double, ahead turns: Double = 0) -> Double {
    defer {
      phase += hertz / Double(SampleTime.rate)
      phase -= phase.rounded(.down)
    }
    return sin(2 * .pi * (phase + turns))
  }
}
