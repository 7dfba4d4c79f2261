// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Calls
import Gateway
import LineSocket
import Testing

/// What a CPD server bears, over real sockets.
@Suite(.timeLimit(.minutes(1)))
struct CPDServerAbuseTests {
  @Test func `a wrong token is refused and the connection ends`() async throws {
    try await TestServer.run { server in
      var stranger = try await TestOCS(on: server.address)
      let hello = Hello(token: Token("correct horst"), name: "ocs")
      #expect(try await stranger.error(.hello(hello)) == .unauthorized)
      #expect(try await stranger.untilClosed() == [])
    }
  }

  @Test func `nothing is done before hello`() async throws {
    try await TestServer.run { server in
      var stranger = try await TestOCS(on: server.address)
      let request = CallRequest(attempt: "a", number: "5550100")
      #expect(try await stranger.error(.dial(request)) == .unauthorized)
      #expect(try await stranger.untilClosed() == [])
      #expect(server.trunk.calls == 0)
    }
  }

  @Test func `who says nothing is shown out`() async throws {
    var server = try TestServer(folder: TestFolder())
    server.configuration.helloTimeout = .milliseconds(1)
    try await server.run { server in
      var stranger = try await TestOCS(on: server.address)
      #expect(try await stranger.untilClosed() == [])
    }
  }

  @Test func `a flood of garbage gets its errors and stops nothing`() async throws {
    let garbage = [
      "", "{", "nonsense", "[]", "null", #"{"type":"dial"}"#, #"{"id":-1,"type":"ping"}"#,
      #"{"id":"x","type":"ping"}"#, #"{"type":"result","id":1e99}"#, "\u{0}\u{1}",
      #"{"type":"ack","re":999}"#, #"{"type":"error","re":12,"code":"zzz"}"#,
      #"{"id":1,"type":"hello","version":1,"token":"","name":""}"#,
      String(repeating: "[", count: 20_000), String(repeating: "x", count: 70_000),
    ]
    try await TestServer.run { server in
      var other = try await TestOCS.greeted(server.address, name: "other")
      var ocs = try await TestOCS.greeted(server.address)
      for _ in 0..<20 { for line in garbage { try ocs.connection.send(line) } }
      // Twelve of the fifteen are refused; an empty line and replies that nobody waits for are passed over.
      for _ in 0..<(20 * 12) {
        _ = try await ocs.next { if case .reply(.error) = $0 { true } else { nil } }
      }
      #expect(try await ocs.error(.ping) == nil)
      try await ocs.dial("a")
      try await server.trunk.leg().beBusy()
      #expect(try await ocs.result().outcome.callResult == .busy)
      #expect(try await other.error(.ping) == nil)
    }
  }

  @Test func `a peer that does not read keeps nobody else waiting`() async throws {
    try await TestServer.run { server in
      let deaf = try await TestOCS.greeted(server.address, name: "deaf")
      var other = try await TestOCS.greeted(server.address, name: "other")
      for _ in 0..<20_000 { try deaf.connection.send("x") }
      try await other.dial("a")
      try await server.trunk.leg().beBusy()
      #expect(try await other.result().outcome.callResult == .busy)
    }
  }

  @Test func `no log line gives away a number or the token`() async throws {
    let server = try TestServer(folder: TestFolder())
    try await server.run { server in
      var stranger = try await TestOCS(on: server.address)
      _ = try await stranger.ask(.hello(Hello(token: Token("open sesame"), name: "x")))
      var ocs = try await TestOCS.greeted(server.address)
      try await ocs.dial("a", number: "+442071838750")
      let leg = try await server.trunk.leg()
      let again = CallRequest(attempt: "a", number: "+442071838750")
      #expect(try await ocs.error(.dial(again)) == .duplicateAttempt)
      leg.beAPerson()
      _ = try await ocs.result()
      #expect(try await ocs.error(.transfer(attempt: "a", to: "70015550100")) == nil)
      try await server.trunk.leg().answer()
      _ = try await ocs.progress(.transferred)
    }
    let log = server.log.text
    #expect(log.contains("a: dialing •••••••••••50"))
    #expect(log.contains("•••••••••00"))
    for secret in ["2071838750", "70015550100", "correct horse", "open sesame"] {
      #expect(!log.contains(secret))
    }
  }
}
