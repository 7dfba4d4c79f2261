// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Training

struct ShapedNoiseTests {
  private static func meanSquare(_ samples: [Float]) -> Double {
    samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(samples.count)
  }

  /// Power of differences relative to power: 2 for white noise, less where low frequencies prevail.
  private static func roughness(_ samples: [Float]) -> Double {
    meanSquare(zip(samples, samples.dropFirst()).map { $1 - $0 }) / meanSquare(samples)
  }

  @Test(arguments: [0.0, 1, 1.8, -0.5])
  func `its mean square is one`(tilt: Double) {
    let noise = ShapedNoise(tilt: tilt).samples(40_000, seed: 3)
    #expect(abs(ShapedNoiseTests.meanSquare(noise) - 1) < 0.1)
  }

  @Test func `white noise is rough, falling noise smooth, rising noise rougher`() {
    func roughness(_ noise: ShapedNoise) -> Double {
      ShapedNoiseTests.roughness(noise.samples(40_000, seed: 5))
    }
    #expect(abs(roughness(ShapedNoise()) - 2) < 0.05)
    #expect(roughness(ShapedNoise(tilt: 1.5)) < 0.8)
    #expect(roughness(ShapedNoise(tilt: -0.5)) > 2.2)
  }

  @Test func `it continues the noise of a recording, clicks left out`() {
    var recording = ShapedNoise(tilt: 1.2).samples(8000, seed: 7).map { 30 * $0 }
    for index in 4000..<4040 { recording[index] += 8000 }
    let noise = ShapedNoise(of: recording)
    #expect(abs(10 * log10(noise.meanSquare / 900)) < 1.5)
    let before = ShapedNoiseTests.roughness(Array(recording[..<3900]))
    let after = ShapedNoiseTests.roughness(noise.samples(20_000, seed: 8))
    #expect(abs(before - after) < 0.15)
  }

  @Test func `a seed gives the same noise, another one another`() {
    let noise = ShapedNoise(tilt: 1)
    #expect(noise.samples(100, seed: 1) == noise.samples(100, seed: 1))
    #expect(noise.samples(100, seed: 1) != noise.samples(100, seed: 2))
  }
}
