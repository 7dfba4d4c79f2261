// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@Suite struct LineImpairmentsTests {
  private let tone = Tone(
    [ToneSegment([1000], duration: 1, level: Level(dBm0: -20))], repeats: true)

  @Test func `a perfect line changes nothing`() {
    let samples = tone.samples(seconds: 1)
    #expect(LineImpairments().applied(to: samples) == samples)
  }

  @Test func `nothing in is nothing out`() {
    var line = LineImpairments()
    line.clockSkew = 100
    line.loss = .init(rate: 0.5, concealment: .repetition)
    line.suppression = .init(below: Level(dBm0: -40))
    #expect(line.applied(to: []).isEmpty)
  }

  @Test(arguments: [-200.0, 200])
  func `a fast clock raises the frequency and shortens the time`(skew: Double) {
    var line = LineImpairments()
    line.clockSkew = skew
    let samples = line.applied(to: tone.samples(seconds: 20))
    #expect(abs(Double(samples.count) - 160_000 / (1 + skew * 1e-6)) <= 1)
    let piece = samples[1000..<150_000]
    #expect(abs(peak(near: 1000, in: piece) - 1000 * (1 + skew * 1e-6)) < 0.03)
    // What the interpolation adds is below a 16-bit sample's step.
    #expect(abs(Array(piece).level.dBm0 + 20) < 0.01)
  }

  @Test func `gain and noise are as many dB as are asked`() {
    var line = LineImpairments()
    line.gain = -6
    #expect(abs(line.applied(to: tone.samples(seconds: 1)).level.dBm0 + 26) < 0.01)
    line.noise = Level(dBm0: -40)
    #expect(abs(line.applied(to: .silence(seconds: 20)).level.dBm0 + 40) < 0.05)
    #expect(line.applied(to: .silence(seconds: 1)) == line.applied(to: .silence(seconds: 1)))
    let before = line.applied(to: .silence(seconds: 1))
    line.seed = 2
    #expect(line.applied(to: .silence(seconds: 1)) != before)
  }

  @Test func `hum is the mains and its third harmonic`() {
    var line = LineImpairments()
    line.hum = .init(hertz: 60, level: Level(dBm0: -30))
    let samples = line.applied(to: .silence(seconds: 4))
    #expect(abs(level(of: 60, in: samples) + 30) < 0.05)
    #expect(abs(level(of: 180, in: samples) + 40) < 0.1)
  }

  @Test func `an offset shifts and clipping cuts`() {
    var line = LineImpairments()
    line.offset = 300
    #expect(line.applied(to: .silence(seconds: 0.1)).allSatisfy { $0 == 300 })
    line.clipping = 250
    #expect(line.applied(to: .silence(seconds: 0.1)).allSatisfy { $0 == 250 })
    line.offset = 0
    let cut = line.applied(to: tone.samples(seconds: 1))
    #expect(cut.max() == 250 && cut.min() == -250)
  }

  @Test func `packets below the threshold are not sent`() {
    var line = LineImpairments()
    line.suppression = .init(below: Level(dBm0: -40))
    let soft = tone.at(Level(dBm0: -50)).samples(seconds: 0.5)
    let loud = tone.at(Level(dBm0: -30)).samples(seconds: 0.5)
    let sent = line.applied(to: soft + loud)
    #expect(sent.prefix(4000).allSatisfy { $0 == 0 })
    #expect(Array(sent.suffix(4000)) == loud)
    line.suppression = .init(below: Level(dBm0: -40), comfortNoise: Level(dBm0: -55))
    let comfort = Array(line.applied(to: soft + loud).prefix(4000))
    #expect(abs(comfort.level.dBm0 + 55) < 0.5)
    #expect(level(of: 1000, in: comfort) < -70)
  }

  @Test(arguments: LineImpairments.PacketLoss.Concealment.allCases)
  func `lost packets are silent or the one before`(
    concealment: LineImpairments.PacketLoss.Concealment
  ) {
    var line = LineImpairments()
    line.loss = .init(rate: 0.1, concealment: concealment)
    let samples: [Int16] = (0..<160_000).map { Int16($0 / 160 % 100 + 1) }
    let received = line.applied(to: samples)
    let changed = stride(from: 0, to: samples.count, by: 160).filter { received[$0] != samples[$0] }
    #expect((60...140).contains(changed.count), "\(changed.count) of 1000")
    for start in changed {
      let packet = received[start..<start + 160]
      let wanted = concealment == .silence || start == 0 ? 0 : received[start - 1]
      #expect(packet.allSatisfy { $0 == wanted })
    }
    line.loss = .init(rate: 0, concealment: concealment)
    #expect(line.applied(to: samples) == samples)
  }

  @Test func `the codec comes behind what is added and before what is lost`() {
    var line = LineImpairments()
    line.noise = Level(dBm0: -30)
    line.codec = .ulaw
    let coded = line.applied(to: tone.samples(seconds: 1))
    #expect(coded.allSatisfy { G711.decodeULaw(G711.encodeULaw($0)) == $0 })
    line.codec = .alaw
    line.loss = .init(rate: 1, concealment: .silence)
    // A-law has no code for 0: the loss is the receiver's.
    #expect(line.applied(to: tone.samples(seconds: 1)).allSatisfy { $0 == 0 })
  }
}
