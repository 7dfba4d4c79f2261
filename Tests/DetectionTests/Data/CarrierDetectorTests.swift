// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct CarrierDetectorTests {
  /// Steady tones of handshakes: lines in Hz, seconds that are enough, seconds that are not, and the name.
  static let carriers: [(lines: [Double], enough: Double, little: Double, name: String)] = [
    ([1650], 1.3, 0.7, "v21"), ([1270], 1.3, 0.3, "bell103"), ([2225], 1.3, 0.3, "bell103"),
    ([1800], 1, 0.25, "v32-aa"), ([600, 3000], 0.5, 0.15, "v32-ac"),
    ([2250, 2850], 0.3, 0.08, "v22"), ([1375, 2002], 0.4, 0.25, "v8bis"),
    ([1529, 2225], 0.4, 0.25, "v8bis"),
  ]

  private static func names(_ lines: [Double], seconds: Double, level: Double = -20) -> [String] {
    let tone = Tone(
      [ToneSegment(lines, duration: seconds, level: .usual)], repeats: false
    ).at(Level(dBm0: level))
    let samples = tone.samples().between(0.5, 1.5).noisy(level - 22).throughULaw
    return Hearing(samples, answer: 0).names(of: .modem)
  }

  @Test(arguments: carriers)
  func `a carrier is known once it has lasted`(
    carrier: (lines: [Double], enough: Double, little: Double, name: String)
  ) {
    for level in [-10.0, -36] {
      let names = CarrierDetectorTests.names(
        carrier.lines, seconds: carrier.enough, level: level)
      #expect(names == [carrier.name], "at \(level) dBm0")
    }
    #expect(CarrierDetectorTests.names(carrier.lines, seconds: carrier.little).isEmpty)
  }

  @Test(arguments: carriers)
  func `within 6 Hz it is one, 4 % off it is none`(
    carrier: (lines: [Double], enough: Double, little: Double, name: String)
  ) {
    for offset in [-6.0, 6] {
      let near = CarrierDetectorTests.names(
        carrier.lines.map { $0 + offset }, seconds: carrier.enough)
      #expect(near == [carrier.name], "\(offset) Hz off")
    }
    for factor in [0.96, 1.04] {
      let far = CarrierDetectorTests.names(
        carrier.lines.map { $0 * factor }, seconds: carrier.enough)
      #expect(!far.contains(carrier.name), "× \(factor)")
    }
  }

  @Test func `behind a voice S1 is one next to another signal of a modem`() {
    let talk = [Int16].silence(seconds: 0.4) + .talk(seconds: 3) + .silence(seconds: 0.4)
    func names(_ signal: [Int16]) -> [String] {
      Hearing((talk + signal + .silence(seconds: 1)).noisy(-45), answer: 0).names(of: .modem)
    }
    #expect(names(Signals.v22bisS1()).isEmpty)
    let both = Signals.v22(seconds: 0.155) + Signals.v22bisS1()
    #expect(names(both).contains("v22bis-s1"), "\(names(both))")
  }

  @Test(arguments: V8bisSignal.allCases)
  func `every V.8 bis signal is one`(signal: V8bisSignal) {
    let samples = Signals.v8bis(signal).samples().between(0.5, 1).noisy(-40).throughALaw
    #expect(Hearing(samples, answer: 0).names(of: .modem) == ["v8bis"])
  }
}
