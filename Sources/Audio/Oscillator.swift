// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A sine whose frequency may change from sample to sample while its phase runs on.
struct Oscillator {
  /// Turns, 0..<1.
  var phase = 0.0

  /// The next sample, −1...1, of a sine of `hertz`.
  mutating func next(_ hertz: Double) -> Double {
    defer {
      phase += hertz / Double(SampleTime.rate)
      phase -= phase.rounded(.down)
    }
    return sin(2 * .pi * phase)
  }
}

/// Binary frequency-shift keying with continuous phase.
struct FrequencyShiftKeying {
  /// Hz of a 1 and of a 0.
  var mark: Double
  var space: Double
  /// Bits a second.
  var baud: Double

  /// `bits` one after the other; the lengths in samples follow the exact rate without drift.
  func samples(_ bits: [Bool], level: Level) -> [Int16] {
    var oscillator = Oscillator()
    let perBit = Double(SampleTime.rate) / baud
    var samples: [Int16] = []
    for (index, bit) in bits.enumerated() {
      let end = Int((Double(index + 1) * perBit).rounded())
      while samples.count < end {
        let value = oscillator.next(bit ? mark : space)
        samples.append(Int16(saturating: value * level.sineAmplitude))
      }
    }
    return samples
  }
}
