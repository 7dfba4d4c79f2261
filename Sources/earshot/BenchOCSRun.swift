// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Desk
import Evaluation
import Foundation
import LineSocket
import Logging
import OCS
import OutboundContact
import SQLiteRecords
import Simulation
import Synchronization

/// A whole OCS under the load of its agents, for some seconds.
struct BenchOCSRun: Sendable {
  struct Figures: Encodable {
    var transitionsPerSecond: Double
    var transitionsPerCommit: Double
    var commit50: Double?
    var commit99: Double?
    var acknowledgements: Int
    var acknowledgement50: Double?
    var acknowledgement99: Double?

    private enum CodingKeys: String, CodingKey {
      case transitionsPerSecond = "transitions_per_s"
      case transitionsPerCommit = "transitions_per_commit"
      case commit50 = "commit_p50_s"
      case commit99 = "commit_p99_s"
      case acknowledgements
      case acknowledgement50 = "acknowledgement_p50_s"
      case acknowledgement99 = "acknowledgement_p99_s"
    }
  }

  var folder: String
  var name: String
  var agents: Int
  var records: Int
  var seconds: Double
  /// nil: nobody talks, and nobody waits.
  var talk: Double?

  /// Of the calls, one in three reaches a person, about what reference traffic has.
  static let personIn = 3

  func measure() async throws -> Figures {
    let path = "\(folder)/\(name).sqlite"
    let sqlite = try SQLiteRecords(path: path)
    defer { try? sqlite.close() }
    try await sqlite.importList(BenchOCSGrowth.records(1...records))
    let store = MeteredStore(sqlite)
    let secret = Token("bench")
    let gateway = BenchGateway(
      address: .unix(path: "\(folder)/\(name)-cpd.sock"), token: secret, lines: 4 * agents,
      personIn: BenchOCSRun.personIn)
    let meter = AcknowledgementMeter()
    let silent = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
    let clock = OCSClock()
    let desk = SimulatedDesk(
      address: .unix(path: "\(folder)/\(name)-desk.sock"),
      agents: (1...agents).map {
        SimulatedAgent(
          name: "agent-\($0)", place: "\(90_000 + $0)", token: "bench", manner: manner,
          seed: UInt64($0))
      }, clock: clock, logger: silent, tap: { meter.take($0, of: $1) })
    let service = OCSService(
      configuration: try configuration(gateway.address, secret, desk.address), store: store,
      clock: clock, logger: silent)
    let warmUp = min(seconds / 2, 3)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await gateway.run() }
      group.addTask { try await service.run() }
      group.addTask { await desk.run() }
      try await Task.sleep(for: .seconds(warmUp))
      store.reset()
      meter.reset()
      let start = ContinuousClock.now
      try await Task.sleep(for: .seconds(seconds))
      let elapsed = (ContinuousClock.now - start) / .seconds(1)
      let (reading, waits) = (store.reading, Percentiles(meter.seconds))
      group.cancelAll()
      let commits = Percentiles(reading.seconds)
      return Figures(
        transitionsPerSecond: Double(reading.transitions) / elapsed,
        transitionsPerCommit: Double(reading.transitions) / Double(max(1, reading.commits)),
        commit50: commits[50], commit99: commits[99], acknowledgements: waits.count,
        acknowledgement50: waits[50], acknowledgement99: waits[99])
    }
  }

  private var manner: AgentManner {
    var manner = AgentManner()
    manner.talkSeconds = talk.map { $0 * 0.5...$0 } ?? 0...0
    manner.wrapUpSeconds = talk.map { $0 * 0.1...$0 * 0.4 } ?? 0...0
    return manner
  }

  private func configuration(
    _ gateway: Address, _ secret: Token, _ desk: Address
  ) throws -> OCSConfiguration {
    var campaign = CampaignConfiguration(name: BenchOCSGrowth.campaign)
    campaign.callerID = "5550000"
    campaign.treatments = try TreatmentPlan([])
    return OCSConfiguration(
      gateway: gateway, gatewayToken: secret,
      desk: DeskConfiguration(address: desk, token: secret), campaigns: [campaign])
  }
}

/// How long each transaction's acknowledgement took.
final class AcknowledgementMeter: Sendable {
  private struct State {
    var asked: [String: [Int: ContinuousClock.Instant]] = [:]
    var seconds: [Double] = []
  }

  private let state = Mutex(State())

  var seconds: [Double] { state.withLock { $0.seconds } }

  func reset() { state.withLock { $0.seconds = [] } }

  func take(_ line: SimulatedDesk.Line, of agent: String) {
    switch line {
    case .asked(let request):
      guard let reference = request.referenceID else { return }
      state.withLock { $0.asked[agent, default: [:]][reference] = .now }
    case .told(let event):
      guard let reference = event.referenceID else { return }
      state.withLock { state in
        guard let start = state.asked[agent]?.removeValue(forKey: reference),
          event.name.hasSuffix("Acknowledge")
        else { return }
        state.seconds.append((ContinuousClock.now - start) / .seconds(1))
      }
    }
  }
}
