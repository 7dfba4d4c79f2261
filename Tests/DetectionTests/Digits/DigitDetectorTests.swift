// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct DigitDetectorTests {
  static let all = "0123456789ABCD*#"

  private static func digits(_ samples: [Int16]?) throws -> String {
    let samples = try #require(samples)
    return Hearing(samples.between(0.2, 0.3).throughULaw).names(of: .dtmf).joined()
  }

  @Test(arguments: [-3.0, -20, -38])
  func `all digits are heard, 100, 60 and 40 ms long`(level: Double) throws {
    for length in [0.1, 0.06, 0.042] {
      let digits = Signals.dtmf(
        DigitDetectorTests.all, on: length, off: length, level: Level(dBm0: level))
      #expect(try DigitDetectorTests.digits(digits?.noisy(level - 22)) == DigitDetectorTests.all)
    }
  }

  @Test(arguments: [(-8.0, true), (4, true), (-14, false), (10, false)])
  func `twist of 8 dB down and 4 dB up is borne`(twist: Double, isBorne: Bool) throws {
    let digits = Signals.dtmf(DigitDetectorTests.all, level: Level(dBm0: -15), twist: twist)
    #expect(try DigitDetectorTests.digits(digits) == (isBorne ? DigitDetectorTests.all : ""))
  }

  @Test(arguments: [(0.985, true), (1.015, true), (0.96, false), (1.04, false)])
  func `1.5 % off is a digit, 4 % is none`(factor: Double, isDigit: Bool) throws {
    for digits in [
      Signals.dtmf("159D", lowFactor: factor), Signals.dtmf("159D", highFactor: factor),
    ] {
      #expect(try DigitDetectorTests.digits(digits) == (isDigit ? "159D" : ""))
    }
  }

  @Test(arguments: [(0.02, ""), (0.023, ""), (0.04, "5"), (2, "5")])
  func `40 ms are one digit, 23 ms are none`(seconds: Double, heard: String) throws {
    #expect(try DigitDetectorTests.digits(Signals.dtmf("5", on: seconds, off: 0.3)) == heard)
  }

  @Test(arguments: [(0.01, "5"), (0.04, "55")])
  func `a break of 10 ms is bridged, a pause of 40 ms is not`(gap: Double, heard: String) throws {
    let digit = try #require(Signals.dtmf("5", on: 0.08, off: gap))
    #expect(try DigitDetectorTests.digits(digit + digit) == heard)
  }

  @Test(arguments: [0.04, 0.07, 0.2])
  func `edges are placed within 10 ms`(seconds: Double) throws {
    for offset in stride(from: 0.0, to: 0.02, by: 0.0031) {
      let digit = try #require(Signals.dtmf("8", on: seconds, off: 0))
      let hearing = Hearing(digit.between(0.3 + offset, 0.3).noisy(-40))
      let event = try #require(hearing.events.first { $0.kind == .dtmf })
      #expect(abs(event.at.seconds - 0.3 - offset) < 0.01)
      #expect(abs(try #require(event.end).seconds - 0.3 - offset - seconds) < 0.01)
    }
  }

  @Test func `one line of a digit, and a digit with a third line, are none`() throws {
    var three = try #require(Signals.dtmf("5", on: 0.2, off: 0, level: .usual, twist: 0))
    three.mix([Int16].tone(2000, seconds: 0.2))
    #expect(try DigitDetectorTests.digits(three) == "")
    #expect(try DigitDetectorTests.digits([Int16].tone(1336, seconds: 0.2)) == "")
  }

  @Test func `R1 is heard from KP to ST`() throws {
    let codes = ["KP", "2", "1", "2", "5", "5", "0", "9", "ST"]
    for level in [-7.0, -20] {
      let samples = try #require(Signals.r1(codes, level: Level(dBm0: level)))
      let hearing = Hearing(samples.between(0.3, 0.5).noisy(level - 20).throughULaw)
      #expect(hearing.names(of: .mf) == codes, "at \(level) dBm0")
      #expect(hearing.names(of: .dtmf).isEmpty && hearing.names(of: .r2).isEmpty)
    }
  }

  @Test(arguments: Signals.R2Direction.allCases)
  func `R2 is heard in both directions`(direction: Signals.R2Direction) throws {
    let signals = Array(1...15)
    let samples = try #require(Signals.r2(signals, direction))
    let hearing = Hearing(samples.between(0.3, 0.5).noisy(-32).throughALaw)
    #expect(hearing.names(of: .r2) == signals.map(String.init))
    #expect(hearing.names(of: .mf).isEmpty)
  }

  @Test func `talk makes no digits`() {
    for pitch in [100.0, 140, 190, 250, 310] {
      let hearing = Hearing(Signals.voice(seconds: 20, pitch: pitch).noisy(-50))
      let names = hearing.names(of: .dtmf) + hearing.names(of: .mf) + hearing.names(of: .r2)
      #expect(names.isEmpty, "pitch \(pitch)")
    }
  }
}
