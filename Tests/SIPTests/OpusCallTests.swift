// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Detection
import Foundation
import RTP
import SIPExchange
import Simulation
import Synchronization
import Testing

@testable import SIP

/// Calls by Opus: to baresip, to sipp and to the exchange.
@Suite("SIP with Opus", .serialized)
struct OpusCallTests {
  /// As baresip calls it, with one channel; its SDP has two.
  private static let opus = "opus/48000/1"

  private func voice(_ hertz: Double) throws -> [Int16] {
    let hello = try Recording(
      contentsOf: root.appending(path: "Samples/live-us-hello-female.wav").path
    ).samples
    return hello.prefix(24_000) + Sine.samples(hertz, 60, -20)
  }

  @Test(
    "a telephone that takes Opus only is heard, and hears us, at the right frequency and level; in secret too",
    arguments: [false, true])
  func heard(_ isSecure: Bool) async throws {
    let customer = try Baresip(voice: try voice(700), codec: Self.opus, isSecure: isSecure)
    defer { customer.end() }
    let message = Sine.samples(1300, 3, -18)
    let tap = CallTap(seconds: 30)
    let call = try await Caller.call(
      "sip:phone@127.0.0.1:\(customer.port)", port: customer.port, tap: tap,
      configure: {
        $0.audio = [.pcma, .opus]
        $0.isSecure = isSecure
      },
      whileLive: {
        await $0.play(message)
        try? await Task.sleep(for: .seconds(2.5))
      })
    try await Task.sleep(for: .milliseconds(300))
    customer.end()
    #expect(customer.speaks("opus"), "\(customer.log)")
    #expect(
      call.outcome.outcome == .liveVoice, "\(call.outcome.reason) \(customer.log.suffix(2000))")
    let said = try customer.heard()
    #expect(abs(Sine.best(1300, said) - -18) < 1.5, "\(Sine.best(1300, said))")
    var (heard, sent): ([Int16], [Int16]) = ([], [])
    tap.read(heard: &heard, sent: &sent)
    #expect(abs(Sine.best(700, heard) - -20) < 1.5, "\(Sine.best(700, heard))")
    #expect(Sine.best(1300, heard) < -40)
  }

  @Test(
    "a live call by Opus is joined to the agent's telephone, whatever that takes: each hears the other's tone, and both are recorded",
    arguments: ["PCMA/8000/1", opus])
  func joined(_ codec: String) async throws {
    let customer = try Baresip(voice: try voice(700), codec: Self.opus)
    let agent = try Baresip(voice: Sine.samples(1900, 60, -16), codec: codec)
    defer {
      customer.end()
      agent.end()
    }
    let place = "sip:phone@127.0.0.1:\(agent.port)"
    let tap = CallTap(seconds: 30)
    let call = try await Caller.call(
      "sip:phone@127.0.0.1:\(customer.port)", port: customer.port, tap: tap,
      configure: { $0.audio = [.pcmu, .pcma, .opus] },
      whileLive: {
        try? await $0.transfer(to: place)
        // The customer's tone begins 3 s after his answer.
        try? await Task.sleep(for: .seconds(4))
      })
    try await Task.sleep(for: .milliseconds(300))
    customer.end()
    agent.end()
    #expect(call.outcome.outcome == .liveVoice, "\(call.outcome.reason)")
    #expect(call.bridgedAfter != nil, "\(agent.log)")
    #expect(customer.speaks("opus"), "\(customer.log)")
    #expect(agent.speaks(codec.prefix { $0 != "/" }), "\(agent.log)")
    let (agentHeard, customerHeard) = (try agent.heard(), try customer.heard())
    #expect(
      abs(Sine.best(700, agentHeard) - -20) < 1.5,
      "\(Sine.best(700, agentHeard))")
    #expect(
      abs(Sine.best(1900, customerHeard) - -16) < 1.5,
      "\(Sine.best(1900, customerHeard))")
    #expect(Sine.best(1900, agentHeard) < -40)
    #expect(Sine.best(700, customerHeard) < -40)
    var (heard, sent): ([Int16], [Int16]) = ([], [])
    tap.read(heard: &heard, sent: &sent)
    #expect(abs(Sine.best(700, heard) - -20) < 1.5, "\(Sine.best(700, heard))")
    #expect(abs(Sine.best(1900, sent) - -16) < 1.5, "\(Sine.best(1900, sent))")
  }

  @Test(
    "an answer that calls Opus by another clock or channel than it has is none, and the far side gets its BYE",
    arguments: ["opus/48000", "opus/8000/2", "opus/48000/1", "G722/8000", "opus"])
  func odd(_ name: String) async throws {
    let sipp = try Sipp("odd-opus", status: name)
    let call = try await Caller.call("5550100", port: sipp.port, configure: { $0.audio = [.opus] })
    #expect(call.released == .failed)
    #expect(call.outcome.callResult == .callDropError, "\(call.outcome.reason)")
    #expect(sipp.end() == 0, "\(sipp.errors)")
  }

  @Test("a person and a busy tone are told by Opus alone")
  func told() async throws {
    let us = try #require(TonePlan.of("us"))
    let hello = try Recording(
      contentsOf: root.appending(path: "Samples/live-us-hello-female.wav").path
    ).samples
    let entries = [
      FarEndScript.Entry(
        number: "1", name: "Ann", expected: nil,
        behavior: FarEndBehavior(
          rings: .seconds(3), ringback: try #require(us.ringback), answers: true,
          voice: .samples(hello))),
      FarEndScript.Entry(
        number: "2", name: "Bob", expected: nil,
        behavior: FarEndBehavior(early: .tone(try #require(us.busy)), answers: false)),
    ]
    var options = SIPEndpoint.Options()
    options.speed = 4
    let exchange = try SIPExchange(
      options, script: FarEndScript(plan: us, entries: entries), logger: quiet)
    try await exchange.start()
    for (number, outcome) in [("1", Outcome.liveVoice), ("2", .busy)] {
      let call = try await Caller.call(
        number, port: exchange.port, speed: 4, configure: { $0.audio = [.opus] })
      #expect(call.outcome.outcome == outcome, "\(call.outcome.reason)")
      #expect(call.outcome.chain.contains("opus"))
    }
    await exchange.stop()
  }

  @Test("digits pass between a call by Opus and one by G.711, once each and in order")
  func digits() async throws {
    let far = SIPEndpoint(SIPEndpoint.Options(), takesCalls: true, logger: quiet)
    try await far.start()
    let (wide, narrow) = (DigitListener(), DigitListener())
    far.onCall { call in
      let party = call.target == "1" ? wide : narrow
      party.call.withLock { $0 = call }
      call.take(party, status: 200, phrase: "OK", offers: call.target == "1" ? [.opus] : [.pcma])
    }
    let near = SIPEndpoint(SIPEndpoint.Options(), logger: quiet)
    var configuration = SIPTrunkConfiguration(name: "carrier", host: "127.0.0.1:\(far.port)")
    configuration.audio = [.pcma, .opus]
    let trunk = try SIPTrunk(configuration, endpoint: near)
    try await near.start()
    var legs: [any Leg] = []
    for number in ["1", "2"] {
      let request = CallRequest(attempt: number, number: number, country: "us")
      let (ear, news) = Listener.make(for: request)
      legs.append(try await trunk.place(request, listener: ear))
      for await event in news { if case .answered = event { break } }
    }
    try await legs[0].join(legs[1])
    try await Task.sleep(for: .milliseconds(300))
    wide.call.withLock { $0 }?.send(digits: "15#")
    narrow.call.withLock { $0 }?.send(digits: "92")
    for _ in 0..<50 where narrow.heard.count < 3 || wide.heard.count < 2 {
      try await Task.sleep(for: .milliseconds(100))
    }
    #expect(narrow.heard == "15#")
    #expect(wide.heard == "92")
    for leg in legs { await leg.hangUp() }
    await near.stop()
    await far.stop()
  }
}

/// A far end that is silent and writes down what is pressed.
private final class DigitListener: MediaParty {
  let call = Mutex<IncomingCall?>(nil)
  private let digits = Mutex("")

  var heard: String { digits.withLock { $0 } }

  func live(hearing heard: Span<Int16>, speaking: inout MutableSpan<Int16>) {
    for index in speaking.indices { speaking[index] = 0 }
  }

  func hear(digit: Character) { digits.withLock { $0.append(digit) } }
}
