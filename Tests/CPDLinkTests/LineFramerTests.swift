// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Testing

struct LineFramerTests {
  private func lines(
    _ bytes: [UInt8], in pieces: [Int] = [.max], limit: Int = LineFramer.limit
  ) -> [LineFramer.Output] {
    var framer = LineFramer(limit: limit)
    var lines: [LineFramer.Output] = []
    var start = 0
    var turn = 0
    while start < bytes.count {
      let end = start + min(bytes.count - start, pieces[turn % pieces.count])
      framer.consume(Array(bytes[start..<end]).span, into: &lines)
      #expect(framer.kept <= limit)
      start = end
      turn += 1
    }
    return lines
  }

  @Test func `lines end with LF or CR LF, and empty ones are passed over`() {
    let bytes = Array("one\ntwo\r\n\n\r\nthr\ree\nnot ended".utf8)
    #expect(lines(bytes) == [.line("one"), .line("two"), .line("thr\ree")])
  }

  @Test func `a line of the limit is a line, one byte more is oversized, and the next is a line`() {
    let bytes = Array("12345678\n123456789\nnext\n".utf8)
    #expect(lines(bytes, limit: 8) == [.line("12345678"), .oversized, .line("next")])
  }

  @Test func `an oversized line is told before it ends, once, and nothing of it is kept`() {
    var framer = LineFramer(limit: 8)
    var lines: [LineFramer.Output] = []
    for _ in 0..<1000 { framer.consume(Array("123456789".utf8).span, into: &lines) }
    #expect(lines == [.oversized])
    #expect(framer.kept == 0)
  }

  @Test func `bytes that are no UTF-8 are told, and the next line is a line`() {
    #expect(lines([0xC3, 0x28, 0x0A, 0x61, 0x0A]) == [.notText, .line("a")])
  }

  @Test(arguments: 0..<200)
  func `the lines are the same however the bytes are cut`(_ seed: UInt64) {
    var random = Seeded(state: seed)
    let alphabet: [UInt8] = [0x0A, 0x0A, 0x0D, 0x61, 0xC3, 0xA9, 0x7B, 0xFF]
    let bytes = (0..<500).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
    let pieces = (0..<17).map { _ in Int.random(in: 1...40, using: &random) }
    let whole = lines(bytes, limit: 12)
    #expect(whole == lines(bytes, in: [1], limit: 12))
    #expect(whole == lines(bytes, in: pieces, limit: 12))
    #expect(whole.contains { if case .line = $0 { true } else { false } })
  }
}

/// SplitMix64: the same numbers from the same seed, everywhere.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
