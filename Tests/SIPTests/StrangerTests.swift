// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Detection
import Foundation
import SIP
import SIPExchange
import Simulation
import Testing

/// What strangers send: answered or dropped as it should be, with calls in progress untouched.
@Suite("SIP and strangers", .serialized)
struct StrangerTests {
  /// Messages after those of RFC 4475, valid and not, as hard on a parser; LOCAL is our own address.
  static let torture: [String] = [
    // Valid, but as ugly as can be: folded lines, odd spaces, unknown parameters.
    "INVITE sip:vivekg@LOCAL;unknownparam SIP/2.0\r\nTO :\r\n sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n\r\nfrom   : \"J Rosenberg \\\\\\\"\"       <sip:jdrosen@example.com>\r\n  ;\r\n  tag = 98asjd8\r\nMaX-fOrWaRdS: 0068\r\nCall-ID: wsinv.ndaksdj@192.0.2.1\r\nContent-Length   : 0\r\ncseq: 0009\r\n  INVITE\r\nVia  : SIP  /   2.0\r\n /UDP\r\n    192.0.2.2;rport;branch=390skdjuw\r\ns :\r\nNewFangledHeader:   newfangled value\r\n continued newfangled value\r\n\r\n",
    "!interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@LOCAL SIP/2.0\r\nVia: SIP/2.0/UDP host1.example.com:5060;branch=z9hG4bK-.!%66*_+`'~\r\nTo: \"BEL:\\\u{07} NUL:\\\u{00} DEL:\\\u{7F}\" <sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com>\r\nFrom: token1~` token2'+_ token3*%!.- <sip:mundane@example.com>;fromParam''~+*_!.-%=\"работающий\";tag=_token~1'+`*%!-.\r\nCall-ID: intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{\r\nCSeq: 139122385 !interesting-Method0123456789_*+`.%indeed'~\r\nMax-Forwards: 255\r\nContent-Length: 0\r\n\r\n",
    // A content length that is larger than the message, negative, and too large for any number.
    "INVITE sip:user@LOCAL SIP/2.0\r\nMax-Forwards: 80\r\nTo: sip:j.user@example.com\r\nFrom: sip:caller@example.net;tag=93942939o2\r\nContact: <sip:caller@hungry.example.net>\r\nCall-ID: clerr.0ha0isndaksdjweiafasdk3\r\nCSeq: 8 INVITE\r\nVia: SIP/2.0/UDP host5.example.com;branch=z9hG4bK-39234-23523\r\nContent-Type: application/sdp\r\nContent-Length: 9999\r\n\r\nv=0\r\n",
    "INVITE sip:user@LOCAL SIP/2.0\r\nMax-Forwards: 254\r\nTo: sip:j.user@example.com\r\nFrom: sip:caller@example.net;tag=32394234\r\nCall-ID: ncl.0ha0isndaksdj2193423r542w35\r\nCSeq: 0 INVITE\r\nVia: SIP/2.0/UDP 192.0.2.53;branch=z9hG4bKkdjuw\r\nContent-Length: -999\r\n\r\n",
    "REGISTER sip:LOCAL SIP/2.0\r\nVia: SIP/2.0/TCP host129.example.com;branch=z9hG4bK342sdfoi3\r\nTo: <sip:user@example.com>\r\nFrom: <sip:user@example.com>;tag=239232jh3\r\nCSeq: 36893488147419103232 REGISTER\r\nCall-ID: scalar02.23o0pd9vanlq3wnrlnewofjas9ui32\r\nMax-Forwards: 300\r\nExpires: 1\(String(repeating: "0", count: 100))\r\nContact: <sip:user@host129.example.com>;expires=280297596632815\r\nContent-Length: 0\r\n\r\n",
    // No header, no version, a request line with too much or too little.
    "INVITE sip:user@LOCAL SIP/7.0\r\nTo: sip:a\r\nFrom: sip:b;tag=1\r\nCall-ID: badvers\r\nCSeq: 1 INVITE\r\nVia: SIP/7.0/UDP x;branch=z9hG4bK1\r\nContent-Length: 0\r\n\r\n",
    "INVITE <sip:user@LOCAL> SIP/2.0\r\nTo: sip:a\r\nFrom: sip:b;tag=1\r\nCall-ID: ltgtruri\r\nCSeq: 1 INVITE\r\nVia: SIP/2.0/UDP x;branch=z9hG4bK1\r\nContent-Length: 0\r\n\r\n",
    "INVITE  sip:user@LOCAL  SIP/2.0  \r\n\r\n", "OPTIONS sip:LOCAL SIP/2.0\r\n\r\n",
    "\r\n\r\n\r\n",
    "SIP/2.0 4294967301 better not break the receiver\r\nVia: SIP/2.0/UDP 192.0.2.105;branch=z9hG4bK2398ndaoe\r\nCall-ID: bigcode.asdof3uj203asdnf3429uasdhfas3ehjasdfas9i\r\nCSeq: 353494 INVITE\r\nFrom: <sip:user@example.com>;tag=39ansfi3\r\nTo: <sip:user@example.edu>;tag=902jndnke3\r\nContent-Length: 0\r\n\r\n",
    "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.105;branch=z9hG4bKnobody\r\nCall-ID: nobody\r\nCSeq: 1 INVITE\r\nFrom: <sip:u@e>;tag=1\r\nTo: <sip:u@e>;tag=2\r\nContact: <sip:x@y>\r\nContent-Length: 0\r\n\r\n",
    "BYE sip:LOCAL SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKbye\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: none\r\nCSeq: 2 BYE\r\nContent-Length: 0\r\n\r\n",
    // A thousand headers, one of 60 kB, and one with every byte there is.
    "OPTIONS sip:LOCAL SIP/2.0\r\n"
      + String(repeating: "Via: SIP/2.0/UDP x;branch=z9hG4bK1\r\n", count: 1000) + "\r\n",
    "OPTIONS sip:LOCAL SIP/2.0\r\nSubject: " + String(repeating: "a", count: 60_000) + "\r\n\r\n",
    "INVITE sip:user@LOCAL SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKsdp\r\nTo: <sip:a@b>\r\nFrom: <sip:b@c>;tag=1\r\nCall-ID: sdp\r\nCSeq: 1 INVITE\r\nContact: <sip:x@127.0.0.1>\r\nContent-Type: application/sdp\r\nContent-Length: 60\r\n\r\nv=0\r\nm=audio 99999999999 RTP/AVP \(String(repeating: "0 ", count: 20))\r\n",
  ]

  private func options(_ branch: String, _ port: UInt16, _ own: UInt16) -> String {
    """
    OPTIONS sip:127.0.0.1:\(port) SIP/2.0\r
    Via: SIP/2.0/UDP 127.0.0.1:\(own);branch=z9hG4bK\(branch)\r
    Max-Forwards: 70\r
    To: <sip:x@127.0.0.1>\r
    From: <sip:y@127.0.0.1>;tag=1\r
    Call-ID: \(branch)\r
    CSeq: 1 OPTIONS\r
    Content-Length: 0\r
    \r

    """
  }

  private func invite(_ branch: String, _ port: UInt16, _ own: UInt16) -> String {
    options(branch, port, own).replacing("OPTIONS", with: "INVITE")
      .replacing("Content-Length", with: "Contact: <sip:y@127.0.0.1:\(own)>\r\nContent-Length")
  }

  @Test(
    "messages that torture a parser harm nobody: the next request is answered",
    arguments: [false, true])
  func torture(_ takesCalls: Bool) async throws {
    let endpoint = SIPEndpoint(SIPEndpoint.Options(), takesCalls: takesCalls, logger: quiet)
    try await endpoint.start()
    if takesCalls { endpoint.onCall { $0.refuse(status: 486, phrase: "Busy Here") } }
    let peer = RawUDP()
    for message in StrangerTests.torture {
      peer.send(message.replacing("LOCAL", with: "127.0.0.1:\(endpoint.port)"), to: endpoint.port)
    }
    var dice = SplitMix64(seed: 5)
    for _ in 0..<200 {
      let count = Int.random(in: 0...600, using: &dice)
      peer.send((0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) }, to: endpoint.port)
    }
    peer.send(options("after", endpoint.port, peer.port), to: endpoint.port)
    var isAnswered = false
    while let text = peer.receive() {
      if text.hasPrefix("SIP/2.0 200"), text.contains("Call-ID: after") { isAnswered = true }
    }
    #expect(isAnswered)
    await endpoint.stop()
  }

  @Test("who asks for what nobody takes, or within a call that is none, is told which it is")
  func refused() async throws {
    let endpoint = SIPEndpoint(SIPEndpoint.Options(), logger: quiet)
    try await endpoint.start()
    let peer = RawUDP()
    let plain = options("one", endpoint.port, peer.port)
    for (message, status) in [
      (plain, "200 "), (plain.replacing("OPTIONS", with: "MESSAGE"), "405 "),
      (plain.replacing("@127.0.0.1>\r\nFrom", with: "@127.0.0.1>;tag=2\r\nFrom"), "481 "),
    ] {
      peer.send(message, to: endpoint.port)
      let answer = try #require(peer.receive())
      #expect(answer.hasPrefix("SIP/2.0 " + status), "\(answer)")
      #expect(answer.contains("Allow: INVITE") == (status != "481 "), "\(answer)")
    }
    await endpoint.stop()
  }

  @Test("a flood of unknown callers is refused or dropped, and a call in progress is untouched")
  func flood() async throws {
    let us = try #require(TonePlan.of("us"))
    let hello = try Recording(
      contentsOf: root.appending(path: "Samples/live-us-hello-female.wav").path)
    let behavior = FarEndBehavior(
      rings: .seconds(2), ringback: try #require(us.ringback), answers: true, delay: 0.5,
      voice: .samples(hello.samples))
    let exchange = try SIPExchange(
      SIPEndpoint.Options(),
      script: FarEndScript(
        plan: us,
        entries: [
          FarEndScript.Entry(number: "5550100", name: "Ann", expected: nil, behavior: behavior)
        ]), logger: quiet)
    try await exchange.start()
    let endpoint = SIPEndpoint(SIPEndpoint.Options(), logger: quiet)
    let trunk = try SIPTrunk(
      SIPTrunkConfiguration(name: "t", host: "127.0.0.1:\(exchange.port)"), endpoint: endpoint)
    try await endpoint.start()
    let port = endpoint.port
    let flooding = Task {
      let peer = RawUDP()
      for index in 0..<5000 {
        peer.send(invite("flood\(index)", port, peer.port), to: port)
        if index % 50 == 0 { try? await Task.sleep(for: .milliseconds(20)) }
      }
      var refused = 0
      while let text = peer.receive() { if text.hasPrefix("SIP/2.0 403") { refused += 1 } }
      return refused
    }
    let call = await Caller.call(
      CallRequest(attempt: "a", number: "5550100", country: "us"), on: trunk)
    let refused = await flooding.value
    await endpoint.stop()
    await exchange.stop()
    #expect(call.outcome.outcome == .liveVoice, "\(call.outcome.reason)")
    #expect(!call.outcome.events.contains { $0.kind == .media })
    #expect((1..<2500).contains(refused), "\(refused) were answered")
  }

  @Test("packets of strangers on a call's own port are counted and change nothing")
  func spoofed() async throws {
    let us = try #require(TonePlan.of("us"))
    let behavior = FarEndBehavior(early: .tone(try #require(us.busy)), answers: false)
    let exchange = try SIPExchange(
      SIPEndpoint.Options(),
      script: FarEndScript(
        plan: us,
        entries: [
          FarEndScript.Entry(number: "5550101", name: "Bob", expected: nil, behavior: behavior)
        ]), logger: quiet)
    try await exchange.start()
    var options = SIPEndpoint.Options()
    options.mediaPorts = 28_100...28_103
    let endpoint = SIPEndpoint(options, logger: quiet)
    let trunk = try SIPTrunk(
      SIPTrunkConfiguration(name: "t", host: "127.0.0.1:\(exchange.port)"), endpoint: endpoint)
    try await endpoint.start()
    let spoofing = Task {
      let peer = RawUDP()
      for index in 0..<100 {
        let packet: [UInt8] =
          [0x80, 0, UInt8(index), 1, 0, 0, UInt8(index), 0, 9, 9, 9, 9]
          + [UInt8](repeating: 0x10, count: 160)
        for port: UInt16 in [28_100, 28_101, 28_102, 28_103] { peer.send(packet, to: port) }
        try? await Task.sleep(for: .milliseconds(15))
      }
    }
    // The call's own packets come first: the far side is known before the strangers are.
    let call = await Caller.call(
      CallRequest(attempt: "a", number: "5550101", country: "us"), on: trunk)
    await spoofing.value
    await endpoint.stop()
    await exchange.stop()
    #expect(call.outcome.outcome == .busy, "\(call.outcome.reason)")
  }
}
