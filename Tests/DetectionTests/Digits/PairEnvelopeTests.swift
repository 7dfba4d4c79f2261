// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct PairEnvelopeTests {
  /// The newest `count` looks for 770 and 1336 Hz at the end of `samples`.
  private static func looks(_ samples: [Int16], _ count: Int) -> [PairEnvelope.Look] {
    let envelope = PairEnvelope(low: 770, high: 1336)
    var looks = InlineArray<19, PairEnvelope.Look>(repeating: PairEnvelope.Look())
    let floats = samples.map(Float.init)
    floats.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      envelope.look(base + buffer.count, count: count, into: &looks)
    }
    return (0..<count).map { looks[$0] }
  }

  private static func dBm0(_ power: Float) -> Double { Level(meanSquare: Double(power)).dBm0 }

  @Test(arguments: [(-10.0, -10.0), (-6, -14), (-30, -26)])
  func `each line's level is measured`(low: Double, high: Double) {
    var samples = [Int16].tone(770, seconds: 0.2, level: low)
    samples.mix([Int16].tone(1336, seconds: 0.2, level: high))
    for look in PairEnvelopeTests.looks(samples, 19) {
      #expect(abs(PairEnvelopeTests.dBm0(look.low) - low) < 0.6)
      #expect(abs(PairEnvelopeTests.dBm0(look.high) - high) < 0.6)
      #expect(look.share > 0.93 && look.share < 1.07)
    }
  }

  @Test func `a third line and noise take from the share, an offset and hum do not`() {
    let pair = [Int16].tone(770, 1336, seconds: 0.2)
    var disturbed = pair
    disturbed.mix([Int16].tone(2000, seconds: 0.2))
    #expect(PairEnvelopeTests.looks(disturbed, 8).allSatisfy { $0.share < 0.6 })
    var humming = pair.map { $0 + 1000 }
    humming.mix([Int16].tone(50, seconds: 0.2, level: -20))
    #expect(PairEnvelopeTests.looks(humming, 8).allSatisfy { $0.share > 0.9 })
    var noise = NoiseSource(level: .usual, seed: 7)
    #expect(PairEnvelopeTests.looks(noise.render(1600), 8).allSatisfy { $0.share < 0.6 })
  }

  @Test func `an edge lies where the amplitude passes half`() {
    // The pair begins 30 ms before the end.
    let samples = [Int16].silence(seconds: 0.17) + .tone(770, 1336, seconds: 0.03)
    let looks = PairEnvelopeTests.looks(samples, 19)
    let full = looks.map { ($0.low + $0.high).squareRoot() }
    let steady = full.max() ?? 0
    let first = full.firstIndex { $0 >= 0.5 * steady } ?? 0
    let ends = (full.count - 1 - first) * PairEnvelope.step + PairEnvelope.window / 2
    #expect(abs(ends - 240) <= PairEnvelope.step)
  }
}
