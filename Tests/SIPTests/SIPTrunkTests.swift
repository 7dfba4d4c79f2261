// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Detection
import Foundation
import Gateway
import SIP
import SIPExchange
import Simulation
import Testing

/// Calls against the far ends of the script, over real sockets, at four times the speed of life.
@Suite("SIP trunk", .serialized)
struct SIPTrunkTests {
  static let speed = 4.0

  private func exchange(_ entries: [FarEndScript.Entry]) async throws -> SIPExchange {
    var options = SIPEndpoint.Options()
    options.speed = SIPTrunkTests.speed
    let plan = try #require(TonePlan.of("us"))
    let exchange = try SIPExchange(
      options, script: FarEndScript(plan: plan, entries: entries), logger: quiet)
    try await exchange.start()
    return exchange
  }

  private func sample(_ name: String) throws -> FarEndSound {
    .samples(try Recording(contentsOf: root.appending(path: "Samples/\(name)").path).samples)
  }

  private func entry(_ number: String, _ behavior: FarEndBehavior) -> FarEndScript.Entry {
    FarEndScript.Entry(number: number, name: number, expected: nil, behavior: behavior)
  }

  @Test("ringback, answer and a person are heard, and the call stays up until it is hung up")
  func person() async throws {
    let us = try #require(TonePlan.of("us"))
    let behavior = FarEndBehavior(
      rings: .seconds(5), ringback: try #require(us.ringback), answers: true, delay: 0.5,
      voice: try sample("live-us-hello-female.wav"))
    let exchange = try await exchange([entry("5550100", behavior)])
    let call = try await Caller.call("555-0100", port: exchange.port, speed: SIPTrunkTests.speed)
    await exchange.stop()
    #expect(call.outcome.outcome == .liveVoice)
    #expect(call.outcome.callResult == .answer)
    #expect(call.released == .local)
    #expect(call.signals.first == "183")
    #expect(call.events.contains { $0.kind == .tone && $0.name == "ringback" })
    let answeredAt = try #require(call.outcome.answeredAt)
    #expect((4.5...7.5).contains(answeredAt.seconds), "answered at \(answeredAt.seconds)")
    #expect(exchange.arrivals.up == 0)
  }

  @Test("busy in early media is heard, and the call is cancelled")
  func busy() async throws {
    let us = try #require(TonePlan.of("us"))
    let behavior = FarEndBehavior(early: .tone(try #require(us.busy)), answers: false)
    let exchange = try await exchange([entry("5550101", behavior)])
    let call = try await Caller.call("5550101", port: exchange.port, speed: SIPTrunkTests.speed)
    await exchange.stop()
    #expect(call.outcome.outcome == .busy)
    #expect(call.outcome.callResult == .busy)
    #expect(exchange.arrivals.up == 0)
  }

  @Test("a number that nobody has is refused, by response and cause")
  func nobody() async throws {
    let exchange = try await exchange([])
    let call = try await Caller.call("5550199", port: exchange.port)
    await exchange.stop()
    #expect(call.outcome.outcome == .numberUnobtainable)
    #expect(call.outcome.callResult == .sitInvalidNum)
    #expect(call.signals == ["100", "404"] || call.signals == ["404"])
    #expect(call.outcome.reason.contains("404 Not Found, Q.850 cause 1"))
  }

  @Test("a call that one trunk cannot send is heard to its end on the next")
  func next() async throws {
    let behavior = FarEndBehavior(answers: true, voice: try sample("live-us-hello-female.wav"))
    let exchange = try await exchange([entry("5550100", behavior)])
    var options = SIPEndpoint.Options()
    options.speed = SIPTrunkTests.speed
    let endpoint = SIPEndpoint(options, logger: quiet)
    let trunks = try ["a.name.that.is.not.looked.up", "127.0.0.1:\(exchange.port)"].map {
      try SIPTrunk(SIPTrunkConfiguration(name: $0, host: $0), endpoint: endpoint)
    }
    try await endpoint.start()
    let call = await Caller.call(
      CallRequest(attempt: "a", number: "5550100", country: "us"),
      on: TrunkGroup(name: "trunks", trunks))
    #expect(call.outcome.outcome == .liveVoice, "\(call.outcome.reason)")
    #expect(call.outcome.callResult == .answer)
    #expect(call.released == .local)
    // The far side has its BYE while the endpoint still serves.
    for _ in 0..<100 where exchange.arrivals.up > 0 { try await Task.sleep(for: .milliseconds(10)) }
    #expect(exchange.arrivals.up == 0)
    await endpoint.stop()
    await exchange.stop()
  }

  @Test("nobody there at all fails the call without a crash, and says so")
  func noFarSide() async throws {
    let call = try await Caller.call("5550100", port: 9, ring: 15) {
      $0.host = "a.name.that.is.not.looked.up"
    }
    #expect(call.outcome.line != nil)
    #expect(call.outcome.reason.contains("name"))
    #expect(call.released == .failed)
  }
}
