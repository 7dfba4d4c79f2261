// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Desk
import Foundation
import LineSocket
import OutboundContact
import Testing

/// A desktop: sends requests, reads events.
final class Desktop {
  let connection: LineConnection
  private var lines: LineConnection.Inbound.Iterator
  private var reference = 0

  init(at address: Address) async throws {
    connection = try await LineClient.connect(to: address)
    lines = connection.inbound.makeAsyncIterator()
  }

  func ask(_ kind: DesktopRequest.Kind, _ attributes: KeyValueList = [:]) throws {
    reference += 1
    let request = DesktopRequest(kind, referenceID: reference, attributes: attributes)
    try connection.send(String(decoding: try JSONEncoder().encode(request), as: UTF8.self))
  }

  func nextLine() async throws -> String {
    guard case .line(let line) = await lines.next() else { throw CancellationError() }
    return line
  }

  /// The next event, which must be this one.
  @discardableResult
  func expect(
    _ name: String, _ location: SourceLocation = #_sourceLocation
  ) async throws -> DesktopEvent {
    let event = try JSONDecoder().decode(DesktopEvent.self, from: Data(try await nextLine().utf8))
    #expect(event.name == name, "\(event)", sourceLocation: location)
    return event
  }

  /// As a supervisor: the next line's status, news of the campaign left out.
  func nextLineStatus() async throws -> LineStatus {
    while true {
      let line = try await nextLine()
      if case .line(let status) = MonitorEvent(line: line) { return status }
    }
  }

  /// As a supervisor: the next news of the campaign that is so.
  func campaign(where isSo: (CampaignStatus) -> Bool) async throws -> CampaignStatus {
    while true {
      let line = try await nextLine()
      if case .campaign(let status) = MonitorEvent(line: line), isSo(status) {
        return status
      }
    }
  }
}
