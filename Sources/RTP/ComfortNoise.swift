// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// The quiet between talkspurts of a far side that sends nothing then (RFC 3389).
///
/// Of its description the level is used; the spectrum, which it may add, is left flat.
public struct ComfortNoise: Sendable {
  private var state: UInt32 = 0x2545_F491
  private var amplitude = Int32(0)

  public init() {}

  /// Takes a payload: the level in −dBov, where 0 dBov is the square wave of full scale, 32768.
  public mutating func describe(_ payload: Span<UInt8>) {
    guard !payload.isEmpty else { return }
    let level = Level(meanSquare: ComfortNoise.meanSquare[Int(payload[0] & 0x7F)])
    // Uniform noise of peak a has a mean square of a²/3.
    amplitude = Int32((3 * level.meanSquare).squareRoot())
  }

  /// Silence from here on.
  public mutating func end() { amplitude = 0 }

  private static let meanSquare: [Double] = (0..<128).map { level in
    var value = 32768.0 * 32768.0
    // 10^(−1/10), `level` times.
    for _ in 0..<level { value *= 0.794_328_234_724_281_5 }
    return value
  }

  public mutating func fill(_ frame: inout MutableSpan<Int16>) {
    guard amplitude > 0 else {
      for index in frame.indices { frame[index] = 0 }
      return
    }
    for index in frame.indices {
      state ^= state << 13
      state ^= state >> 17
      state ^= state << 5
      let noise = Int32(Int16(truncatingIfNeeded: state)) * amplitude / 32768
      frame[index] = Int16(clamping: noise)
    }
  }
}
