// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audio
import CPDLink
import Calls
import Detection
import Foundation
import Logging
import SIP

/// One call on a SIP trunk, told as it goes: lines for people, JSON objects elsewhere.
struct TrunkDial {
  let trunk: SIPTrunk
  let request: CallRequest
  let json: Bool

  /// The trunk of this name in a gateway's configuration, or one to this host.
  static func open(_ name: String, config: String?) throws -> (SIPEndpoint, SIPTrunk) {
    var options = SIPEndpoint.Options()
    var configuration = SIPTrunkConfiguration(name: "sip", host: name)
    if let config {
      let file = try Settings(contentsOf: config)
      let settings = try SIPSettings(file)
      guard let found = settings?.trunks.first(where: { $0.name == name }) else {
        let known = settings?.trunks.map(\.name).joined(separator: ", ") ?? "none"
        throw file.fault("trunks", "no trunk '\(name)'; there are: \(known)")
      }
      configuration = found
      if let settings { options = settings.options }
      // The gateway may be running: its port is its own.
      (options.port, options.securePort) = (0, 0)
    }
    let endpoint = SIPEndpoint(
      options, logger: Logger(label: "dial") { _ in SwiftLogNoOpLogHandler() })
    return (endpoint, try SIPTrunk(configuration, endpoint: endpoint))
  }

  func run() async -> DialCommand.Result {
    let session = CallSession(request, on: trunk)
    async let running: Void = session.run()
    var released = ReleaseCause.failed
    for await step in session.progress {
      show(step)
      if case .released(let cause, _) = step { released = cause }
    }
    await running
    return DialCommand.Result(outcome: await session.outcome, released: released)
  }

  private struct News: Encodable {
    var at: Double
    var kind: String
    var event: CallEvent?
    var outcome: CallOutcome?
    var text: String?

    private enum CodingKeys: String, CodingKey {
      case kind, event, outcome, text
      case at = "at_s"
    }
  }

  private func show(_ step: CallProgress) {
    switch step {
    case .dialing(let line): say(0, "dialing", text: line)
    case .ringing(let time): say(time.seconds, "ringing")
    case .answered(let time): say(time.seconds, "answered")
    case .heard(let event): say(event.at.seconds, "heard", event: event)
    case .decided(let outcome): say(outcome.decidedAt.seconds, "decided", outcome: outcome)
    case .transferred(let time): say(time.seconds, "transferred")
    case .played(let time): say(time.seconds, "played")
    case .optedOut(let time): say(time.seconds, "opted out")
    case .transferFailed(let error, let time):
      say(time.seconds, "transfer failed", text: "\(error)")
    case .released(let cause, let time): say(time.seconds, "released", text: cause.rawValue)
    }
  }

  private func say(
    _ at: Double, _ kind: String, event: CallEvent? = nil, outcome: CallOutcome? = nil,
    text: String? = nil
  ) {
    let line: String
    if json || isatty(STDOUT_FILENO) != 1 {
      let news = News(
        at: (at * 1000).rounded() / 1000, kind: kind, event: event, outcome: outcome, text: text)
      guard let text = try? news.jsonLine else { return }
      line = text
    } else {
      var words = [kind]
      if let event {
        let hz = event.frequencies.map { String(format: "%.0f", $0) }.joined(separator: "+")
        words += [event.kind.rawValue, event.name, hz.isEmpty ? nil : hz + " Hz", event.text]
          .compactMap { $0 }
      }
      if let outcome {
        words += [
          outcome.outcome.rawValue, "\(outcome.callResult.rawValue) \(outcome.callResult.name)",
          "\(Int(100 * outcome.confidence)) %", outcome.reason,
        ]
      }
      if let text { words.append(text) }
      line = String(format: "%9.2f s  ", at) + words.joined(separator: "  ")
    }
    Console.say(line + "\n")
  }
}
