// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation
import Testing

@Suite struct SignalsModemTests {
  /// Away from the ends, where pulses are cut short.
  private func middle(_ samples: [Int16]) -> ArraySlice<Int16> {
    samples.dropFirst(samples.count / 8).dropLast(samples.count / 8)
  }

  @Test(arguments: [true, false])
  func `S1 is the carrier and a line 300 Hz on either side, 3 dB below it`(isAnswer: Bool) {
    let samples = Signals.v22bisS1(isAnswer: isAnswer, seconds: 1, level: Level(dBm0: -15))
    let carrier = isAnswer ? 2400.0 : 1200
    let piece = middle(samples)
    #expect(abs(peak(near: carrier, in: piece) - carrier) < 0.1)
    for line in [carrier - 300, carrier + 300] {
      #expect(abs(peak(near: line, in: piece) - line) < 0.1)
      #expect(abs(level(of: carrier, in: piece) - level(of: line, in: piece) - 3.01) < 0.1)
    }
    #expect(abs(samples.level.dBm0 + 15) < 0.05)
    #expect(Signals.v22bisS1().count == 800)
  }

  @Test func `unscrambled 1s by modulation have the lines of USB1`() {
    // 270° a symbol: what the modulator makes of scrambled data with nothing scrambled.
    let lines = Signals.v22(seconds: 1, level: Level(dBm0: -15))
    let difference = level(of: 2250, in: lines) - level(of: 2850, in: lines)
    #expect(abs(difference - 11.4) < 0.1)
  }

  @Test(arguments: [true, false])
  func `scrambled V.22 fills its band evenly and nothing else`(isAnswer: Bool) {
    let samples = Signals.v22Data(isAnswer: isAnswer, seconds: 8, level: Level(dBm0: -15))
    let carrier = isAnswer ? 2400.0 : 1200
    let noise = samples[4000..<60_000]
    func band(_ range: ClosedRange<Double>) -> Double {
      stride(from: range.lowerBound, through: range.upperBound, by: 7)
        .reduce(0) { $0 + pow(amplitude(of: $1, in: noise), 2) }
    }
    let inside = band(carrier - 200...carrier + 200)
    #expect(band(carrier - 900...carrier - 600) < 0.001 * inside)
    let halves = band(carrier - 200...carrier) / band(carrier...carrier + 200)
    #expect((0.5...2).contains(halves))
  }

  @Test func `V.32's AA is 1800 Hz and its AC 600 and 3000`() {
    let aa = middle(Signals.v32AA(level: Level(dBm0: -20)))
    #expect(abs(peak(near: 1800, in: aa) - 1800) < 0.05)
    #expect(abs(level(of: 1800, in: aa) + 20) < 0.2)
    let ac = middle(Signals.v32AC(level: Level(dBm0: -20)))
    for hertz in [600.0, 3000] {
      #expect(abs(peak(near: hertz, in: ac) - hertz) < 0.05)
      #expect(abs(level(of: hertz, in: ac) + 23) < 0.3)
    }
    #expect(level(of: 1800, in: ac) < -60)
  }

  @Test(arguments: [0.35, 0.425, 0.6])
  func `an answer tone turns its phase as often as is asked`(interval: Double) {
    let plain = Signals.answer(2107, seconds: 2)
    let turned = Signals.answer(2107, seconds: 2, reversal: interval)
    let length = Int(interval * 8000)
    for period in 0..<Int(2 / interval) {
      let sign = period % 2 == 0 ? 1 : -1
      // Not the first sample: 8000 times the interval may lie between two.
      let range = period * length + 1..<(period + 1) * length - 1
      #expect(range.allSatisfy { Int(turned[$0]) == sign * Int(plain[$0]) })
    }
  }

  @Test func `the phase jumps by as many degrees as is asked`() {
    // 2000 Hz is four samples a turn, so that a quarter of a turn is one sample.
    let plain = Signals.answer(2000, seconds: 1)
    let jumped = Signals.answer(2000, seconds: 1, reversal: 0.25, degrees: 90)
    for period in 0..<4 {
      let range = period * 2000..<(period + 1) * 2000 - 4
      #expect(range.allSatisfy { abs(Int(jumped[$0]) - Int(plain[$0 + period])) <= 1 })
    }
  }

  @Test func `an answer tone is modulated as deep and as fast as is asked`() {
    let samples = Signals.answer(
      2100, seconds: 4, level: Level(dBm0: -12), modulation: .init(hertz: 20, depth: 0.07))
    let carrier = amplitude(of: 2100, in: samples)
    for side in [2080.0, 2120] {
      #expect(abs(amplitude(of: side, in: samples) / carrier - 0.035) < 0.001)
    }
  }

  @Test func `the calling tone is 0.6 s of 1300 Hz every 2.6`() {
    let samples = Signals.callingTone().samples(seconds: 4)
    #expect(cadence(of: samples) == [0.6, 2, 0.6, 0.8])
    #expect(abs(peak(near: 1300, in: samples.prefix(4800)) - 1300) < 0.1)
  }
}
