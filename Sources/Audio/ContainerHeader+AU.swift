// SPDX-License-Identifier: GPL-3.0-or-later

extension ContainerHeader {
  /// A Sun/NeXT .au header: six big-endian words, an annotation, then audio to the end of the file.
  init(au source: FileSource) throws(Fault) {
    let header = source.bytes(at: 0, count: 24)
    guard header.count == 24 else { throw .truncated("it ends within its header") }
    let start = header.big(4, 4)
    let declared = header.big(8, 4)
    let encoding = header.big(12, 4)
    let rate = header.big(16, 4)
    let channels = header.big(20, 4)
    guard start >= 24 else { throw .headerLies("its audio starts at byte \(start), within it") }
    guard start <= source.size else { throw .truncated("it ends before its audio starts") }
    let unknown = 0xFFFF_FFFF
    if declared != unknown {
      // Bytes per sample of the encodings in use: µ-law, linear 8 to 32, floating 32 and 64, A-law.
      let width = [1: 1, 2: 1, 3: 2, 4: 3, 5: 4, 6: 4, 7: 8, 27: 1][encoding] ?? 0
      let isSane = Recording.acceptedRates.contains(rate) && channels < 1 << 16
      let present = source.size - start
      try ContainerHeader.compare(
        declared: declared, present: present, bytesPerSecond: isSane ? width * rate * channels : 0)
      guard declared == present else {
        throw .headerLies("it declares \(declared) bytes of audio and \(present) are there")
      }
    }
    self.init(rate: rate, channels: channels)
  }
}
