// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Calls
import LineSocket
import Testing

/// OCS's end of the link, played by hand. Lines that come while it waits for another are kept.
struct TestOCS {
  let connection: LineConnection
  private var lines: LineConnection.Inbound.Iterator
  private var kept: [CPDLine] = []
  private var lastID = 0

  init(on address: Address) async throws {
    connection = try await LineClient.connect(to: address)
    lines = connection.inbound.makeAsyncIterator()
  }

  /// Connected, and let in.
  static func greeted(
    _ address: Address, name: String = "ocs"
  ) async throws -> TestOCS {
    var ocs = try await TestOCS(on: address)
    let reply = try await ocs.ask(.hello(Hello(token: TestServer.token, name: name)))
    guard case .ack(_, .welcome) = reply else { throw Unexpected(line: "\(reply)") }
    return ocs
  }

  struct Unexpected: Error { var line: String }

  mutating func send(_ message: CPDMessage) throws -> Int {
    lastID += 1
    try connection.send(try CPDLine.message(id: lastID, message).encoded())
    return lastID
  }

  /// Sends a message, and waits for its reply.
  mutating func ask(_ message: CPDMessage) async throws -> CPDReply {
    try await reply(to: try send(message))
  }

  mutating func reply(to id: Int) async throws -> CPDReply {
    try await next { line in
      switch line {
      case .reply(.ack(id, let ack)): .ack(re: id, ack)
      case .reply(.error(id, let error)): .error(re: id, error)
      default: nil
      }
    }
  }

  /// The code of the error that a message gets; nil for an acknowledgement.
  mutating func error(_ message: CPDMessage) async throws -> CPDError.Code? {
    try await ask(message).code
  }

  mutating func dial(
    _ attempt: String, number: String = "5550100", analysis: Double = 1, agentWait: Double = 2
  ) async throws {
    let profile = CallProfile(
      ringSeconds: 15, analysisSeconds: analysis, agentWaitSeconds: agentWait)
    let request = CallRequest(
      attempt: attempt, number: number, country: "us", profile: profile)
    try #require(try await error(.dial(request)) == nil)
  }

  /// The next line that `wanted` makes something of.
  mutating func next<Wanted>(_ wanted: (CPDLine) -> Wanted?) async throws -> Wanted {
    for index in kept.indices {
      if let found = wanted(kept[index]) {
        kept.remove(at: index)
        return found
      }
    }
    while let output = await lines.next() {
      guard case .line(let text) = output else { throw Unexpected(line: "\(output)") }
      let line = try CPDLine(parsing: text)
      if let found = wanted(line) { return found }
      kept.append(line)
    }
    throw Unexpected(line: "the connection ended")
  }

  /// The next result, and the id to acknowledge it by.
  mutating func result() async throws -> (id: Int, outcome: CallOutcome) {
    try await next { line in
      if case .message(let id, .result(let outcome)) = line { (id, outcome) } else { nil }
    }
  }

  mutating func progress(_ state: Progress.State) async throws -> Progress {
    try await next { line in
      if case .message(_, .progress(let progress)) = line, progress.state == state {
        progress
      } else {
        nil
      }
    }
  }

  func acknowledge(_ id: Int) throws { try connection.send(try CPDLine.ack(id).encoded()) }

  func refuse(_ id: Int, _ code: CPDError.Code) throws {
    try connection.send(try CPDLine.error(id, code, "not now").encoded())
  }

  /// What the server knows of an attempt.
  mutating func query(_ attempt: String) async throws -> (CPDAck.AttemptState, CallOutcome?) {
    let reply = try await ask(.query(attempt: attempt))
    guard case .ack(_, .attempt(let state, let result)) = reply else {
      throw Unexpected(line: "\(reply)")
    }
    return (state, result)
  }

  /// The results that came before the server's answer to a ping: all that it had to send so far.
  mutating func resultsSoFar() async throws -> [CallOutcome] {
    _ = try await ask(.ping)
    return kept.compactMap {
      if case .message(_, .result(let outcome)) = $0 { outcome } else { nil }
    }
  }

  /// Reads to the end of the connection.
  mutating func untilClosed() async throws -> [CPDLine] {
    while let output = await lines.next() {
      if case .line(let text) = output { kept.append(try CPDLine(parsing: text)) }
    }
    return kept
  }
}

extension CPDReply {
  /// The error's code; nil for an acknowledgement.
  var code: CPDError.Code? {
    if case .error(_, let error) = self { error.code } else { nil }
  }
}
