// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Detection
import Foundation
import Logging
import SIP

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// One call over a trunk of its own, from the request to its release.
struct Caller {
  var steps: [CallProgress] = []
  /// When each step was told.
  var times: [ContinuousClock.Instant] = []
  var outcome: CallOutcome

  /// From the verdict to the bridge, milliseconds.
  var bridgedAfter: Double? {
    guard
      let decided = steps.firstIndex(where: { if case .decided = $0 { true } else { false } }),
      let joined = steps.firstIndex(where: { if case .transferred = $0 { true } else { false } })
    else { return nil }
    return (times[joined] - times[decided]) / .milliseconds(1)
  }
  var events: [CallEvent] {
    steps.compactMap { if case .heard(let event) = $0 { event } else { nil } }
  }

  /// What the network signalled, in order.
  var signals: [String] { events.filter { $0.kind == .signalling }.compactMap(\.name) }

  var released: ReleaseCause? {
    if case .released(let cause, _) = steps.last { cause } else { nil }
  }

  /// - Parameters:
  ///   - port: of the far side on loopback.
  ///   - whileLive: what to do with a person, before the call is hung up.
  static func call(
    _ number: String, port: UInt16, speed: Double = 1, ring: Double = 15, tap: CallTap? = nil,
    configure: (inout SIPTrunkConfiguration) -> Void = { _ in },
    endpoint change: (inout SIPEndpoint.Options) -> Void = { _ in },
    whileLive: @escaping @Sendable (CallSession) async -> Void = { _ in }
  ) async throws -> Caller {
    var options = SIPEndpoint.Options()
    options.speed = speed
    change(&options)
    let endpoint = SIPEndpoint(options, logger: quiet)
    var configuration = SIPTrunkConfiguration(name: "carrier", host: "127.0.0.1:\(port)")
    configure(&configuration)
    let trunk = try SIPTrunk(configuration, endpoint: endpoint)
    try await endpoint.start()
    let caller = await call(
      CallRequest(
        attempt: UUID().uuidString, number: number, country: "us",
        profile: CallProfile(ringSeconds: ring, agentWaitSeconds: 60)), on: trunk, tap: tap,
      whileLive: whileLive)
    await endpoint.stop()
    return caller
  }

  static func call(
    _ request: CallRequest, on trunk: any Trunk, tap: CallTap? = nil,
    whileLive: @escaping @Sendable (CallSession) async -> Void = { _ in }
  ) async -> Caller {
    let session = CallSession(request, on: trunk, tap: tap)
    let running = Task { await session.run() }
    var steps: [CallProgress] = []
    var times: [ContinuousClock.Instant] = []
    for await step in session.progress {
      steps.append(step)
      times.append(.now)
      if case .decided(let outcome) = step, outcome.callResult == .answer {
        Task {
          await whileLive(session)
          await session.hangUp()
        }
      }
    }
    await running.value
    return Caller(steps: steps, times: times, outcome: await session.outcome)
  }
}

/// The root of the package, where samples and scenarios are.
let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()
