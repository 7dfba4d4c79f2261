// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@Suite struct SignalsServiceTests {
  @Test func `the howler is four tones, a tenth of a second on and off`() {
    let samples = Signals.howler(level: Level(dBm0: -6)).samples(seconds: 1)
    #expect(cadence(of: samples) == [Double](repeating: 0.1, count: 10))
    for hertz in [1400.0, 2060, 2450, 2600] {
      #expect(abs(level(of: hertz, in: samples.prefix(800)) + 12.02) < 0.2)
    }
  }

  @Test func `the recorder warning is half a second every fifteen`() {
    let samples = Signals.recorderWarning().samples(seconds: 16)
    #expect(cadence(of: samples) == [0.5, 14.5, 0.5, 0.5])
    #expect(abs(peak(near: 1400, in: samples.prefix(4000)) - 1400) < 0.1)
  }

  @Test func `the milliwatt is 1004 Hz at 0 dBm0`() {
    let samples = Signals.milliwatt().samples(seconds: 2)
    #expect(abs(peak(near: 1004, in: samples) - 1004) < 0.05)
    #expect(abs(samples.level.dBm0) < 0.01)
  }

  @Test func `the clock's last pip is the long one`() {
    let tone = Signals.clockPips()
    #expect(!tone.repeats)
    let heard = cadence(of: tone.samples())
    #expect(heard == [0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.5, 0.5])
  }
}
