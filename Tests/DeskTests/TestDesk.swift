// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Desk
import Foundation
import LineSocket
import Logging
import OutboundContact
import Testing

/// A desk on a Unix socket of its own, for as long as `body` runs.
func withDesk(
  _ change: (inout DeskConfiguration) -> Void = { _ in },
  _ body: (Desk, Address, Clerk) async throws -> Void
) async throws {
  let path = NSTemporaryDirectory() + "desk-\(UUID().uuidString.prefix(8)).sock"
  var configuration = DeskConfiguration(
    address: .unix(path: path), token: Token("agents"), supervisorToken: Token("supervisors"))
  change(&configuration)
  let clerk = Clerk()
  let desk = Desk(
    configuration: configuration, handler: clerk,
    logger: Logger(label: "desk") { _ in SwiftLogNoOpLogHandler() })
  let (open, source) = AsyncStream.makeStream(of: Address.self)
  try await withThrowingTaskGroup { group in
    group.addTask { try await desk.run { source.yield($0) } }
    for await address in open {
      try await body(desk, address, clerk)
      break
    }
    group.cancelAll()
  }
}

/// The handler: what it was handed, in order.
final class Clerk: DeskHandler {
  enum Heard: Sendable, Equatable {
    case request(String, DesktopRequest)
    case gone(String)
    case supervisor

    var name: String {
      switch self {
      case .request(let agent, let request): "\(agent) \(request.name)"
      case .gone(let agent): "\(agent) gone"
      case .supervisor: "supervisor"
      }
    }
  }

  private let heard: AsyncStream<(Heard, @Sendable () -> Void)>
  private let source: AsyncStream<(Heard, @Sendable () -> Void)>.Continuation

  init() { (heard, source) = AsyncStream.makeStream() }

  func take(
    _ request: DesktopRequest, of agent: String, settled: @escaping @Sendable () -> Void
  ) { source.yield((.request(agent, request), settled)) }

  func agentGone(_ agent: String) { source.yield((.gone(agent), {})) }
  func supervisorJoined(_ supervisor: Desk.Supervisor) { source.yield((.supervisor, {})) }

  /// The next that was handed over, and how to settle it.
  func nextHeld() async throws -> (Heard, settle: @Sendable () -> Void) {
    for await next in heard { return next }
    throw CancellationError()
  }

  /// The next, settled at once.
  func next() async throws -> Heard {
    let (heard, settle) = try await nextHeld()
    settle()
    return heard
  }
}

/// A desktop: sends lines, reads lines.
final class Desktop {
  let connection: LineConnection
  private var lines: LineConnection.Inbound.Iterator

  init(at address: Address) async throws {
    connection = try await LineClient.connect(to: address)
    lines = connection.inbound.makeAsyncIterator()
  }

  func send(_ line: String) throws { try connection.send(line) }

  func logIn(_ agent: String, token: String = "agents") throws {
    try send(
      #"{"Request":"RequestAgentLogin","ReferenceID":1,"AgentID":"\#(agent)","#
        + #""Place":"9001","Token":"\#(token)"}"#)
  }

  /// nil when the connection has ended.
  func nextLine() async -> String? {
    guard case .line(let line) = await lines.next() else { return nil }
    return line
  }

  func next() async throws -> DesktopEvent? {
    guard let line = await nextLine() else { return nil }
    return try JSONDecoder().decode(DesktopEvent.self, from: Data(line.utf8))
  }

  /// The number of the error that comes next.
  func nextError() async throws -> Int? {
    let event = try #require(await next())
    return event.attributes.integer(DesktopKey.errorNumber)
      ?? event.attributes.integer(DesktopKey.errorCode)
  }
}
