// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct BitSamplerTests {
  private static let sent: [Bool] = {
    var generator = SplitMix64(seed: 11)
    return (0..<600).map { _ in Bool.random(using: &generator) }
  }()

  private static func words(_ bits: some Sequence<Bool>) -> String {
    String(bits.map { $0 ? "1" : "0" })
  }

  /// What is read of bits whose clock is off by `skew`, from `offset` bits on.
  private static func read(skew: Double, offset: Double) -> [Bool] {
    var sampler = BitSampler(baud: 300, every: 4)
    let perDecision = 300 * (1 + skew) * 4 / 8000
    return (0..<Int(598 / perDecision)).compactMap { index in
      sampler.next(sent[Int(offset + Double(index) * perDecision)])
    }
  }

  @Test(arguments: [-0.01, -0.0002, 0, 0.0002, 0.01])
  func `bits are read off a clock that is off by up to 1 %`(skew: Double) {
    let expected = BitSamplerTests.words(BitSamplerTests.sent[20..<560])
    for offset in [0.0, 0.25, 0.5, 0.9] {
      let read = BitSamplerTests.words(BitSamplerTests.read(skew: skew, offset: offset))
      #expect(read.contains(expected), "from \(offset) on")
    }
  }

  @Test func `an edge that comes early or late moves no bit`() {
    var generator = SplitMix64(seed: 12)
    var sampler = BitSampler(baud: 300, every: 4)
    var time = 0.0
    var decisions: [Bool] = []
    for bit in BitSamplerTests.sent {
      // A fifth of a bit either way.
      time += 8000.0 / 300
      let end = Int((time / 4 + Double.random(in: -1.3...1.3, using: &generator)).rounded())
      while decisions.count < end { decisions.append(bit) }
    }
    let read = BitSamplerTests.words(decisions.compactMap { sampler.next($0) })
    #expect(read.contains(BitSamplerTests.words(BitSamplerTests.sent[20..<590])))
  }
}
