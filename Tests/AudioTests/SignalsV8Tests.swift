// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@Suite struct SignalsV8Tests {
  /// The octets between start and stop bits behind every run of ten 1s, without the synchronisation.
  private func sequences(_ bits: [Bool], count: Int) -> [[UInt8]] {
    var sequences: [[UInt8]] = []
    var place = 0
    while place + 10 + 10 * count <= bits.count {
      guard bits[place..<place + 10].allSatisfy({ $0 }), !bits[place + 10] else {
        place += 1
        continue
      }
      sequences.append(
        (0..<count).map { octet in
          let start = place + 10 + 10 * octet
          #expect(!bits[start] && bits[start + 9], "framing")
          return (0..<8).reduce(0) { $0 | (bits[start + 1 + $1] ? 1 << $1 : 0) }
        })
      place += 10 + 10 * count
    }
    return sequences
  }

  @Test func `CI says what it calls for four times in 0.4 s, and again`() {
    let samples = Signals.v8CI(seconds: 3, pause: 1)
    #expect(cadence(of: samples) == [0.4, 1, 0.4, 1, 0.2])
    let received = bits(of: Array(samples.prefix(3200)), mark: 980, space: 1180, baud: 300)
    // A first octet of 0 is a call indicator; 0xC1 is a data modem.
    #expect(
      sequences(received, count: 2) == [[UInt8]](repeating: [0x00, 0xC1], count: 4))
  }

  @Test(arguments: [(false, 980.0, 1180.0), (true, 1650, 1850)])
  func `CM and JM repeat the menu in their own channels`(
    isAnswer: Bool, mark: Double, space: Double
  ) {
    let samples = Signals.v8CM(isAnswer: isAnswer, seconds: 2)
    #expect(samples.count == 16_000)
    let received = bits(of: samples, mark: mark, space: space, baud: 300)
    let menus = sequences(received, count: 6)
    #expect(menus.count >= 7)
    for menu in menus { #expect(menu == [0xE0, 0xC1, 0x45, 0x13, 0x90, 0x2A]) }
  }

  @Test(arguments: V8bisSignal.allCases)
  func `a V.8 bis signal is two tones, then one`(signal: V8bisSignal) {
    let samples = Signals.v8bis(signal, level: Level(dBm0: -15)).samples()
    #expect(samples.count == 4000)
    let (first, second) = signal.hertz
    for hertz in first {
      #expect(abs(peak(near: hertz, in: samples.prefix(3200)) - hertz) < 0.1)
      #expect(abs(level(of: hertz, in: samples.prefix(3200)) + 18) < 0.1)
    }
    #expect(abs(peak(near: second, in: samples.suffix(800)) - second) < 1)
    #expect(abs(level(of: second, in: samples.suffix(800)) + 15) < 0.1)
  }

  @Test func `no two V.8 bis signals are alike`() {
    #expect(Set(V8bisSignal.allCases.map { "\($0.hertz)" }).count == 6)
  }
}
