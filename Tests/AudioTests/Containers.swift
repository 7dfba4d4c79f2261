// SPDX-License-Identifier: GPL-3.0-or-later

/// Files built byte by byte, so that a test can make any of them wrong.
enum Containers {
  static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static func big(_ value: Int, _ count: Int) -> [UInt8] { little(value, count).reversed() }

  static func chunk(_ name: String, _ body: [UInt8], declared: Int? = nil) -> [UInt8] {
    name.utf8 + little(declared ?? body.count, 4) + body + (body.count % 2 == 0 ? [] : [0])
  }

  static func pcm(_ samples: [Int16]) -> [UInt8] { samples.flatMap { little(Int($0), 2) } }

  /// A 16-bit linear WAV; what is given in place of nil is declared instead of the truth.
  static func wav(
    _ samples: [Int16], rate: Int = 8000, channels: Int = 1, bytesPerFrame: Int? = nil,
    bytesPerSecond: Int? = nil, audioBytes: Int? = nil, allBytes: Int? = nil,
    before: [UInt8] = [], after: [UInt8] = []
  ) -> [UInt8] {
    let frame = bytesPerFrame ?? 2 * channels
    let format =
      little(1, 2) + little(channels, 2) + little(rate, 4)
      + little(bytesPerSecond ?? rate * frame, 4) + little(frame, 2) + little(16, 2)
    let chunks =
      chunk("fmt ", format) + before + chunk("data", pcm(samples), declared: audioBytes) + after
    return "RIFF".utf8 + little(allBytes ?? 4 + chunks.count, 4) + "WAVE".utf8 + chunks
  }

  /// A 16-bit linear AU.
  static func au(
    _ samples: [Int16], rate: Int = 8000, channels: Int = 1, audioBytes: Int? = nil, start: Int = 24
  ) -> [UInt8] {
    ".snd".utf8 + big(start, 4) + big(audioBytes ?? samples.count * 2, 4) + big(3, 4)
      + big(rate, 4) + big(channels, 4) + samples.flatMap { big(Int($0), 2) }
  }

  /// A 16-bit mono FLAC of verbatim frames of 256 samples (RFC 9639); `samples` in whole frames.
  static func flac(_ samples: [Int16], rate: Int = 8000, frames: Int? = nil) -> [UInt8] {
    let info =
      big(256, 2) + big(256, 2) + big(0, 6)
      + big(rate << 44 | 15 << 36 | (frames ?? samples.count), 8) + [UInt8](repeating: 0, count: 16)
    var bytes = "fLaC".utf8 + [0x80] + big(info.count, 3) + info
    for (number, start) in stride(from: 0, to: samples.count, by: 256).enumerated() {
      var frame: [UInt8] = [0xFF, 0xF8, 0x80, 0x08, UInt8(number)]
      frame += big(crc(frame, polynomial: 0x07, width: 8), 1)
      frame += [0x02] + samples[start..<start + 256].flatMap { big(Int($0), 2) }
      bytes += frame + big(crc(frame, polynomial: 0x8005, width: 16), 2)
    }
    return bytes
  }

  private static func crc(_ bytes: [UInt8], polynomial: Int, width: Int) -> Int {
    bytes.reduce(0) { remainder, byte in
      (0..<8).reduce(remainder ^ Int(byte) << (width - 8)) { value, _ in
        (value >> (width - 1) & 1 == 1 ? value << 1 ^ polynomial : value << 1)
          & (1 << width - 1)
      }
    }
  }
}
