// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation
import Testing

@testable import Calls

/// A bridge between two clocks, on a virtual one: a tone is written by one, read by the other.
struct BridgeTests {
  private struct Passage {
    var heard: [Int16] = []
    /// Samples that waited when a block was read, the most of them.
    var most = 0
    /// Blocks of silence behind the first sound.
    var gaps = 0
  }

  /// Writes a sine of 700 Hz for `seconds` and reads it.
  /// - Parameters:
  ///   - skew: of the reader's clock, ppm.
  ///   - delay: seconds by which each frame is late, in turn.
  private func pass(seconds: Double, skew: Double = 0, delay: (Int) -> Double = { _ in 0 })
    -> Passage
  {
    let (near, far) = BridgeEnd.pair()
    var passage = Passage()
    var frame = [Int16](repeating: 0, count: 160)
    var block = frame
    // A whole number of periods.
    let period = (0..<80).map { Int16(8000 * sin(2 * .pi * 700 * Double($0) / 8000)) }
    var (written, read) = (0, 0)
    while Double(read) * 0.02 < seconds {
      let now = Double(read) * 0.02 / (1 + skew / 1_000_000) + 0.011
      while Double(written) * 0.02 + delay(written) <= now {
        for index in 0..<160 { frame[index] = period[index % 80] }
        near.hear(frame.span)
        written += 1
      }
      var span = block.mutableSpan
      far.say(into: &span)
      read += 1
      let isSound = block.contains { $0 != 0 }
      if !isSound, !passage.heard.isEmpty { passage.gaps += 1 }
      if isSound { passage.heard += block }
      passage.most = max(passage.most, 160 * written - passage.heard.count)
    }
    return passage
  }

  /// The largest step of a sine's samples that a bridge may make: the sine's own, and a little for a sample left out.
  private func isSmooth(_ samples: [Int16]) -> Bool {
    let step = 8000 * 2 * Double.pi * 700 / 8000
    return zip(samples, samples.dropFirst()).allSatisfy {
      abs(Double($0) - Double($1)) < step * 1.02
    }
  }

  @Test func `what is said on one side is heard on the other, whole and in order, once`() {
    let passage = pass(seconds: 2)
    #expect(passage.gaps == 0)
    #expect(passage.most <= 480)
    #expect(isSmooth(passage.heard))
  }

  @Test(arguments: [-200.0, 200])
  func `clocks that differ cost no gap and no step, and no more delay with time`(skew: Double) {
    let passage = pass(seconds: 60, skew: skew)
    #expect(passage.gaps == 0)
    #expect(isSmooth(passage.heard))
    // What was slipped shows as samples that wait without end, or lack; both stay within 80 ms.
    let drift = abs(skew) / 1_000_000 * 60 * 8000
    #expect(passage.most <= 640 + Int(drift))
  }

  @Test func `the reserve grows with a writer that comes in bursts, until there are no more gaps`()
  {
    // Two frames at a time, 40 ms apart; then three, for which 80 ms are just enough.
    for frames in [2, 3] {
      let early = pass(seconds: 10) { Double(frames - 1 - $0 % frames) * 0.02 }
      let long = pass(seconds: 60) { Double(frames - 1 - $0 % frames) * 0.02 }
      #expect(long.gaps == early.gaps)
      #expect(long.gaps <= 6)
      #expect(isSmooth(Array(long.heard.suffix(400_000))))
    }
  }

  @Test func `a reader that was away for a while hears the newest, 80 ms old at most`() {
    let (near, far) = BridgeEnd.pair()
    for frame in 1...100 {
      near.hear([Int16](repeating: Int16(frame), count: 160).span)
    }
    var block = [Int16](repeating: 0, count: 160)
    var span = block.mutableSpan
    far.say(into: &span)
    // The ring had room for 25 frames and a part; what was written later found none.
    #expect(block[0] >= 22)
  }

  @Test func `each end hears the other, not itself, until one leaves`() {
    let (near, far) = BridgeEnd.pair()
    for _ in 0..<3 {
      near.hear([Int16](repeating: 1, count: 160).span)
      far.hear([Int16](repeating: 2, count: 160).span)
    }
    var block = [Int16](repeating: 0, count: 160)
    var span = block.mutableSpan
    near.say(into: &span)
    #expect(block.allSatisfy { $0 == 2 })
    span = block.mutableSpan
    far.say(into: &span)
    #expect(block.allSatisfy { $0 == 1 })
    far.close()
    #expect(!near.isOpen && !far.isOpen)
  }
}
