// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Foundation
import LineSocket
import Logging
import OutboundContact

/// The socket on which dialing sessions are controlled: a request is a line of JSON, and so is its answer.
struct ControlServer: Sendable {
  let configuration: ControlConfiguration
  let controls: [SessionControl]
  let logger: Logger

  /// Serves until its task is cancelled. Throws where nobody can listen there.
  func run(listening: @Sendable (Address) async -> Void = { _ in }) async throws(LineError) {
    let server = LineServer(
      address: configuration.address, identity: configuration.identity, limits: configuration.limits
    )
    let numbers = Numbers()
    try await server.run(listening: listening) { connection in
      let watcher = await numbers.next()
      await serve(connection, as: watcher)
      for control in controls { await control.leave(watcher) }
    }
  }

  private actor Numbers {
    private var last = 0

    func next() -> Int {
      last += 1
      return last
    }
  }

  private func serve(_ connection: LineConnection, as watcher: Int) async {
    let isKnown = Known()
    await withDiscardingTaskGroup { group in
      group.addTask {
        do { try await Task.sleep(for: .seconds(configuration.loginSeconds)) } catch { return }
        if await !isKnown.value { connection.close() }
      }
      for await output in connection.inbound {
        var reference: Int?
        let request: ControlRequest
        let control: SessionControl
        do throws(ControlFault) {
          request = try ControlServer.request(in: output)
          if await !isKnown.value {
            try admit(request)
            await isKnown.set()
          }
          reference = request.referenceID
          control = try self.control(of: request.campaign)
        } catch {
          let event = ControlEvent(error, referenceID: reference)
          do { try connection.send(ControlServer.text(of: event)) } catch { break }
          if event.errorCode == ControlError.registrationError.rawValue { break }
          continue
        }
        do { try await control.answer(request, from: watcher, on: connection) } catch { break }
      }
      group.cancelAll()
    }
  }

  private actor Known {
    private(set) var value = false

    func set() { value = true }
  }

  private func admit(_ request: ControlRequest) throws(ControlFault) {
    guard configuration.token.matches(Token(request.token ?? "")) else {
      logger.notice("control refused")
      throw ControlFault(
        .registrationError, "say RequestRegisterCampaign with the token of this server first")
    }
  }

  /// Of one campaign the name may be left out.
  private func control(of name: String?) throws(ControlFault) -> SessionControl {
    let there = controls.map { "\"\($0.campaign.name)\"" }.joined(separator: ", ")
    guard let name = name ?? (controls.count == 1 ? controls.first?.campaign.name : nil) else {
      throw ControlFault(.invalidParameter, "CampaignName is missing; there are \(there)")
    }
    guard let control = controls.first(where: { $0.campaign.name == name }) else {
      throw ControlFault(
        .campaignNotFound, "there is no campaign \"\(name)\" here; there is \(there)")
    }
    return control
  }

  // MARK: Lines

  private static func request(
    in output: LineFramer.Output
  ) throws(ControlFault) -> ControlRequest {
    guard case .line(let line) = output else {
      throw ControlFault(.invalidParameter, "a request is one line of JSON in UTF-8")
    }
    do {
      return try JSONDecoder().decode(ControlRequest.self, from: Data(line.utf8))
    } catch {
      let names = ControlRequest.Message.allCases.map(\.rawValue).joined(separator: ", ")
      throw ControlFault(
        .invalidParameter,
        "no request: {\"Message\": …, \"ReferenceId\": 1}, Message one of \(names)")
    }
  }

  static func text(of event: ControlEvent) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    // Strings and whole numbers only: there is nothing that JSON cannot say.
    guard let data = try? encoder.encode(event) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }
}
