// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation
import Testing

@Suite struct SignalsTests {
  @Test func `CNG is half a second of 1100 Hz every three and a half`() {
    let samples = Signals.cng(level: Level(dBm0: -15)).samples(seconds: 7.5)
    #expect(cadence(of: samples) == [0.5, 3, 0.5, 3, 0.5])
    let burst = Array(samples.prefix(4000))
    #expect(abs(peak(near: 1100, in: burst) - 1100) < 0.2)
    #expect(abs(burst.level.dBm0 + 15) < 0.05)
  }

  @Test func `CED is steady, and with reversals turns over every 450 ms`() {
    let plain = Signals.ced(seconds: 3, level: Level(dBm0: -12))
    #expect(abs(peak(near: 2100, in: plain) - 2100) < 0.05)
    #expect(abs(level(of: 2100, in: plain) + 12) < 0.05)
    let turned = Signals.ced(seconds: 3, level: Level(dBm0: -12), phaseReversals: true)
    #expect(abs(turned.level.dBm0 + 12) < 0.05)
    for period in 0..<6 {
      let start = period * 3600
      let sign = period % 2 == 0 ? 1 : -1
      let matches = (start..<start + 3600).allSatisfy { Int(turned[$0]) == sign * Int(plain[$0]) }
      #expect(matches, "period \(period)")
    }
  }

  @Test func `ANSam's envelope swings between 0.8 and 1.2 fifteen times a second`() {
    let samples = Signals.ansam(seconds: 4, level: Level(dBm0: -12), phaseReversals: false)
    let carrier = amplitude(of: 2100, in: samples)
    #expect(abs(level(of: 2100, in: samples) + 12) < 0.05)
    for side in [2085.0, 2115] {
      #expect(abs(amplitude(of: side, in: samples) / carrier - 0.1) < 0.001)
    }
    let blocks = stride(from: 0, to: 32_000, by: 40).map { rms(samples[$0..<$0 + 40]) }
    let mean = blocks.reduce(0, +) / Double(blocks.count)
    #expect(abs((blocks.max() ?? 0) / mean - 1.2) < 0.02)
    #expect(abs((blocks.min() ?? 0) / mean - 0.8) < 0.02)
  }

  @Test func `modems' single tones are where they belong`() {
    let level = Level(dBm0: -20)
    for (samples, hertz) in [
      (Signals.bell103(seconds: 2, level: level), 2225.0),
      (Signals.v21Mark(seconds: 2, level: level), 1650),
      (Signals.ans(seconds: 2, level: level, phaseReversals: false), 2100),
    ] {
      #expect(abs(peak(near: hertz, in: samples) - hertz) < 0.05)
      #expect(abs(AudioTests.level(of: hertz, in: samples) + 20) < 0.05)
    }
  }

  @Test func `V.22's unscrambled 1s are two lines of unequal level`() {
    let samples = Signals.v22(seconds: 2, level: Level(dBm0: -15))
    #expect(abs(samples.level.dBm0 + 15) < 0.05)
    let difference = level(of: 2250, in: samples) - level(of: 2850, in: samples)
    #expect(abs(difference - 11.4) < 0.1)
  }

  @Test func `a fax answers with CED, a pause, a second of flags and a frame that checks`() throws {
    let samples = Signals.faxAnswer(seconds: 12)
    #expect(samples.count == 96_000)
    let heard = cadence(of: samples)
    #expect(abs(heard[1] - 3.3) < 0.011 && abs(heard[2] - 0.075) < 0.011)
    let start = Int((0.2 + 3.3 + 0.075) * 8000)
    let carrier = Array(samples[start..<start + Int(heard[3] * 8000) - 80])
    let received = bits(of: carrier, mark: 1650, space: 1850, baud: 300)
    #expect(received.count > 350)
    let flag = [false, true, true, true, true, true, true, false]
    for index in 0..<37 { #expect(Array(received[index * 8..<index * 8 + 8]) == flag) }
    let frame = unstuffed(Array(received[(38 * 8)...]))
    #expect(frame.prefix(3) == [0xFF, 0xC8, 0x80])
    // ISO/IEC 13239: the check sequence run over a whole frame leaves this and nothing else.
    #expect(remainder(frame) == 0xF0B8)
    #expect(abs(heard[4] - 3) < 0.03)
  }

  /// The bytes before the first flag, stuffed zeros taken out.
  private func unstuffed(_ bits: [Bool]) -> [UInt8] {
    var (ones, kept) = (0, [Bool]())
    for bit in bits {
      if ones == 5 {
        if bit { break }
        ones = 0
        continue
      }
      ones = bit ? ones + 1 : 0
      kept.append(bit)
    }
    // A flag's leading 0 and five 1s were taken for data.
    let count = (kept.count - 6) / 8
    return (0..<count).map { byte in
      (0..<8).reduce(0) { $0 | (kept[byte * 8 + $1] ? 1 << $1 : 0) }
    }
  }

  private func remainder(_ bytes: [UInt8]) -> UInt16 {
    bytes.reduce(0xFFFF) { crc, byte in
      (0..<8).reduce(crc ^ UInt16(byte)) { value, _ in
        value & 1 == 1 ? value >> 1 ^ 0x8408 : value >> 1
      }
    }
  }

  @Test(arguments: SIT.allCases)
  func `a SIT has its three tones, one after the other`(code: SIT) {
    let samples = Signals.sit(code, level: Level(dBm0: -24)).samples()
    var start = 0.0
    for (hertz, seconds) in code.tones {
      let first = Int((start * 8000).rounded())
      let last = Int(((start + seconds) * 8000).rounded())
      let segment = samples[first..<last]
      #expect(abs(peak(near: hertz, in: segment) - hertz) < 0.2)
      #expect(abs(level(of: hertz, in: segment) + 24) < 0.1)
      start += seconds
    }
    #expect(samples.count == Int((start * 8000).rounded()))
  }

  @Test func `a SIT has the gaps and the clipped beginning that are asked`() {
    let samples = Signals.sit(.itu, gap: 0.05, clipped: 0.2).samples()
    #expect(cadence(of: samples) == [0.13, 0.05, 0.33, 0.05, 0.33])
    #expect(abs(peak(near: 950, in: samples.prefix(1040)) - 950) < 1)
    #expect(abs(peak(near: 900, in: Signals.sit(.german).samples().prefix(2640)) - 900) < 0.3)
  }

  @Test func `a key's tones are off and twisted as is asked`() throws {
    let samples = try #require(
      Signals.dtmf("5", on: 0.5, level: Level(dBm0: -12), twist: -6, lowFactor: 1.02))
    let burst = samples.prefix(4000)
    #expect(abs(peak(near: 785.4, in: burst) - 785.4) < 0.2)
    #expect(abs(peak(near: 1336, in: burst) - 1336) < 0.2)
    #expect(abs(level(of: 785.4, in: burst) + 12) < 0.1)
    #expect(abs(level(of: 1336, in: burst) + 18) < 0.1)
  }

  @Test func `flags alone are flags, off frequency as is asked`() {
    let samples = Signals.flags(10, offset: 6)
    #expect(samples.count == 2133)
    let flag = [false, true, true, true, true, true, true, false]
    let received = bits(of: samples, mark: 1656, space: 1856, baud: 300)
    #expect(received.count == 79)
    #expect(received == Array((0..<10).flatMap { _ in flag }.prefix(79)))
  }

  @Test func `no two SITs are alike`() {
    #expect(Set(SIT.allCases.map { "\($0.tones)" }).count == SIT.allCases.count)
  }

  @Test(arguments: Array("0123456789*#ABCD"))
  func `a key is its row and its column`(key: Character) throws {
    let samples = try #require(Signals.dtmf(String(key)))
    #expect(samples.count == 1600)
    let (low, high) = try #require(Signals.dtmfFrequencies(key))
    let burst = samples.prefix(800)
    #expect(abs(level(of: low, in: burst) + 9) < 0.2)
    #expect(abs(level(of: high, in: burst) + 7) < 0.2)
    #expect(samples.suffix(800).allSatisfy { $0 == 0 })
  }

  @Test func `what is no key has no tones`() {
    #expect(Signals.dtmf("12x") == nil)
    #expect(Signals.dtmf("") == [])
    #expect(Signals.dtmfFrequencies("1")?.low == 697)
    #expect(Signals.dtmfFrequencies("D")?.high == 1633)
  }

  @Test func `beeps are single, dual or gliding`() {
    let single = Signals.beep([1000], seconds: 0.5, level: Level(dBm0: -20))
    #expect(single.count == 4000 && abs(single[400..<3600].level + 20) < 0.1)
    #expect(abs(peak(near: 1000, in: single) - 1000) < 0.2)
    let dual = Signals.beep([850, 1200], seconds: 0.5, level: Level(dBm0: -20))
    for hertz in [850.0, 1200] { #expect(abs(level(of: hertz, in: dual) + 23) < 0.3) }
    let chirp = Signals.beep([800], to: 1600, seconds: 0.8)
    #expect(abs(peak(near: 900, within: 80, in: chirp[480..<1120]) - 900) < 15)
    #expect(abs(peak(near: 1500, within: 80, in: chirp[5280..<5920]) - 1500) < 15)
  }
}

extension ArraySlice<Int16> {
  /// dBm0.
  fileprivate var level: Double { Array(self).level.dBm0 }
}
