// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@Suite struct G711Tests {
  @Test func `a decoded code encodes to itself, but for µ-law's negative zero`() {
    for code in UInt8.min...UInt8.max {
      #expect(G711.encodeALaw(G711.decodeALaw(code)) == code)
      if code != 0x7F { #expect(G711.encodeULaw(G711.decodeULaw(code)) == code) }
    }
    #expect(G711.decodeULaw(0x7F) == 0)
  }

  /// G.711 tables 1 and 2: the decoder's outputs at the ends and corners of the segments.
  @Test func `the tables' values`() {
    #expect(G711.decodeULaw(0xFF) == 0)
    #expect(G711.decodeULaw(0x80) == 32124)
    #expect(G711.decodeULaw(0x00) == -32124)
    #expect(G711.decodeULaw(0xFE) == 8)
    #expect(G711.decodeULaw(0xEF) == 132)
    #expect(G711.decodeALaw(0xD5) == 8)
    #expect(G711.decodeALaw(0x55) == -8)
    #expect(G711.decodeALaw(0xAA) == 32256)
    #expect(G711.decodeALaw(0x2A) == -32256)
    #expect(G711.decodeALaw(0xC5) == 264)
  }

  @Test func `no sample is moved by more than half a step`() {
    for sample in Int16.min...Int16.max {
      let size = abs(Int(sample))
      let uLaw = abs(Int(G711.decodeULaw(G711.encodeULaw(sample))) - Int(sample))
      let aLaw = abs(Int(G711.decodeALaw(G711.encodeALaw(sample))) - Int(sample))
      // A step is at most 1/16 of the segment's start, offset by the bias in µ-law.
      if uLaw > max(4, (size + 132) / 32 + 1), size <= 32635 { Issue.record("µ-law \(sample)") }
      if aLaw > max(8, size / 32 + 1) { Issue.record("A-law \(sample)") }
    }
  }

  @Test func `the largest samples saturate`() {
    #expect(G711.encodeULaw(.max) == 0x80)
    #expect(G711.encodeULaw(.min) == 0x00)
    #expect(G711.encodeALaw(.max) == 0xAA)
    #expect(G711.encodeALaw(.min) == 0x2A)
  }
}
