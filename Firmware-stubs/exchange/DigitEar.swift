// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Hears dialed digits (ITU-T Q.23) on a line that carries nothing else, as an exchange's receiver does.
///
/// It judges blocks of 20 ms: a key is the strongest low and high tone, if each is above −30 dBm0, neither
/// is more than 8 dB above the other and both together make up 80 % of the block. A digit counts when two
/// blocks in a row (of the five of a 100 ms tone, four of them whole) have its key, and ends with the first
/// block that has not. It is made for dialers, not for voices: talk-off is Detection's matter.
struct DigitEar: Sendable {
  static let keypad = Array("123A456B789C*0#D")
  static let low = [697.0, 770, 852, 941]
  static let high = [1209.0, 1336, 1477, 1633]
  static let floor = Level(dBm0: -30).meanSquare
  static let twist = pow(10, 8.0 / 10)
  static let purity = 0.8

  private var key: Int?
  private var blocks = 0

  /// Whether a digit sounds in the last block.
  var isHearing: Bool { key != nil }

  /// Hears one block; returns a digit in the block in which it is sure of it.
  mutating func hear(_ block: Span<Int16>) -> Character? {
    let now = DigitEar.key(in: block)
    blocks = now != nil && now == key ? blocks + 1 : 1
    key = now
    guard let now, blocks == 2 else { return nil }
    return DigitEar.keypad[now]
  }

  private static func key(in block: Span<Int16>) -> Int? {
    var total = 0.0
    for index in block.indices { total += Double(block[index]) * Double(block[index]) }
    guard !block.isEmpty, total / Double(block.count) > floor else { return nil }
    let (row, lowPower) = strongest(of: low, in: block)
    let (column, highPower) = strongest(of: high, in: block)
    guard
      lowPower > floor, highPower > floor,
      lowPower < twist * highPower, highPower < twist * lowPower,
      lowPower + highPower > purity * total / Double(block.count)
    else { return nil }
    return row * 4 + column
  }

  private static func strongest(of group: [Double], in block: Span<Int16>) -> (Int, Double) {
    var best = (0, 0.0)
    for (index, hertz) in group.enumerated() {
      let power = meanSquare(of: hertz, in: block)
      if power > best.1 { best = (index, power) }
    }
    return best
  }

  /// Mean square, 16-bit units squared, of the sine at `hertz`, by Goertzel.
  private static func meanSquare(of hertz: Double, in block: Span<Int16>) -> Double {
    let turn = 2 * cos(2 * Double.pi * hertz / Double(SampleTime.rate))
    var (s1, s2) = (0.0, 0.0)
    for index in block.indices { (s1, s2) = (Double(block[index]) + turn * s1 - s2, s1) }
    let count = Double(block.count)
    return 2 * (s1 * s1 + s2 * s2 - turn * s1 * s2) / (count * count)
  }
}
