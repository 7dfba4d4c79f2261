// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct FSKDiscriminatorTests {
  /// Channels, with the steps at which they are judged.
  @Test(arguments: [
    (FrequencyShiftKeying.v21Channel1, 4, 7), (.v21Channel2, 4, 7), (.bell103Answer, 4, 7),
    (.baudot45, 8, 10),
  ])
  func `mark and space are told apart in the middle of every bit`(
    channel: FrequencyShiftKeying, step: Int, steps: Int
  ) {
    var generator = SplitMix64(seed: 5)
    let bits = (0..<60).map { _ in Bool.random(using: &generator) }
    let samples = channel.samples(bits, level: .usual).noisy(-32)
    let discriminator = FSKDiscriminator(
      mark: Float(channel.mark), space: Float(channel.space), step: step, steps: steps)
    let length = 8000 / channel.baud
    var judged = 0
    samples.forEachFrame { frame, _, end in
      guard let source = frame.samples else { return }
      var decisions = FSKDiscriminator.Decisions(repeating: 0)
      discriminator.judge(source, into: &decisions)
      for index in 0..<discriminator.count {
        let middle = Int(end.samples) - 160 + (index + 1) * step - discriminator.delay
        let place = Double(middle) / length
        let within = place - place.rounded(.down)
        guard middle > step * steps, (0.3...0.7).contains(within), Int(place) < bits.count else {
          continue
        }
        judged += 1
        #expect((decisions[index] > 0) == bits[Int(place)], "bit \(place)")
      }
    }
    #expect(judged > 50)
  }
}
