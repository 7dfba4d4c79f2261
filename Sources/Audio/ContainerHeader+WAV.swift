// SPDX-License-Identifier: GPL-3.0-or-later

extension ContainerHeader {
  /// A RIFF WAVE header: chunks of an identifier, a length and that many bytes, padded to even.
  ///
  /// Recorders that write to a pipe cannot know the length and leave 0xFFFFFFFF or something just
  /// under 2 GiB; from 0x7FFF0000 up a length means "to the end of the file".
  init(wav source: FileSource) throws(Fault) {
    let riffEnd = 8 + source.bytes(at: 4, count: 4).little(0, 4)
    var format: Format?
    var offset = 12
    while true {
      let chunk = source.bytes(at: offset, count: 8)
      guard chunk.count == 8 else { throw .truncated("it ends before its audio starts") }
      let name = chunk.text(0..<4)
      let length = chunk.little(4, 4)
      let body = offset + 8
      if name == "data" {
        guard let format else { throw .headerLies("its audio comes before its format") }
        if length < ContainerHeader.streamed {
          try ContainerHeader.compare(
            declared: length, present: source.size - body, bytesPerSecond: format.bytesPerSecond)
          try ContainerHeader.checkEnd(of: source, from: body + length, riffEnd: riffEnd)
        }
        self.init(rate: format.rate, channels: format.channels)
        return
      }
      guard body + length <= source.size else {
        throw .truncated("it ends within its header, in the chunk \"\(name)\"")
      }
      if name == "fmt " { format = try Format(source.bytes(at: body, count: min(length, 40))) }
      offset = body + length + length % 2
    }
  }

  /// The least length that means "to the end of the file".
  private static let streamed = 0x7FFF_0000

  /// After the audio only whole chunks may follow, and the outer length must cover the audio.
  private static func checkEnd(of source: FileSource, from end: Int, riffEnd: Int) throws(Fault) {
    // Forgiven: no outer length (0 or streamed), one that is 8 off, a pad byte that is missing.
    if riffEnd != 8, riffEnd < ContainerHeader.streamed {
      guard riffEnd + 8 >= end else {
        throw .headerLies("it declares \(riffEnd) bytes in all and audio up to byte \(end)")
      }
      guard riffEnd <= source.size + 8 else {
        throw .truncated("its header declares \(riffEnd) bytes in all, \(source.size) are there")
      }
    }
    for padding in Set([0, end % 2]) {
      var offset = end + padding
      while offset + 8 <= source.size {
        let chunk = source.bytes(at: offset, count: 8)
        let isName = chunk.prefix(4).allSatisfy { (0x20...0x7E).contains($0) }
        let next = offset + 8 + chunk.little(4, 4)
        guard isName, next <= source.size else { break }
        offset = next + next % 2
      }
      if offset >= source.size { return }
    }
    throw .headerLies("\(source.size - end) bytes follow the audio that it declares")
  }

  /// The "fmt " chunk.
  private struct Format {
    var rate: Int
    var channels: Int
    var bytesPerSecond: Int

    init(_ bytes: [UInt8]) throws(Fault) {
      guard bytes.count >= 16 else {
        throw .headerLies("its format takes \(bytes.count) bytes, not 16 or more")
      }
      channels = bytes.little(2, 2)
      rate = bytes.little(4, 4)
      bytesPerSecond = bytes.little(8, 4)
      let bytesPerFrame = bytes.little(12, 2)
      let bits = bytes.little(14, 2)
      let extensible = 0xFFFE
      let tag = bytes.little(0, 2)
      let code = tag == extensible ? bytes.little(24, 2) : tag
      // Linear, floating point, A-law, µ-law: one sample takes a whole number of bytes. The others
      // pack samples in blocks and have lengths of their own.
      guard [1, 3, 6, 7].contains(code), channels > 0 else { return }
      guard bytesPerFrame == channels * ((bits + 7) / 8), bits > 0 else {
        throw .headerLies(
          "\(channels) × \(bits) bits do not make \(bytesPerFrame) bytes a frame")
      }
      guard Recording.acceptedRates.contains(rate) else { throw .absurdRate(rate) }
      guard bytesPerSecond == 0 || bytesPerSecond == rate * bytesPerFrame else {
        throw .headerLies(
          "\(rate) frames of \(bytesPerFrame) bytes do not make \(bytesPerSecond) bytes a second")
      }
    }
  }
}
