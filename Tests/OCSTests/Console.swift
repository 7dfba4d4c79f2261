import CPDLink
// SPDX-License-Identifier: GPL-3.0-or-later
import Desk
import Foundation
import LineSocket

@testable import OCS

/// A supervisor's connection to the control socket.
final class Console {
  private let connection: LineConnection
  private var lines: LineConnection.Inbound.Iterator
  private var reference = 0
  let address: Address

  init(at address: Address) async throws {
    self.address = address
    while true {
      // The server may not be there yet.
      if let connection = try? await LineClient.connect(to: address) {
        self.connection = connection
        break
      }
      try await Task.sleep(for: .milliseconds(5))
    }
    lines = connection.inbound.makeAsyncIterator()
  }

  func say(_ line: String) throws { try connection.send(line) }

  func next() async throws -> ControlEvent {
    guard case .line(let line) = await lines.next() else { throw CancellationError() }
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try decoder.decode(ControlEvent.self, from: Data(line.utf8))
  }

  /// The answer to a request, whatever news come before it.
  func ask(
    _ message: ControlRequest.Message, mode: String? = nil, campaign: String? = "spring",
    token: String? = nil, optimize: String? = nil, goal: Double? = nil
  ) async throws -> ControlEvent {
    reference += 1
    let request = ControlRequest(
      message, referenceID: reference, campaign: campaign, token: token, dialMode: mode,
      optimizeBy: optimize, optimizeGoal: goal)
    try say(String(decoding: try JSONEncoder().encode(request), as: UTF8.self))
    while true {
      let event = try await next()
      if event.referenceID == reference { return event }
    }
  }
}
