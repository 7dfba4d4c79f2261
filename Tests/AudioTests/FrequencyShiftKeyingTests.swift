// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@Suite struct FrequencyShiftKeyingTests {
  static let channels: [FrequencyShiftKeying] = [
    .v21Channel1, .v21Channel2, .v23Forward, .v23Backward, .bell103Originate, .bell103Answer,
    .baudot45, .baudot50, .edt,
  ]

  @Test(arguments: channels)
  func `1s and 0s are where their channel has them`(channel: FrequencyShiftKeying) {
    for (bit, hertz) in [(true, channel.mark), (false, channel.space)] {
      let count = Int(channel.baud)
      let samples = channel.samples([Bool](repeating: bit, count: count), level: Level(dBm0: -20))
      #expect(abs(samples.count - 8000) <= 100)
      #expect(abs(peak(near: hertz, in: samples) - hertz) < 0.05)
      #expect(abs(level(of: hertz, in: samples) + 20) < 0.05)
    }
  }

  @Test func `bits keep their exact rate, however many there are`() {
    let bits = [Bool](repeating: true, count: 4545)
    #expect(FrequencyShiftKeying.baudot45.samples(bits, level: .silence).count == 799_920)
    #expect(FrequencyShiftKeying.v21Channel1.samples(bits, level: .silence).count == 121_200)
  }

  @Test func `data is random, the same from the same seed and as long as asked`() {
    let channel = FrequencyShiftKeying.v21Channel1
    let samples = channel.data(seconds: 2, level: Level(dBm0: -15), seed: 3)
    #expect(samples.count == 16_000)
    #expect(samples == channel.data(seconds: 2, level: Level(dBm0: -15), seed: 3))
    #expect(samples != channel.data(seconds: 2, level: Level(dBm0: -15), seed: 4))
    let received = bits(of: samples, mark: 980, space: 1180, baud: 300)
    let ones = received.count { $0 }
    #expect((250...350).contains(ones), "\(ones) of \(received.count)")
    #expect(abs(samples.level.dBm0 + 15) < 0.1)
  }
}
