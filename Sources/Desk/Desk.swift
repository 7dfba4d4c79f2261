// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
public import LineSocket
public import Logging
public import OutboundContact

/// The desktops' socket: agents log in, ask and are told; supervisors watch.
///
/// One connection per agent; a second login takes over. The desk knows no campaign: requests go to its handler, one
/// at a time from each connection, and what the handler has to say comes by `deliver` and `show`. Nothing that a
/// desktop sends, or does not read, can stop it.
public actor Desk {
  /// A supervisor's connection.
  public struct Supervisor: Sendable, Hashable {
    let visitor: Int
  }

  enum Role: Sendable, Hashable {
    case stranger
    case agent(String)
    case supervisor
  }

  struct Visitor {
    let connection: LineConnection
    var role = Role.stranger
  }

  let configuration: DeskConfiguration
  let handler: any DeskHandler
  let logger: Logger
  var visitors: [Int: Visitor] = [:]
  /// The visitor who is the agent.
  var seats: [String: Int] = [:]
  private var lastVisitor = 0

  public init(configuration: DeskConfiguration, handler: any DeskHandler, logger: Logger) {
    self.configuration = configuration
    self.handler = handler
    self.logger = logger
  }

  /// Serves until its task is cancelled. `listening` is called with the address bound. Throws where nobody can
  /// listen there.
  public nonisolated func run(
    listening: @Sendable (Address) async -> Void = { _ in }
  ) async throws(LineError) {
    let server = LineServer(
      address: configuration.address, identity: configuration.identity, limits: configuration.limits
    )
    try await server.run(listening: listening) { await self.serve($0) }
  }

  private nonisolated func serve(_ connection: LineConnection) async {
    let visitor = await enter(connection)
    await withDiscardingTaskGroup { group in
      group.addTask { await self.showOutUnlessKnown(visitor) }
      for await output in connection.inbound {
        guard await self.take(output, from: visitor) else { break }
      }
      group.cancelAll()
    }
    await leave(visitor)
  }

  private func enter(_ connection: LineConnection) -> Int {
    lastVisitor += 1
    visitors[lastVisitor] = Visitor(connection: connection)
    return lastVisitor
  }

  private func showOutUnlessKnown(_ visitor: Int) async {
    do { try await Task.sleep(for: .seconds(configuration.loginSeconds)) } catch { return }
    guard visitors[visitor]?.role == .stranger else { return }
    logger.info("a desktop did not log in", metadata: ["visitor": "\(visitor)"])
    visitors[visitor]?.connection.close()
  }

  private func leave(_ visitor: Int) {
    guard let left = visitors.removeValue(forKey: visitor) else { return }
    guard case .agent(let agent) = left.role, seats[agent] == visitor else { return }
    seats[agent] = nil
    logger.info("agent gone", metadata: ["agent": "\(agent)"])
    handler.agentGone(agent)
  }

  /// Agents whose desktops are connected.
  public var agents: Int { seats.count }

  /// Connections that watch.
  public var supervisors: Int { visitors.values.count { $0.role == .supervisor } }

  // MARK: Telling

  /// Tells an agent; false where he is not there. He is told when he logs in again what he then has to know.
  @discardableResult
  public func deliver(_ event: DesktopEvent, to agent: String) -> Bool {
    guard let visitor = seats[agent] else { return false }
    send(event, to: visitor)
    return true
  }

  /// Shows every supervisor.
  public func show(_ event: MonitorEvent) {
    let line = DeskLine.text(of: event)
    for (visitor, place) in visitors where place.role == .supervisor { send(line, to: visitor) }
  }

  /// Shows one supervisor.
  public func show(_ events: [MonitorEvent], to supervisor: Supervisor) {
    for event in events { send(DeskLine.text(of: event), to: supervisor.visitor) }
  }

  func send(_ event: DesktopEvent, to visitor: Int) {
    send(DeskLine.text(of: event), to: visitor)
  }

  private func send(_ line: String, to visitor: Int) {
    do {
      try visitors[visitor]?.connection.send(line)
    } catch {
      // The connection is over, or is being ended because its peer does not read: its reader sees to the rest.
      logger.debug("not told", metadata: ["visitor": "\(visitor)", "error": "\(error)"])
    }
  }
}
