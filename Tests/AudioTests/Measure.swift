// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Amplitude of the component of `samples` at `hertz`, by correlation with a sine and a cosine
/// under a Hann window, so that other components leak little.
func amplitude(of hertz: Double, in samples: [Int16]) -> Double {
  var (real, imaginary, weight) = (0.0, 0.0, 0.0)
  for (index, sample) in samples.enumerated() {
    let hann = 0.5 - 0.5 * cos(2 * .pi * (Double(index) + 0.5) / Double(samples.count))
    let angle = 2 * .pi * hertz * Double(index) / Double(SampleTime.rate)
    real += hann * Double(sample) * cos(angle)
    imaginary += hann * Double(sample) * sin(angle)
    weight += hann
  }
  return 2 * (real * real + imaginary * imaginary).squareRoot() / weight
}

func rms(_ samples: [Int16]) -> Double {
  (samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(samples.count)).squareRoot()
}
