// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Audio

struct SpeechCodecTests {
  @Test(arguments: SpeechCodec.allCases)
  func `a voice comes back as long, as loud, and not the same`(codec: SpeechCodec) throws {
    let voice = Signals.voice(seconds: 2, pitch: 130)
    let decoded = try #require(codec.applied(to: voice))
    #expect(decoded.count == voice.count)
    #expect(decoded != voice)
    #expect(abs(decoded.level.dBm0 - voice.level.dBm0) < 2)
  }

  @Test(arguments: SpeechCodec.allCases)
  func `a length that is no whole number of packets is kept`(codec: SpeechCodec) throws {
    let decoded = try #require(codec.applied(to: [Int16](repeating: 500, count: 1003)))
    #expect(decoded.count == 1003)
  }
}
