// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Foundation
import LineSocket
import OCS

/// The asking end of a control socket.
struct ControlClient {
  /// The server said no.
  struct Refusal: Error, CustomStringConvertible {
    var event: ControlEvent

    var description: String {
      "\(event.errorName ?? "refused"): \(event.errorMessage ?? "no reason was given")"
    }
  }

  /// The server said nothing.
  struct Silence: Error, CustomStringConvertible {
    var description: String { "no answer came in time" }
  }

  private let connection: LineConnection

  /// Connects and registers.
  static func connect(
    to address: Address, trust: TLSTrust?, token: String, campaign: String
  ) async throws -> ControlClient {
    let client = ControlClient(
      connection: try await LineClient.connect(to: address, trust: trust))
    try client.send(
      ControlRequest(.registerCampaign, referenceID: 1, campaign: campaign, token: token))
    return client
  }

  /// The answer to a request; where it is followed by other news, the `last` of that.
  func ask(
    _ request: ControlRequest, until last: ControlEvent.Message?, seconds: Double
  ) async throws -> ControlEvent {
    try send(request)
    defer { connection.close() }
    return try await withThrowingTaskGroup(of: ControlEvent.self) { group in
      group.addTask {
        var isAnswered = false
        for await case .line(let line) in connection.inbound {
          let event = try JSONDecoder.control.decode(ControlEvent.self, from: Data(line.utf8))
          if event.message == .error { throw Refusal(event: event) }
          isAnswered = isAnswered || event.referenceID == request.referenceID
          if isAnswered, last == nil || event.message == last { return event }
        }
        throw Silence()
      }
      group.addTask {
        try await Task.sleep(for: .seconds(seconds))
        throw Silence()
      }
      defer { group.cancelAll() }
      guard let event = try await group.next() else { throw Silence() }
      return event
    }
  }

  private func send(_ request: ControlRequest) throws {
    try connection.send(String(decoding: JSONEncoder().encode(request), as: UTF8.self))
  }
}

extension JSONDecoder {
  fileprivate static var control: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return decoder
  }
}
