// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Foundation
import LineSocket
import Logging
import OCS
import OutboundContact
import Simulation

/// Simulated agents at real sockets, in the campaign's time.
struct SimulatedDesk: Sendable {
  let address: Address
  let agents: [SimulatedAgent]
  let clock: OCSClock
  let logger: Logger
  /// Told of what each agent asks, and is told.
  var tap: @Sendable (Line, String) -> Void = { _, _ in }

  enum Line: Sendable {
    case asked(DesktopRequest)
    case told(DesktopEvent)
  }

  /// Until its task is cancelled. A desk that is not there, or goes away, is looked for again.
  func run() async {
    await withDiscardingTaskGroup { group in
      for agent in agents { group.addTask { await sit(agent) } }
    }
  }

  private enum News: Sendable {
    case connected(LineConnection)
    case agent(SimulatedAgent.Input)
  }

  private func sit(_ agent: SimulatedAgent) async {
    var agent = agent
    var connection: LineConnection?
    let (news, source) = AsyncStream.makeStream(of: News.self)
    await withDiscardingTaskGroup { group in
      group.addTask { await connect(source) }
      for await item in news {
        let input: SimulatedAgent.Input
        switch item {
        case .connected(let new): (connection, input) = (new, .connected)
        case .agent(let heard): input = heard
        }
        if case .told(let event) = input { tap(.told(event), agent.name) }
        for output in agent.handle(input, now: clock.now) {
          switch output {
          case .send(let request):
            tap(.asked(request), agent.name)
            send(request, over: connection)
          case .wait(let number, let seconds):
            group.addTask {
              try? await clock.sleep(until: clock.now + seconds)
              source.yield(.agent(.due(number)))
            }
          }
        }
        if agent.isRefused {
          logger.error("agent refused", metadata: ["agent": "\(agent.name)"])
          group.cancelAll()
        }
      }
      group.cancelAll()
    }
    connection?.close()
  }

  private func connect(_ source: AsyncStream<News>.Continuation) async {
    defer { source.finish() }
    while !Task.isCancelled {
      if let connection = try? await LineClient.connect(to: address) {
        source.yield(.connected(connection))
        for await case .line(let line) in connection.inbound {
          let event = try? JSONDecoder().decode(DesktopEvent.self, from: Data(line.utf8))
          if let event { source.yield(.agent(.told(event))) }
        }
        connection.close()
        source.yield(.agent(.disconnected))
      }
      try? await Task.sleep(for: .milliseconds(100))
    }
  }

  private func send(_ request: DesktopRequest, over connection: LineConnection?) {
    guard let data = try? JSONEncoder().encode(request) else { return }
    // Where it fails the connection is over, and its reader says so.
    try? connection?.send(String(decoding: data, as: UTF8.self))
  }
}
