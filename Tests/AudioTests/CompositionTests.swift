// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Audio

@Suite struct CompositionTests {
  func compose(_ parts: String...) throws -> Composition {
    Composition(try parts.map { try Composition.Part($0) })
  }

  func render(_ composition: Composition) throws -> (samples: [Int16], entries: [Composition.Entry])
  {
    try composition.render { speech in
      .silence(seconds: 1) + sine(1000, seconds: Double(speech.text.count) / 10)
        + .silence(seconds: 1)
    }
  }

  @Test func `parts sound one after the other, and it is said where`() throws {
    let (samples, entries) = try render(
      compose("ringback us 4.2", "silence 0.6", "busy gb 1 level=-20", "sit ic"))
    #expect(
      entries.map(\.text) == ["ringback us 4.2", "silence 0.6", "busy gb 1 level=-20", "sit ic"])
    #expect(entries.map(\.start) == [0, 4.2, 4.8, 5.8])
    #expect(abs(Double(samples.count) / 8000 - (5.8 + 0.928)) < 0.0002)
    #expect(abs(level(of: 440, in: samples[0..<16_000]) + 19) < 0.05)
    #expect(samples[33_600..<38_400].allSatisfy { $0 == 0 })
    #expect(abs(level(of: 400, in: samples[38_400..<41_400]) + 20) < 0.1)
    #expect(abs(peak(near: 913.8, in: samples[46_400..<48_500]) - 913.8) < 0.5)
  }

  @Test func `speech comes without the silence around it, at its level`() throws {
    var composition = try compose("silence 1", "speech en-us Hello", "speech en-us Hello level=-30")
    composition.level = Level(dBm0: -18)
    let (samples, entries) = try render(composition)
    #expect(abs(entries[1].start - 1.048) < 0.02)
    #expect(abs(entries[1].end - entries[1].start - 0.5) < 0.04)
    let first = samples[Int(entries[1].start * 8000) + 800..<Int(entries[1].end * 8000) - 800]
    #expect(abs(level(of: 1000, in: first) + 18) < 0.4)
    let second = samples[Int(entries[2].start * 8000) + 800..<Int(entries[2].end * 8000) - 800]
    #expect(abs(level(of: 1000, in: first) - level(of: 1000, in: second) - 12) < 0.1)
  }

  @Test func `noise lies under everything and the codec passes over it`() throws {
    var composition = try compose("silence 2")
    composition.noise = Level(dBm0: -50)
    let linear = try render(composition).samples
    #expect(abs(linear.level.dBm0 + 50) < 0.3)
    composition.codec = .alaw
    let coded = try render(composition).samples
    #expect(coded == linear.map { G711.decodeALaw(G711.encodeALaw($0)) })
    composition.seed = 2
    #expect(try render(composition).samples != coded)
  }

  @Test func `every form that the help shows can be written`() throws {
    let machines = ["fax", "modem", "service"].flatMap { kind in
      Composition.names(of: kind).split(separator: " ").map { "\(kind) \($0)" }
    }
    #expect(machines.count == Composition.machines.count)
    for part in [
      "silence 1", "noise 0.1", "dial fr 0.1", "reorder us 0.1", "tone 350+440 0.1",
      "tone 480+620:0.5/0.5 0.1", "tone 400*25:0.4/0.2/0.4/2 0.1", "fax ced 3", "modem ansam 2",
      "tty \"HELLO GA\"", "tty50 \"HELLO GA\"", "edt \"Hello\"", "dtmf 0123456789*#ABCD",
      "r1 \"KP 0 1 2 ST\"", "r2 \"1 2 15\"", "r2-back \"1\"", "beep 1000 0.4",
      "beep 850+1200 0.4", "beep 800..1600 0.4", "music 1",
      "speech de+m2 \"Guten Tag\" rate=150 pitch=40",
    ] + machines + SIT.allCases.map({ "sit \($0.rawValue)" }) {
      #expect(try !render(compose(part)).samples.isEmpty, "\(part)")
      let leveled = try render(compose(part + " level=-30")).samples
      guard !part.hasPrefix("silence") else { continue }
      let loud = leveled.filter { $0 != 0 }.level.dBm0
      #expect((-32.5 ... -27.0).contains(loud), "\(part): \(loud)")
    }
  }

  @Test(arguments: [
    "", "hum 3", "silence", "silence x", "silence -1", "silence 1 2", "ringback xx 3", "dial pr 3",
    "busy us", "tone 1..2 3", "sit xx", "fax call", "modem", "tty \"a@b\"", "dtmf 12x",
    "r1 \"KP x\"", "r2 16", "r2-back \"1 a\"", "modem cng", "service",
    "beep 0 1", "beep 4000 1", "beep 500.. 1", "speech en-us", "speech en-us \"Hello",
    "speech en-us a rate=1", "silence 1 rate=100", "silence 1 level=9", "silence 1 level=x",
  ])
  func `what cannot be made names the part`(text: String) throws {
    let error = #expect(throws: CompositionError.self) { try Composition.Part(text) }
    #expect(error?.part == text)
    #expect(error?.description.hasPrefix("part '\(text)': ") == true)
  }

  @Test func `speech that says nothing is an error`() throws {
    let composition = try compose("speech en-us \"\"")
    #expect(throws: CompositionError.self) { try composition.render { _ in .silence(seconds: 1) } }
  }

  @Test func `a file sounds as it is, or at a level`() throws {
    let folder = try TestFolder()
    let path = folder.path + "/a b.wav"
    try Recording(samples: sine(500, seconds: 1)).write(to: path)
    #expect(try render(compose("file '\(path)'")).samples == sine(500, seconds: 1))
    let quiet = try render(compose("file '\(path)' level=-30")).samples
    #expect(abs(quiet.level.dBm0 + 30) < 0.3)
    #expect(throws: RecordingError.self) { try render(compose("file /none.wav")) }
  }

  @Test func `music has its level, its length and its seed`() {
    let music = Signals.music(seconds: 6, level: Level(dBm0: -22), seed: 3)
    #expect(music.count == 48_000)
    #expect(abs(music.level.dBm0 + 22) < 0.1)
    #expect(music == Signals.music(seconds: 6, level: Level(dBm0: -22), seed: 3))
    #expect(music != Signals.music(seconds: 6, level: Level(dBm0: -22), seed: 4))
  }
}

@Suite struct TelephoneBandTests {
  @Test(arguments: [
    (50.0, -70.0 ... -45), (150, -30 ... -20), (300, -3.2 ... -2.8), (600, -0.1...0.1),
    (1000, -0.1...0.1), (2500, -0.3...0.1), (3400, -3.2 ... -2.8), (3900, -70 ... -30),
  ])
  func `a channel passes 300 to 3400 Hz`(hertz: Double, gain: ClosedRange<Double>) {
    var samples = sine(hertz, seconds: 1)
    var band = TelephoneBand()
    band.filter(&samples)
    let change =
      level(of: hertz, in: samples[4000...]) - level(of: hertz, in: sine(hertz, seconds: 1))
    #expect(gain.contains(change), "\(hertz) Hz: \(change) dB")
  }
}
