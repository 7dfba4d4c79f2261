// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@Suite struct ToneTests {
  let level = Level(dBm0: -13)

  @Test func `two tones sound at their frequencies and levels`() throws {
    let samples = try #require(Tone("350+440", level: level)).samples(seconds: 2)
    #expect(samples.count == 16_000)
    for hertz in [350.0, 440.0] {
      #expect(abs(peak(near: hertz, in: samples) - hertz) < 0.1)
      #expect(abs(self.level(hertz, samples) + 13) < 0.05)
    }
    #expect(self.level(395, samples) < -70)
    #expect(abs(samples.level.dBm0 - (-13 + 3.01)) < 0.05)
  }

  private func level(_ hertz: Double, _ samples: [Int16]) -> Double {
    AudioTests.level(of: hertz, in: samples)
  }

  @Test func `a cadence is kept exactly and without end`() throws {
    let tone = try #require(Tone("400:0.4/0.35/0.225/0.525", level: level))
    #expect(tone.cycle == 1.5)
    let heard = cadence(of: tone.samples(seconds: 4.5))
    let wanted = [0.4, 0.35, 0.22, 0.53] + [0.4, 0.35, 0.22, 0.53] + [0.4, 0.35, 0.22, 0.53]
    #expect(heard.count == wanted.count)
    for (one, other) in zip(heard, wanted) { #expect(abs(one - other) < 0.011) }
  }

  @Test func `a tone that is a second repeated has no seam`() throws {
    let samples = try #require(Tone("333.3", level: level)).samples(seconds: 3)
    let largest = zip(samples, samples.dropFirst()).map { abs(Int($0) - Int($1)) }.max() ?? 0
    // The steepest step of a sine of this amplitude, in 16-bit units.
    #expect(Double(largest) <= level.sineAmplitude * 2 * 3.1416 * 333.3 / 8000 + 1)
  }

  @Test func `amplitude modulation puts a sideband on either side`() throws {
    let samples = try #require(Tone("400*25", level: level)).samples(seconds: 2)
    #expect(abs(self.level(400, samples) + 13) < 0.05)
    // 90 % deep: half of it on either side, 6.94 dB below the carrier.
    #expect(abs(self.level(375, samples) + 19.94) < 0.05)
    #expect(abs(self.level(425, samples) + 19.94) < 0.05)
  }

  @Test(arguments: [1, 7, 160, 4096])
  func `the size of blocks changes nothing`(size: Int) throws {
    let tone = try #require(Tone("440+480:0.2/0.1,620:0.05/0.013", level: level))
    let whole = tone.samples(seconds: 1)
    var synthesizer = ToneSynthesizer(tone)
    var pieces: [Int16] = []
    while pieces.count < 8000 { pieces += synthesizer.render(min(size, 8000 - pieces.count)) }
    #expect(pieces == whole)
  }

  @Test func `a tone that does not repeat is followed by silence`() {
    var synthesizer = ToneSynthesizer(Signals.sit(.itu))
    let samples = synthesizer.render(16_000)
    #expect(synthesizer.isFinished)
    #expect(cadence(of: samples).map { ($0 * 100).rounded() } == [99, 101])
  }

  @Test func `what is heard once is followed by what comes again`() throws {
    let tone = try #require(Tone("2x(400:0.1/0.2);400:0.3/0.4", level: level))
    #expect(cadence(of: tone.samples()).map { ($0 * 100).rounded() } == [10, 20, 10, 20, 30, 40])
    let longer = tone.samples(seconds: 2.4)
    #expect(
      cadence(of: longer).map { ($0 * 100).rounded() } == [10, 20, 10, 20, 30, 40, 30, 40, 30, 10])
    let whole = try #require(Tone("400:0.1/0.1;400", level: level)).samples(seconds: 3)
    #expect(cadence(of: whole).map { ($0 * 100).rounded() } == [10, 10, 280])
  }

  @Test func `a level moves softer bursts along`() throws {
    let tone = try #require(Tone("400:0.2/0.2,400@-10:0.2/0.2", level: level))
    #expect(tone.segments.map(\.level.dBm0) == [-13, -99, -23, -99])
    let louder = tone.at(Level(dBm0: -5)).samples()
    #expect(abs(Array(louder[..<1600]).level.dBm0 + 5) < 0.05)
    #expect(abs(Array(louder[3200..<4800]).level.dBm0 + 15) < 0.05)
  }

  @Test func `a level is that of all frequencies together`() throws {
    let tone = try #require(Tone("480+620:0.5/0.5", level: level)).at(Level(dBm0: -20))
    #expect(abs(tone.samples(seconds: 0.5).level.dBm0 + 20) < 0.05)
    #expect(abs(tone.segments[0].totalLevel.dBm0 + 20) < 1e-9)
  }

  @Test func `a clock that is off moves frequencies and cadence`() throws {
    let tone = try #require(Tone("400:0.5/0.5", level: level)).scaled(
      frequency: 1.01, cadence: 0.9)
    let samples = tone.samples(seconds: 1.8)
    #expect(cadence(of: samples).map { ($0 * 100).rounded() } == [45, 45, 45, 45])
    #expect(abs(peak(near: 404, in: Array(samples.prefix(3600))) - 404) < 0.5)
  }

  @Test func `oscillators may have run before the tone begins`() throws {
    let tone = try #require(Tone("350+440", level: level))
    let later = Array(tone.samples(seconds: 1).dropFirst(1234))
    #expect(tone.samples(seconds: 0.5, running: 1234) == Array(later.prefix(4000)))
  }

  @Test(arguments: [
    "", "x", "350+", "350+440:", "350:0.5/x", "350:-1/1", "0:1/1", "4000:1/1", "nan:1/1",
    "350:nan/1", "350:inf/1", "350*:1/1", "350*25*3:1/1", "350:0/0", "350:1/1:2", "350,440",
    "350:5000/1", "350:1/0", "350;", "3x(350:1/1",
  ])
  func `what is no notation is no tone`(text: String) {
    #expect(Tone(text, level: level) == nil)
  }
}
