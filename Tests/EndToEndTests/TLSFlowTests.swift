// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import Testing

/// Gateway, OCS, desktop and supervisor as processes that trust one certificate and no network.
@Suite(.timeLimit(.minutes(1)))
struct TLSFlowTests {
  private let folder: TemporaryFolder

  init() async throws {
    folder = try TemporaryFolder()
    for name in ["ocs", "other"] {
      let made = try await Self.openssl([
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
        "90", "-subj", "/CN=\(name)", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
        file("\(name).key"), "-out", file("\(name).pem"),
      ])
      try #require(made.status == 0, "\(made.output)")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o600], ofItemAtPath: file("\(name).key"))
    }
  }

  private func file(_ name: String) -> String { folder.file(name).path }

  private func write(_ text: String, _ name: String) throws {
    try Data((text + "\n").utf8).write(to: folder.file(name))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file(name))
  }

  /// Runs openssl with a standard input, which then ends; what it says on both outputs.
  private static func openssl(
    _ arguments: [String], input: String = ""
  ) async throws -> (status: Int32, output: String) {
    let folder = try TemporaryFolder()
    try Data(input.utf8).write(to: folder.file("input"))
    try Data().write(to: folder.file("output"))
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/openssl")
    process.arguments = arguments
    process.standardInput = try FileHandle(forReadingFrom: folder.file("input"))
    let output = try FileHandle(forWritingTo: folder.file("output"))
    process.standardOutput = output
    process.standardError = output
    let (ends, end) = AsyncStream.makeStream(of: Int32.self)
    process.terminationHandler = {
      end.yield($0.terminationStatus)
      end.finish()
    }
    try process.run()
    for await status in ends {
      return (status, try String(contentsOf: folder.file("output"), encoding: .utf8))
    }
    return (-1, "")
  }

  /// A service of this configuration, and the ports that its log gives.
  private func start(_ name: String, _ what: [String]) async throws -> (ServiceProcess, [Int]) {
    let service = try ServiceProcess(
      [name, "--config", file("\(name).yaml")], errors: folder.file("\(name).log"))
    var ports: [Int] = []
    for what in what { ports.append(try await port(what, in: name)) }
    return (service, ports)
  }

  private func port(_ what: String, in name: String) async throws -> Int {
    let log = try await logged("] \(what)\n", in: name)
    let line = try #require(log.split(separator: "\n").first { $0.hasSuffix("] \(what)") })
    let rest = try #require(line.components(separatedBy: "address=tls:127.0.0.1:").last)
    return try #require(Int(rest.prefix { $0.isNumber }))
  }

  @discardableResult
  private func logged(_ text: String, in name: String) async throws -> String {
    let end = ContinuousClock.now + .seconds(20)
    while true {
      let log = (try? String(contentsOf: folder.file("\(name).log"), encoding: .utf8)) ?? ""
      if log.contains(text) { return log }
      guard ContinuousClock.now < end else {
        throw ContactCentre.Late(description: "no \(text) in \(log)")
      }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  @Test
  func `gateway, OCS, desktop and supervisor speak TLS to one another, and a stranger by hand`()
    async throws
  {
    try write(
      """
      listen: tls:127.0.0.1:0
      certificate: ocs.pem
      key: ocs.key
      token: secret
      journal: gateway.journal
      board: loopback:2
      """, "gateway.yaml")
    let (gateway, gatewayPorts) = try await start("gateway", ["listening"])
    try write(
      """
      database: lists.sqlite
      gateway: {address: "tls:127.0.0.1:\(gatewayPorts[0])", authorities: ocs.pem, token: secret}
      desk: {listen: "tls:127.0.0.1:0", certificate: ocs.pem, key: ocs.key, token: secret}
      control: {listen: "tls:127.0.0.1:0", certificate: ocs.pem, key: ocs.key, token: secret}
      campaign: {name: spring, caller_id: "5550000"}
      """, "ocs.yaml")
    let (ocs, ports) = try await start("ocs", ["listening", "control listening"])
    try await logged("gateway connected", in: "ocs")
    let (desk, control) = (ports[0], ports[1])

    for (name, status) in [("ocs", Int32(0)), ("other", 1)] {
      try write(
        "control: {address: \"tls:127.0.0.1:\(control)\", authorities: \(name).pem, token: secret}",
        "supervisor.yaml")
      let told = try await Earshot.run([
        "campaign", "status", "spring", "--config", file("supervisor.yaml"),
      ])
      #expect(told.status == status, "\(told)")
      #expect(status == 0 ? told.output.contains("Running") : told.errors.contains("vouches"))
    }

    let desktop = try TerminalDesktop(
      agent: "a1", place: "9001", desk: "tls:127.0.0.1:\(desk)",
      options: ["--authorities", file("ocs.pem")])
    try await desktop.told("EventAgentLogin")
    try await desktop.ask("cancel number 2099", "RecordCancelAcknowledge")
    try await desktop.ask("dnc customer c-9", "DoNotCallAcknowledge")
    try desktop.type("quit")
    #expect(try await desktop.status() == 0)

    func login(_ token: String) -> String {
      "{\"Request\":\"RequestAgentLogin\",\"ReferenceID\":1,\"AgentID\":\"a2\",\"Place\":\"9002\",\"Token\":\"\(token)\"}\n"
    }
    // The second, wrong, ends the connection.
    let byHand = try await Self.openssl(
      [
        "s_client", "-connect", "127.0.0.1:\(desk)", "-CAfile", file("ocs.pem"),
        "-verify_return_error", "-quiet",
      ], input: login("secret") + login("wrong"))
    let said: String = byHand.output
    #expect(said.contains("EventAgentLogin") && said.contains("\"ErrorCode\":5"), "\(said)")
    withExtendedLifetime((gateway, ocs)) {}
  }

  @Test func `a configuration's sockets are checked: files, keys, and who could read along`()
    async throws
  {
    func check(_ desk: String) async throws -> (status: Int32, output: String, errors: String) {
      try write(
        """
        database: lists.sqlite
        gateway: {address: "unix:cpd.sock", token: 0123456789abcdef0123}
        campaign: {name: autumn, caller_id: "4930123456"}
        desk:
          token: 0123456789abcdef0123
        \(desk)
        """, "ocs.yaml")
      return try await Earshot.run(["config", "check", file("ocs.yaml")])
    }
    let well = try await check(
      "  listen: tls:0.0.0.0:7400\n  certificate: ocs.pem\n  key: ocs.key")
    #expect(well.status == 0 && !well.output.contains("chmod"), "\(well)")
    for (lines, place, text) in [
      ("  listen: tls:0.0.0.0:7400", ":5:", "'desk.certificate' is missing"),
      (
        "  listen: tls:0.0.0.0:7400\n  certificate: no.pem\n  key: ocs.key", ":7:",
        "there is no file"
      ),
      (
        "  listen: tls:0.0.0.0:7400\n  certificate: ocs.pem\n  key: other.key", ":8:",
        "other.key is not the key of the first certificate in"
      ),
      ("  listen: tcp:0.0.0.0:7400", ":6:", "plain_text: true"),
      ("  listen: tcp:127.0.0.1:7400\n  key: ocs.key", ":7:", "'key' is for TLS"),
    ] {
      let bad = try await check(lines)
      #expect(bad.status == 2 && bad.errors.contains(text), "\(lines): \(bad)")
      #expect(bad.errors.contains("ocs.yaml\(place)"), "\(lines): \(bad)")
    }
    #expect(try await check("  listen: tcp:0.0.0.0:7400\n  plain_text: true").status == 0)
    #expect(try await check("  listen: tcp:127.0.0.1:7400").status == 0)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o644], ofItemAtPath: file("ocs.key"))
    let readable = try await check(
      "  listen: tls:0.0.0.0:7400\n  certificate: ocs.pem\n  key: ocs.key")
    #expect(readable.output.contains("ocs.key: holds secrets that others may read"), "\(readable)")
  }
}
