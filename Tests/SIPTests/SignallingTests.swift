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

/// What a trunk says beside a call's INVITE and BYE, to far sides that others wrote.
@Suite("signalling", .serialized)
struct SignallingTests {
  private var hello: [Int16] {
    get throws {
      try Recording(
        contentsOf: root.appending(path: "Samples/live-us-hello-female.wav").path
      ).samples + [Int16](repeating: 0, count: 80_000)
    }
  }

  /// Runs `body` with a trunk to `port` that is served.
  private func served(
    _ port: UInt16, _ configure: (inout SIPTrunkConfiguration) -> Void = { _ in },
    _ body: (SIPTrunk) async throws -> Void
  ) async throws {
    let endpoint = SIPEndpoint(SIPEndpoint.Options(), logger: quiet)
    var configuration = SIPTrunkConfiguration(name: "carrier", host: "127.0.0.1:\(port)")
    configure(&configuration)
    let trunk = try SIPTrunk(configuration, endpoint: endpoint)
    try await endpoint.start()
    let serving = Task { await trunk.serve() }
    try await body(trunk)
    serving.cancel()
    await serving.value
    await endpoint.stop()
  }

  /// Waits, 3 s at most, until `isSo`.
  private func wait(_ isSo: () -> Bool) async {
    for _ in 0..<300 where !isSo() { try? await Task.sleep(for: .milliseconds(10)) }
  }

  @Test("a trunk registers with digest, refreshes before it expires, and says goodbye")
  func registers() async throws {
    let sipp = try Sipp("register")
    try await served(sipp.port) {
      $0.registers = true
      $0.username = "ann"
      $0.password = "secret"
      $0.expires = 60
    } _: { trunk in
      await wait { trunk.isRegistered != nil }
      #expect(trunk.isRegistered == true)
      // The registrar grants 2 s.
      try await Task.sleep(for: .seconds(2.2))
    }
    #expect(sipp.end() == 0, "\(sipp.errors)")
  }

  @Test("a registrar that challenges the farewell is answered before the stack ends")
  func farewell() async throws {
    let sipp = try Sipp("register-farewell")
    try await served(sipp.port) {
      $0.registers = true
      $0.username = "ann"
      $0.password = "secret"
    } _: { trunk in
      await wait { trunk.isRegistered != nil }
      #expect(trunk.isRegistered == true)
    }
    #expect(sipp.end() == 0, "\(sipp.errors)")
  }

  @Test("a call is handed over by REFER, and this end leaves once the far side has got there")
  func refer() async throws {
    let sipp = try Sipp("refer")
    try await served(sipp.port) { trunk in
      let request = CallRequest(attempt: "a", number: "5550100")
      let (listener, events) = Listener.make(for: request)
      let leg = try #require(try await trunk.place(request, listener: listener) as? SIPLeg)
      var told: [String] = []
      for await event in events {
        switch event {
        case .answered: try await leg.refer(to: "sip:agent@127.0.0.1")
        case .heard(let event) where event.name == "REFER": told.append(event.text ?? "")
        case .ended(let cause, _): #expect(cause == .local)
        default: break
        }
      }
      #expect(told == ["100", "200"])
      await #expect(throws: TrunkError.self) { try await leg.refer(to: "sip:agent@127.0.0.1") }
    }
    #expect(sipp.end() == 0, "\(sipp.errors)")
  }

  @Test(
    "session timers: refreshes go out and a lost call ends; 422 is met; a far side that does not refresh is let go",
    arguments: ["timer-update", "timer-invite", "timer-lost"])
  func timers(_ scenario: String) async throws {
    // The INVITE behind a 422 is a call of its own to sipp.
    let sipp = try Sipp(
      scenario, playing: try hello, calls: scenario == "timer-invite" ? 2 : 1)
    let call = try await Caller.call("5550100", port: sipp.port) {
      if scenario == "timer-invite" { $0.sessionInterval = 90 }
    } endpoint: {
      // 45 s to a refresh are 0.45 s.
      $0.sessionSecond = 10
    } whileLive: {
      _ = await $0.released
    }
    if scenario == "timer-invite" {
      #expect(call.signals.contains("BYE"))
    } else {
      #expect(call.released == .failed, "\(call.outcome.reason)")
    }
    #expect(sipp.end() == 0, "\(scenario): \(sipp.errors)")
  }

  @Test("a far side that gives the refreshing up by a re-INVITE gets it done, and is not let go")
  func timerTurned() async throws {
    let sipp = try Sipp("timer-turned", playing: try hello)
    let call = try await Caller.call("5550100", port: sipp.port) {
      $0.mediaTimeout = nil
    } endpoint: {
      // 45 s to a refresh are 0.9 s, 60 s without one 1.2 s.
      $0.sessionSecond = 20
    } whileLive: {
      _ = await $0.released
    }
    #expect(call.released == .remote, "\(call.outcome.reason)")
    #expect(sipp.end() == 0, "\(sipp.errors)")
  }

  @Test("a far side that audits its call by OPTIONS is told that it is up, and what it may ask for")
  func audited() async throws {
    let sipp = try Sipp("audit", playing: try hello)
    let call = try await Caller.call(
      "5550100", port: sipp.port, whileLive: { _ = await $0.released })
    #expect(call.outcome.callResult == .answer, "\(call.outcome.reason)")
    #expect(call.released == .remote)
    #expect(sipp.end() == 0, "\(sipp.errors)")
  }

  @Test("a trunk may be TCP")
  func tcp() async throws {
    let sipp = try Sipp("refuse", status: "486 Busy Here", overTCP: true)
    let call = try await Caller.call("5550100", port: sipp.port) { $0.transport = .tcp }
    #expect(call.outcome.outcome == .busy, "\(call.outcome.reason)")
    #expect(sipp.end() == 0, "\(sipp.errors)")
  }

  @Test("a redirection is followed; one without end is given up after 16")
  func redirected() async throws {
    let there = try Sipp("refuse", status: "486 Busy Here")
    let first = try Sipp("redirect", status: "sip:5550100@127.0.0.1:\(there.port)")
    let call = try await Caller.call("5550100", port: first.port)
    #expect(call.outcome.outcome == .busy, "\(call.outcome.reason)")
    #expect(first.end() == 0 && there.end() == 0, "\(there.errors)")
    let circle = try Sipp("redirect", status: "sip:5550100@127.0.0.1:[local_port]", calls: 16)
    let lost = try await Caller.call("5550100", port: circle.port)
    #expect(lost.outcome.callResult == .sitIntercept, "\(lost.outcome.reason)")
    #expect(circle.end() == 0, "\(circle.errors)")
  }

  @Test("503 with Retry-After: the next call is not even tried")
  func retryAfter() async throws {
    let sipp = try Sipp("refuse", status: "503 Service Unavailable", reason: "Retry-After: 30")
    try await served(sipp.port) { trunk in
      let request = CallRequest(attempt: "a", number: "5550100", country: "us")
      let first = await Caller.call(request, on: trunk)
      #expect(first.outcome.callResult == .allTrunksBusy)
      let second = await Caller.call(request, on: trunk)
      #expect(second.outcome.callResult == .noFreePortError)
      #expect(second.outcome.reason.contains("wants none for 30 s"), "\(second.outcome.reason)")
    }
    #expect(sipp.end() == 0, "\(sipp.errors)")
  }

  @Test("a far side that answers no OPTIONS any more gets no calls")
  func heartbeat() async throws {
    let sipp = try Sipp("options", calls: 3)
    try await served(sipp.port) {
      $0.heartbeat = 0.2
    } _: { trunk in
      let request = CallRequest(attempt: "a", number: "5550100", country: "us")
      #expect(sipp.end() == 0, "\(sipp.errors)")
      // Three beats were answered; two more will not be.
      try await Task.sleep(for: .seconds(0.9))
      let call = await Caller.call(request, on: trunk)
      #expect(call.outcome.callResult == .switchError)
      #expect(call.outcome.reason.contains("answers no OPTIONS"), "\(call.outcome.reason)")
    }
  }

  @Test("where one trunk is full, the next takes the call")
  func limits() async throws {
    let us = try #require(TonePlan.of("us"))
    let script = FarEndScript(
      plan: us,
      entries: [
        FarEndScript.Entry(
          number: "5550100", name: "Ann", expected: nil,
          behavior: FarEndBehavior(answers: true, voice: .samples(try hello)))
      ])
    var options = SIPEndpoint.Options()
    options.speed = 4
    let exchanges = try [0, 1].map { _ in
      try SIPExchange(options, script: script, logger: quiet)
    }
    let endpoint = SIPEndpoint(options, logger: quiet)
    try await endpoint.start()
    var trunks: [SIPTrunk] = []
    for (index, exchange) in exchanges.enumerated() {
      try await exchange.start()
      var configuration = SIPTrunkConfiguration(
        name: "t\(index)", host: "127.0.0.1:\(exchange.port)")
      configuration.calls = 1
      trunks.append(try SIPTrunk(configuration, endpoint: endpoint))
    }
    let group = TrunkGroup(name: "trunks", trunks)
    var calls: [Caller] = []
    await withTaskGroup(of: Caller.self) { tasks in
      for attempt in ["a", "b", "c"] {
        tasks.addTask {
          await Caller.call(
            CallRequest(attempt: attempt, number: "5550100", country: "us"), on: group)
        }
      }
      for await call in tasks { calls.append(call) }
    }
    #expect(calls.count { $0.outcome.callResult == .answer } == 2)
    #expect(calls.count { $0.outcome.callResult == .noFreePortError } == 1)
    #expect(exchanges.map(\.arrivals.arrivals) == [1, 1])
    await endpoint.stop()
    for exchange in exchanges { await exchange.stop() }
  }

  @Test("over TLS a far side is heard whose certificate is trusted and its own; no other is called")
  func tls() async throws {
    let good = try Certificates(for: "IP:127.0.0.1")
    let other = try Certificates(for: "DNS:elsewhere.example")
    for (certificate, authority, isTaken) in [
      (good.farSide, good.authority, true), (good.farSide, other.authority, false),
      (other.farSide, other.authority, false),
    ] {
      let phone = try Baresip(voice: try hello, isSecure: true, certificate: certificate)
      defer { phone.end() }
      let call = try await Caller.call(
        "sip:phone@127.0.0.1:\(phone.securePort);transport=tls", port: phone.securePort
      ) {
        $0.transport = .tls
        $0.isSecure = true
      } endpoint: {
        $0.authorities = authority.path
        $0.peers = ["127.0.0.1"]
      }
      #expect((call.outcome.outcome == .liveVoice) == isTaken, "\(call.outcome.reason)")
      if !isTaken {
        #expect(call.outcome.reason.contains("certificate is not taken"), "\(call.outcome.reason)")
      }
    }
  }
}
