// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Detection
import Foundation
import SIP
import Testing

/// baresip as the called party and as the agent's telephone.
@Suite("SIP with baresip", .serialized)
struct BaresipTests {
  @Test(
    "a live call is joined to the agent's telephone: each records the other's tone at its level, across the laws of G.711"
  )
  func joined() async throws {
    let hello = try Recording(
      contentsOf: root.appending(path: "Samples/live-us-hello-female.wav").path
    ).samples
    let customer = try Baresip(voice: hello.prefix(24_000) + Sine.samples(700, 60, -20))
    let agent = try Baresip(voice: Sine.samples(1900, 60, -16), codec: "PCMA/8000/1")
    defer {
      customer.end()
      agent.end()
    }
    let place = "sip:phone@127.0.0.1:\(agent.port)"
    let call = try await Caller.call(
      "sip:phone@127.0.0.1:\(customer.port)", port: customer.port,
      whileLive: {
        try? await $0.transfer(to: place)
        try? await Task.sleep(for: .seconds(2.5))
      })
    try await Task.sleep(for: .milliseconds(300))
    customer.end()
    agent.end()
    #expect(call.outcome.outcome == .liveVoice, "\(call.outcome.reason)")
    #expect(call.bridgedAfter != nil, "\(agent.log)")
    let (agentHeard, customerHeard) = (try agent.heard(), try customer.heard())
    #expect(
      abs(Sine.best(700, agentHeard) - -20) < 1,
      "agent heard 700 Hz at \(Sine.best(700, agentHeard))")
    #expect(
      abs(Sine.best(1900, customerHeard) - -16) < 1,
      "customer heard 1900 Hz at \(Sine.best(1900, customerHeard))")
    #expect(Sine.best(1900, agentHeard) < -40)
    #expect(Sine.best(700, customerHeard) < -40)
    // baresip's own answer is in it.
    #expect(call.bridgedAfter ?? .infinity < 500)
  }

  @Test("media are secret where the trunk wants it: both sides hear each other through SRTP")
  func secure() async throws {
    let hello = try Recording(
      contentsOf: root.appending(path: "Samples/live-us-hello-female.wav").path
    ).samples
    let customer = try Baresip(
      voice: hello.prefix(24_000) + Sine.samples(700, 60, -20), isSecure: true)
    defer { customer.end() }
    let message = Sine.samples(1300, 3, -18)
    let call = try await Caller.call(
      "sip:phone@127.0.0.1:\(customer.port)", port: customer.port,
      configure: { $0.isSecure = true },
      whileLive: {
        await $0.play(message)
        try? await Task.sleep(for: .seconds(2.5))
      })
    try await Task.sleep(for: .milliseconds(300))
    customer.end()
    #expect(
      call.outcome.outcome == .liveVoice, "\(call.outcome.reason) \(customer.log.suffix(2000))")
    #expect(call.outcome.chain.contains("SRTP"))
    let heard = try customer.heard()
    #expect(abs(Sine.best(1300, heard) - -18) < 1, "\(Sine.best(1300, heard))")
  }
}
