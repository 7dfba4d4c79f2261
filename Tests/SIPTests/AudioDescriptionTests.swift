// SPDX-License-Identifier: GPL-3.0-or-later
import CSIP
import RTP
import Testing

@testable import SIP

@Suite("Audio description")
struct AudioDescriptionTests {
  private func near(_ audio: [PayloadFormat]) -> AudioDescription {
    AudioDescription(address: "127.0.0.1", port: 20_000, types: AudioDescription.offer(audio))
  }

  /// What `near` and a far side that offers `media` have in common.
  private func read(_ media: String, _ near: AudioDescription) -> AudioDescription? {
    let text = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n" + media
    var (raw, far) = (near.raw, sip_description())
    guard sip_read_description(text, text.utf8.count, &raw, &far) == 0 else { return nil }
    return AudioDescription(far)
  }

  private static let browser = """
    m=audio 4000 RTP/AVP 111 0 126 110\r
    a=rtpmap:111 opus/48000/2\r
    a=fmtp:111 minptime=10;useinbandfec=1\r
    a=rtpmap:110 telephone-event/48000\r
    a=rtpmap:126 telephone-event/8000\r

    """

  @Test("Opus is offered where it is asked for, with digits on both clocks")
  func offered() {
    #expect(AudioDescription.offer([.pcma, .pcmu]).map(\.number) == [8, 0, 13, 101])
    #expect(AudioDescription.offer([.pcmu, .opus]).map(\.number) == [0, 96, 13, 101, 102])
    let only = AudioDescription.offer([.opus])
    #expect(only.map(\.number) == [96, 101, 102])
    #expect(only.map(\.clock) == [48_000, 8000, 48_000])
    let raw = near([.opus]).raw
    #expect(raw.formats.0.channels == 2 && raw.formats.0.clock == 48_000)
    #expect(SIPText.string(raw.formats.0.parameters) == Opus.parameters)
  }

  @Test("an offer's Opus is answered under its own number, with the digits of its clock")
  func answered() throws {
    let wide = try #require(read(Self.browser, near([.pcmu, .opus])))
    #expect(wide.audio == PayloadType(111, .opus))
    #expect(wide.event == PayloadType(110, .event, clock: 48_000))
    let narrow = try #require(read(Self.browser, near([.pcmu])))
    #expect(narrow.audio == PayloadType(0, .pcmu))
    #expect(narrow.event == PayloadType(126, .event))
    let alone = try #require(
      read("m=audio 4000 RTP/AVP 97\r\na=rtpmap:97 OPUS/48000/2\r\n", near([.pcmu, .opus])))
    #expect(alone.types == [PayloadType(97, .opus)])
    #expect(alone.event == nil)
    // Digits of the other clock, where there are no others.
    let few = try #require(
      read(
        "m=audio 4000 RTP/AVP 97 101\r\na=rtpmap:97 opus/48000/2\r\na=rtpmap:101 telephone-event/8000\r\n",
        near([.opus])))
    #expect(few.event == PayloadType(101, .event))
  }

  @Test("an address of zeros is hold; a stream without any is refused")
  func hold() throws {
    let media = "m=audio 4000 RTP/AVP 0\r\n"
    #expect(try #require(read(media, near([.pcmu]))).direction == .both)
    for zeros in ["IP4 0.0.0.0", "IP6 ::"] {
      let held = try #require(read(media + "c=IN \(zeros)\r\n", near([.pcmu])))
      #expect(held.direction == [])
      #expect(held.address == "" && held.controlAddress == "")
    }
    #expect(read("m=audio 0 RTP/AVP 0\r\n", near([.pcmu])) == nil)
  }

  @Test("an offer of Opus alone is none for a trunk without it")
  func notAskedFor() {
    #expect(read("m=audio 4000 RTP/AVP 97\r\na=rtpmap:97 opus/48000/2\r\n", near([.pcmu])) == nil)
  }
}
