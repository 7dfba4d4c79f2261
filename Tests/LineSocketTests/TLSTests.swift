// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import LineSocket
import Testing

@Suite(.timeLimit(.minutes(1)))
struct TLSTests {
  private static let anyPort = Address.tls(host: "127.0.0.1", port: 0)

  private static func port(_ address: Address) throws -> Int {
    guard case .tls(_, let port) = address else { throw LineError(.badAddress, "\(address)") }
    return port
  }

  @Test func `lines go both ways over TLS`() async throws {
    let made = try await TestCertificate()
    let server = LineServer(address: Self.anyPort, identity: try made.identity)
    let sent = (0..<500).map { "line \($0) " + String(repeating: "é", count: $0) }
    let trust = try made.trust
    let received = try await serving(server, echo) { address in
      #expect(address.description.hasPrefix("tls:127.0.0.1:"))
      let connection = try await LineClient.connect(to: address, trust: trust)
      for line in sent { try connection.send(line) }
      return await connection.lines(sent.count)
    }
    #expect(received == sent)
  }

  @Test func `what was sent before closing arrives over TLS, whatever else lies unread`()
    async throws
  {
    let made = try await TestCertificate()
    let refuse: @Sendable (LineConnection) async -> Void = { connection in
      _ = await connection.lines(1)
      try? connection.send("unauthorized")
    }
    let server = LineServer(address: Self.anyPort, identity: try made.identity)
    let trust = try made.trust
    let received = try await serving(server, refuse) { address in
      let connection = try await LineClient.connect(to: address, trust: trust)
      for number in 0..<2000 { try? connection.send("line \(number)") }
      let lines = await connection.lines(.max)
      await connection.closed()
      return lines
    }
    #expect(received == ["unauthorized"])
  }

  @Test func `a stranger's client speaks it by hand, in TLS 1.2 and 1.3 and nothing older`()
    async throws
  {
    let made = try await TestCertificate()
    let answerOnce: @Sendable (LineConnection) async -> Void = { connection in
      for line in await connection.lines(1) { try? connection.send("heard \(line)") }
    }
    let server = LineServer(address: Self.anyPort, identity: try made.identity)
    let certificate = made.certificate
    try await serving(server, answerOnce) { address in
      let place = "127.0.0.1:\(try Self.port(address))"
      for version in ["-tls1_2", "-tls1_3"] {
        let told = try await openssl(
          [
            "s_client", "-connect", place, "-CAfile", certificate, "-verify_return_error",
            "-verify_ip", "127.0.0.1", "-quiet", version,
          ], input: "by hand\n")
        #expect(told.output.contains("heard by hand"), "\(told.output)")
      }
      let old = try await openssl([
        "s_client", "-connect", place, "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0",
      ])
      #expect(old.status != 0)
    }
  }

  @Test func `a server whose root is not trusted, or who is another, is not spoken to`()
    async throws
  {
    let made = try await TestCertificate()
    let other = try await TestCertificate()
    let server = LineServer(address: Self.anyPort, identity: try made.identity)
    let (trust, wrong) = (try made.trust, try other.trust)
    let spoken = try await serving(server, echo) { address in
      let refused = await #expect(throws: LineError.self) {
        _ = try await LineClient.connect(to: address, trust: wrong)
      }
      #expect(refused?.reason == .cannotConnect)
      #expect(refused?.detail.contains("nobody trusted vouches") == true, "\(refused as Any)")
      // Nor without one: the machine's roots do not know it.
      await #expect(throws: LineError.self) { _ = try await LineClient.connect(to: address) }
      let connection = try await LineClient.connect(to: address, trust: trust)
      try connection.send("still here")
      return await connection.lines(1)
    }
    #expect(spoken == ["still here"])

    let elsewhere = try await TestCertificate(for: "DNS:elsewhere.example,IP:10.1.1.1")
    let impostor = LineServer(address: Self.anyPort, identity: try elsewhere.identity)
    let known = try elsewhere.trust
    let error = try await serving(impostor, echo) { address in
      await #expect(throws: LineError.self) {
        _ = try await LineClient.connect(to: address, trust: known)
      }
    }
    #expect(error?.detail.contains("another's") == true, "\(error as Any)")
  }

  @Test func `plain text on a port of TLS is ended, and harms nobody`() async throws {
    let made = try await TestCertificate()
    let (arrivals, arrived) = AsyncStream.makeStream(of: String.self)
    let note: @Sendable (LineConnection) async -> Void = { connection in
      for line in await connection.lines(1) { arrived.yield(line) }
    }
    let server = LineServer(address: Self.anyPort, identity: try made.identity)
    let trust = try made.trust
    try await serving(server, note) { address in
      let plain = try RawTCP(port: try Self.port(address))
      plain.write(Array("{\"Request\":\"RequestAgentLogin\",\"Token\":\"secret\"}\n".utf8))
      #expect(plain.readToEnd() != nil)
      let connection = try await LineClient.connect(to: address, trust: trust)
      try connection.send("first that is served")
      for await line in arrivals {
        #expect(line == "first that is served")
        break
      }
    }
  }

  @Test func `a handshake that is not ended holds no place for ever`() async throws {
    let made = try await TestCertificate()
    var limits = LineLimits()
    limits.connections = 2
    limits.handshakeSeconds = 0.3
    let server = LineServer(address: Self.anyPort, identity: try made.identity, limits: limits)
    let trust = try made.trust
    try await serving(server, echo) { address in
      let port = try Self.port(address)
      let (silent, half) = (try RawTCP(port: port), try RawTCP(port: port))
      // The header of a ClientHello of 512 bytes, and two of them.
      half.write([22, 3, 1, 2, 0, 1, 0])
      // Every place is taken, for a while.
      #expect(silent.readToEnd() == [])
      #expect(half.readToEnd() != nil)
      let connection = try await LineClient.connect(to: address, trust: trust)
      try connection.send("served")
      #expect(await connection.lines(1) == ["served"])
    }
  }

  @Test func `a client is told where no TLS is spoken`() async throws {
    let server = LineServer(address: .tcp(host: "127.0.0.1", port: 0))
    let error = try await serving(server, echo) { address -> LineError? in
      guard case .tcp(let host, let port) = address else { return nil }
      return await #expect(throws: LineError.self) {
        _ = try await LineClient.connect(to: .tls(host: host, port: port))
      }
    }
    #expect(error?.reason == .cannotConnect)
    #expect(error?.detail.contains("no TLS is spoken there") == true, "\(error as Any)")
    let naked = await #expect(throws: LineError.self) {
      try await LineServer(address: Self.anyPort).run(echo)
    }
    #expect(naked?.reason == .cannotListen)
  }

  @Test func `files that are no certificate or key are named`() async throws {
    let made = try await TestCertificate()
    let other = try await TestCertificate()
    let faults: [(reason: LineError.Reason, text: String, read: () throws -> Void)] = [
      (
        .badCertificate, "/nowhere.pem",
        { _ = try TLSIdentity(certificate: "/nowhere.pem", key: made.key) }
      ),
      (
        .badKey, "/nowhere.key",
        { _ = try TLSIdentity(certificate: made.certificate, key: "/nowhere.key") }
      ),
      (.badCertificate, made.key, { _ = try TLSIdentity(certificate: made.key, key: made.key) }),
      (
        .badKey, "no private key in PEM",
        { _ = try TLSIdentity(certificate: made.certificate, key: made.certificate) }
      ),
      (
        .badKey, "\(other.key) is not the key of the first certificate in \(made.certificate)",
        { _ = try TLSIdentity(certificate: made.certificate, key: other.key) }
      ),
      (.badCertificate, "/nowhere.pem", { _ = try TLSTrust(authorities: "/nowhere.pem") }),
      (.badCertificate, "no certificate in PEM", { _ = try TLSTrust(authorities: made.key) }),
    ]
    for (reason, text, read) in faults {
      let error = #expect(throws: LineError.self) { try read() }
      #expect(error?.reason == reason && error?.detail.contains(text) == true, "\(error as Any)")
    }
    let days = try made.identity.expires.timeIntervalSinceNow / 86400
    #expect(days > 1.9 && days < 2.1)
  }
}
