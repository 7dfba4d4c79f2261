// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CPDLink
import Calls
import Detection
import Foundation
import LineSocket
import Testing

/// A CPD server that does what the test says. It lets OCS in by itself, and answers pings.
final class FakeGateway: Sendable {
  let address: Address
  private let arrivals: AsyncStream<LineConnection>
  private let source: AsyncStream<LineConnection>.Continuation

  init(at address: Address) {
    self.address = address
    (arrivals, source) = AsyncStream.makeStream()
  }

  /// Until its task is cancelled.
  func run() async throws {
    try await LineServer(address: address).run { connection in
      self.source.yield(connection)
      await connection.closed()
    }
  }

  /// The next connection, as it comes: hello has not been answered.
  func nextConnection() async throws -> Peer {
    for await connection in arrivals { return Peer(connection) }
    throw CancellationError()
  }

  /// The next connection, let in.
  func nextPeer(lines: Int = 8) async throws -> Peer {
    try await nextNamedPeer(lines: lines).peer
  }

  /// The next connection, let in, and the name by which it goes.
  func nextNamedPeer(lines: Int = 8) async throws -> (name: String, peer: Peer) {
    let peer = try await nextConnection()
    guard case .message(let id, .hello(let hello)) = try await peer.next() else {
      throw Unexpected()
    }
    try peer.ack(id, .welcome(CPDAck.Welcome(name: "fake", lines: lines)))
    return (hello.name, peer)
  }

  struct Unexpected: Error {}

  /// One connection of OCS.
  final class Peer {
    let connection: LineConnection
    private var lines: LineConnection.Inbound.Iterator
    private var reception = Reception.server(token: Token("link"))
    private var lastID = 0
    /// Whether pings are answered and left out.
    var answersPings = true

    init(_ connection: LineConnection) {
      self.connection = connection
      lines = connection.inbound.makeAsyncIterator()
    }

    /// What comes next; throws when the connection has ended.
    func next() async throws -> Reception.Event {
      while let line = await lines.next() {
        let event = reception.receive(line)
        guard answersPings, case .message(let id, .ping) = event else { return event }
        try ack(id)
      }
      throw CancellationError()
    }

    func send(_ line: CPDLine) throws { try connection.send(try line.encoded()) }
    func ack(_ id: Int, _ ack: CPDAck = .plain) throws { try send(.ack(id, ack)) }

    /// Sends a message; its id.
    @discardableResult
    func send(_ message: CPDMessage) throws -> Int {
      lastID += 1
      try send(.message(id: lastID, message))
      return lastID
    }

    /// Sends a message and waits until it is acknowledged.
    func deliver(_ message: CPDMessage, _ location: SourceLocation = #_sourceLocation) async throws
    {
      let id = try send(message)
      try await acknowledged(id, location)
    }

    func acknowledged(_ id: Int, _ location: SourceLocation = #_sourceLocation) async throws {
      let event = try await next()
      #expect(event == .reply(.ack(re: id, .plain)), sourceLocation: location)
    }

    /// The next message, which must be a dial: acknowledged unless told otherwise.
    func dial(acknowledging: Bool = true) async throws -> CallRequest {
      guard case .message(let id, .dial(let request)) = try await next() else { throw Unexpected() }
      if acknowledging { try ack(id) }
      return request
    }

    /// The next message, acknowledged.
    func message(_ ack: CPDAck = .plain) async throws -> CPDMessage {
      guard case .message(let id, let message) = try await next() else { throw Unexpected() }
      try self.ack(id, ack)
      return message
    }

    func progress(
      _ attempt: String, _ state: CPDLink.Progress.State, event: CallEvent? = nil,
      cause: CPDLink.Progress.Cause? = nil
    ) async throws {
      try await deliver(
        .progress(
          CPDLink.Progress(
            attempt: attempt, line: "3", state: state, at: .zero, event: event, cause: cause)))
    }
  }
}

extension CallOutcome {
  init(_ attempt: String, _ outcome: Outcome) {
    self.init(
      attempt: attempt, outcome: outcome, callResult: outcome.callResult(answered: true),
      confidence: 0.9, decidedAt: SampleTime(seconds: 2), line: "3", reason: "as the test has it")
  }
}
