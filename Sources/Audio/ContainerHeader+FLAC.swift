// SPDX-License-Identifier: GPL-3.0-or-later

extension ContainerHeader {
  /// A FLAC stream's first metadata block, STREAMINFO (RFC 9639, 8.2): from its 11th byte 20 bits
  /// of rate, 3 of channels less one, 5 of bits less one and 36 of frames, 0 if unknown.
  ///
  /// The decoder is shown a file of unknown length, so that it reads to the end whatever was
  /// declared, and the two can be compared.
  init(flac source: FileSource) throws(Fault) {
    let header = source.bytes(at: 0, count: 42)
    guard header.count == 42 else { throw .truncated("it ends within its header") }
    guard header[4] & 0x7F == 0, header.big(5, 3) == 34 else {
      throw .headerLies("its first block is not the one that says what follows")
    }
    var offset = 4
    while true {
      let block = source.bytes(at: offset, count: 4)
      offset += 4 + block.big(1, 3)
      guard block.count == 4, offset <= source.size else {
        throw .truncated("it ends within its header")
      }
      if block[0] & 0x80 != 0 { break }
    }
    let frames = header.big(21, 5) & 0xF_FFFF_FFFF
    self.init(
      rate: header.big(18, 3) >> 4, channels: (Int(header[20]) >> 1 & 7) + 1,
      frames: frames == 0 ? nil : frames)
    replacement = (21, [header[21] & 0xF0, 0, 0, 0, 0])
  }
}
