// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct CadenceDetectorTests {
  /// Plans in which busy and reorder differ, with the outcome that each must have when the country is known.
  static let engaged = ListedTone.world.filter { tone in
    guard tone.kind == .busy || tone.kind == .reorder, CadencePattern(tone) != nil else {
      return false
    }
    // Bursts of a plain cadence that is not another tone of the same country.
    let others = ListedTone.of(tone.country).filter { $0.kind != tone.kind }
    return ["us", "gb", "de", "fr", "jp", "au", "it", "es", "br", "nl", "se", "nz"].contains(
      tone.country)
      && tone.steps.count == 2 && !others.contains { $0.steps == tone.steps }
  }

  @Test(arguments: engaged)
  func `busy and reorder of a known country are told apart`(tone: ListedTone) {
    for (level, frequency, cadence) in [
      (-20.0, 1.0, 1.0), (-10, 1.013, 0.94), (-36, 0.987, 1.06),
    ] {
      let samples = tone.tone(at: Level(dBm0: level)).scaled(frequency: frequency, cadence: cadence)
        .samples(seconds: 7)
      let hearing = Hearing(
        ([Int16].silence(seconds: 0.7) + samples).noisy(level - 22).throughULaw,
        country: tone.country)
      #expect(
        hearing.outcome?.rawValue == tone.kind.rawValue,
        "at \(level) dBm0 × \(frequency), \(cadence): \(hearing.outcome as Any) \(hearing.events.first { $0.kind == .tone } as Any)"
      )
    }
  }

  @Test func `a busy tone is known after two periods`() throws {
    let busy = try #require(ListedTone.of("us").first { $0.kind == .busy })
    let hearing = Hearing(busy.tone(at: .usual).samples(seconds: 5))
    let verdict = try #require(hearing.verdict)
    #expect(verdict.outcome == .busy)
    #expect(verdict.decidedAt.seconds < 2.1)
    let tone = try #require(hearing.events.first { $0.kind == .tone })
    #expect(tone.frequencies.map { Int($0.rounded()) } == [480, 620])
    #expect(abs((tone.level?.dBm0 ?? 0) + 20) < 1)
  }

  /// Two bursts alone might be a double ring, of which there are some in other countries.
  @Test(arguments: [0.9, 1, 1.1])
  func `the burst behind two periods shows that they are no double ring`(cadence: Double) throws {
    let busy = try #require(
      ListedTone.of("no").first { $0.kind == .busy && $0.notation.description == "450:0.2/0.4" })
    let end = 0.3 + 2 * 0.6 * cadence
    let samples = busy.tone(at: .usual).scaled(frequency: 1, cadence: cadence)
      .samples(seconds: 2 * 0.6 * cadence + 0.1)
    let hearing = Hearing(([Int16].silence(seconds: 0.3) + samples).noisy(-40).throughALaw)
    let tone = try #require(hearing.events.first { $0.kind == .tone })
    #expect(tone.name == "busy")
    #expect(tone.at.seconds <= end + 0.1)
  }

  static let ringing = ListedTone.world.filter {
    $0.kind == .ringback
      && ["us", "gb", "de", "fr", "jp", "au", "in", "za", "it", "br", "nl", "pt"].contains(
        $0.country)
  }

  @Test(arguments: ringing)
  func `ringing that nobody answers is ringback`(tone: ListedTone) {
    for level in [-12.0, -36] {
      let samples = tone.tone(at: Level(dBm0: level)).samples(seconds: 16)
      let hearing = Hearing(([Int16].silence(seconds: 0.4) + samples).noisy(level - 20).throughALaw)
      #expect(hearing.outcome == .ringback, "at \(level) dBm0: \(hearing.verdict?.reason ?? "")")
      #expect(hearing.names(of: .tone).allSatisfy { $0 == "ringback" })
    }
  }

  @Test func `rings are counted and double rings are one`() throws {
    let double = try #require(ListedTone.of("gb").first { $0.kind == .ringback })
    let hearing = Hearing(double.tone(at: .usual).samples(seconds: 14.5))
    #expect(hearing.names(of: .tone).filter { $0 == "ringback" }.count == 5)
  }

  @Test(arguments: ["us", "gb", "de", "in", "za"])
  func `an unbroken tone is dial tone after 2.5 s`(country: String) throws {
    let dial = try #require(
      ListedTone.of(country).first { $0.kind == .dial && $0.steps.count == 1 })
    let hearing = Hearing(
      ([Int16].silence(seconds: 0.5) + dial.tone(at: .usual).samples(seconds: 5)).noisy(-45))
    let verdict = try #require(hearing.verdict)
    #expect(verdict.outcome == .dialTone)
    #expect((3.0...3.2).contains(verdict.decidedAt.seconds))
  }

  @Test(arguments: [ListedTone.Kind.busy, .reorder, .ringback])
  func `behind a dial tone other tones are heard`(kind: ListedTone.Kind) throws {
    let dial = try #require(ListedTone.of("us").first { $0.kind == .dial && $0.steps.count == 1 })
    let next = try #require(ListedTone.of("us").first { $0.kind == kind })
    for pause in [0.2, 0.5] {
      let samples =
        dial.tone(at: .usual).samples(seconds: 4) + .silence(seconds: pause)
        + next.tone(at: .usual).samples(seconds: 8)
      let names = Hearing(samples.noisy(-50)).names(of: .tone)
      #expect(names.first == "dial-tone" && names.contains(kind.rawValue), "\(names)")
    }
  }

  @Test func `a dial tone that lacks packets is one`() throws {
    let dial = try #require(ListedTone.of("us").first { $0.kind == .dial && $0.steps.count == 1 })
    var samples = dial.tone(at: .usual).samples(seconds: 12)
    for packet in stride(from: 5, to: samples.count / 160 - 1, by: 33) {
      samples.replaceSubrange(
        160 * packet..<160 * packet + 160, with: [Int16].silence(seconds: 0.02))
    }
    #expect(Hearing(samples.noisy(-50)).names(of: .tone) == ["dial-tone"])
  }

  @Test func `lost packets do not break a cadence`() throws {
    let busy = try #require(ListedTone.of("us").first { $0.kind == .busy })
    var samples = busy.tone(at: .usual).samples(seconds: 6)
    for packet in stride(from: 5, to: samples.count / 160 - 1, by: 33) {
      for index in 0..<160 { samples[packet * 160 + index] = 0 }
    }
    #expect(Hearing(samples.noisy(-50)).outcome == .busy)
  }

  @Test func `two bursts alone decide nothing`() throws {
    let busy = try #require(ListedTone.of("us").first { $0.kind == .busy })
    let samples = busy.tone(at: .usual).samples(seconds: 1.2) + .silence(seconds: 0.2)
    #expect(Hearing(samples.noisy(-50)).names(of: .tone).isEmpty)
  }

  @Test func `a cadence that no plan has decides nothing`() {
    for (on, off) in [(0.14, 1.0), (1.4, 0.4)] {
      let tone = Tone(
        [ToneSegment([610], duration: on, level: .usual), .silence(off)], repeats: true)
      #expect(Hearing(tone.samples(seconds: 8).noisy(-45)).outcome == .unknown)
    }
  }

  @Test func `a country's own plan decides what the world leaves open`() {
    // 425 Hz, 0.25 s on and off: the one's busy tone is the other's reorder tone.
    let tone = Tone(
      [ToneSegment([425], duration: 0.25, level: .usual), .silence(0.25)], repeats: true)
    for (country, outcome) in [("br", Outcome.busy), ("de", .reorder)] {
      let hearing = Hearing(tone.samples(seconds: 4).noisy(-45), country: country)
      #expect(hearing.outcome == outcome, "\(country)")
    }
  }

  @Test func `talk is no tone`() {
    for pitch in [95.0, 130, 180, 240, 310] {
      let hearing = Hearing([Int16].talk(seconds: 20, pitch: pitch).noisy(-50), answer: 0)
      #expect(hearing.names(of: .tone).isEmpty)
      #expect(hearing.names(of: .sit).isEmpty)
      #expect(hearing.names(of: .dtmf).isEmpty)
    }
  }

  @Test func `an ambiguous tone names its other meaning`() throws {
    // 425 Hz, 0.25 s on and off, is busy in some countries and reorder in more.
    let tone = Tone(
      [ToneSegment([425], duration: 0.25, level: .usual), .silence(0.25)], repeats: true)
    let hearing = Hearing(tone.samples(seconds: 4))
    #expect(hearing.outcome == .reorder)
    #expect(hearing.events.first { $0.kind == .tone }?.also == ["busy"])
  }
}
