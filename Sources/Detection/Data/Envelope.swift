// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// The amplitude of an answer tone over the last 0.64 s: how deep 15 Hz modulates it.
///
/// Fifty amplitudes a second, each over a Hann window of 40 ms, which passes 79 % of a modulation at 15 Hz:
/// sinc(0.6) / (1 − 0.36).
struct Envelope: Sendable {
  private static let passed: Float = 0.788
  private static let size = 32
  private static let rates: [Float] = [14, 14.5, 15, 15.5, 16]

  private var amplitudes = InlineArray<32, Float>(repeating: 0)
  private var count = 0

  /// Adds a frame; one about a phase reversal is taken to be as the one before it.
  mutating func add(_ amplitude: Float, isTurning: Bool) {
    let value = isTurning && count > 0 ? amplitudes[(count - 1) % Envelope.size] : amplitude
    amplitudes[count % Envelope.size] = value
    count += 1
  }

  /// Modulation at 14 to 16 Hz, relative to the mean, 0...1; 0 where the envelope has as much at other rates, as lost
  /// packets give it, or there is less than 0.4 s of it.
  var depth: Float {
    let frames = min(count, Envelope.size)
    guard frames >= 20 else { return 0 }
    var best: Float = 0
    for rate in Envelope.rates { best = max(best, swing(at: rate, frames)) }
    let other = max(swing(at: 5, frames), swing(at: 10, frames), swing(at: 21, frames))
    return best > 2 * other ? best / Envelope.passed : 0
  }

  private func swing(at hertz: Float, _ frames: Int) -> Float {
    var mean: Float = 0
    for back in 1...frames { mean += amplitudes[(count - back) % Envelope.size] }
    mean /= Float(frames)
    guard mean > 0 else { return 0 }
    var sum = SIMD2<Float>()
    for back in 1...frames {
      let value = amplitudes[(count - back) % Envelope.size] - mean
      let angle = 2 * Float.pi * hertz * Float(back * Spectrum.hop) / Float(SampleTime.rate)
      sum += value * SIMD2(cosf(angle), sinf(angle))
    }
    return 2 * (sum * sum).sum().squareRoot() / Float(frames) / mean
  }
}
