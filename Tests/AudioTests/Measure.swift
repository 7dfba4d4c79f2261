// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Amplitude of the component of `samples` at `hertz`, by correlation with a sine and a cosine
/// under a Hann window, so that other components leak little.
func amplitude(of hertz: Double, in samples: some Collection<Int16>) -> Double {
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

/// Level of the component at `hertz`, in dBm0.
func level(of hertz: Double, in samples: some Collection<Int16>) -> Double {
  let amplitude = amplitude(of: hertz, in: samples)
  return Level(meanSquare: amplitude * amplitude / 2).dBm0
}

/// The frequency near `hertz` at which the correlation is greatest, to 0.05 Hz.
func peak(near hertz: Double, within: Double = 20, in samples: some Collection<Int16>) -> Double {
  var (best, step) = (hertz, within / 4)
  while step > 0.02 {
    let center = best
    best =
      (-4...4).map { center + Double($0) * step }
      .max { amplitude(of: $0, in: samples) < amplitude(of: $1, in: samples) } ?? center
    step /= 3
  }
  return best
}

func rms(_ samples: some Collection<Int16>) -> Double {
  (samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(samples.count)).squareRoot()
}

/// Lengths in seconds of the bursts and pauses of `samples`, a burst first: stretches of silence of
/// 10 ms and more are pauses.
func cadence(of samples: [Int16]) -> [Double] {
  var runs: [(isOn: Bool, count: Int)] = []
  for block in stride(from: 0, to: samples.count, by: 80) {
    let isOn = samples[block..<min(block + 80, samples.count)].contains { abs(Int($0)) > 16 }
    if runs.last?.isOn == isOn {
      runs[runs.count - 1].count += 1
    } else {
      runs.append((isOn, 1))
    }
  }
  return runs.map { Double($0.count) * 0.01 }
}

/// The bits of frequency-shift keying in `samples`, by correlation over each bit's middle.
func bits(
  of samples: [Int16], mark: Double, space: Double, baud: Double, from start: Int = 0
) -> [Bool] {
  let length = 8000 / baud
  return (0..<Int(Double(samples.count - start) / length)).map { bit in
    let first = start + Int(Double(bit) * length)
    let piece = Array(samples[first..<first + Int(length)])
    return amplitude(of: mark, in: piece) > amplitude(of: space, in: piece)
  }
}
