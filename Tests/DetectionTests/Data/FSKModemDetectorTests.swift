// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct FSKModemDetectorTests {
  static let data: [(channel: FrequencyShiftKeying, name: String)] = [
    (.v21Channel1, "v21"), (.v21Channel2, "v21"), (.bell103Originate, "bell103"),
    (.bell103Answer, "bell103"),
  ]

  @Test(arguments: data)
  func `keyed data is known by its channel`(channel: FrequencyShiftKeying, name: String) {
    for (level, seed) in [(-12.0, 1), (-36, 2), (-20, 3), (-28, 4)] as [(Double, UInt64)] {
      let data = channel.data(seconds: 3, level: Level(dBm0: level), seed: seed)
      let hearing = Hearing(data.between(0.5, 0.5).noisy(level - 20).throughULaw, answer: 0)
      #expect(hearing.outcome == .modem)
      #expect(hearing.names(of: .modem) == [name], "at \(level) dBm0, data \(seed)")
    }
  }

  @Test func `a European text telephone is told from a modem by its rate`() {
    let samples = Signals.edt("GOOD MORNING, HOW ARE YOU TODAY").between(0.5, 0.5)
    let hearing = Hearing(samples.noisy(-40).throughALaw, answer: 0)
    #expect(hearing.outcome == .tty)
    #expect(hearing.names(of: .tty) == ["edt"])
  }

  @Test func `V.8's call indicator and menu are read`() {
    for (samples, name) in [(Signals.v8CI(), "v8-ci"), (Signals.v8CM(), "v8-cm")] {
      let hearing = Hearing(samples.between(0.5, 0.5).noisy(-40).throughULaw, answer: 0)
      #expect(hearing.names(of: .modem).contains(name))
    }
  }

  @Test(arguments: [160.0, 200, 240, 430])
  func `keys at other rates are none`(baud: Double) {
    let channel = FrequencyShiftKeying(mark: 1270, space: 1070, baud: baud)
    let hearing = Hearing(channel.data(seconds: 4, level: .usual).between(0.5, 0.5), answer: 0)
    #expect(hearing.names(of: .modem).isEmpty)
  }

  @Test(arguments: [100.0, 160, 250])
  func `talk and music are no data`(pitch: Double) {
    for samples in [
      [Int16].talk(seconds: 10, pitch: pitch), Signals.voice(seconds: 10, pitch: pitch),
      Signals.music(seconds: 10, seed: UInt64(pitch)),
    ] {
      let hearing = Hearing(samples.noisy(-50), answer: 0)
      #expect(hearing.names(of: .modem).isEmpty && hearing.names(of: .tty).isEmpty)
    }
  }
}
