// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Detection
import Evaluation
import Foundation
import Logging
import RTP
import SIP

/// One measurement: so many new SIP calls each second, for so long, each heard to its result and hung up.
struct GatewayAttempts {
  let perSecond: Double
  let seconds: Double
  let codec: PayloadFormat
  let samples: String

  /// What the far ends of ten calls do, by the first digit of their number: four answer at once, two after ringing, two are
  /// refused as busy, one is heard to be busy, one is a number that nobody has.
  static let mix: [Character] = ["1", "5", "2", "1", "3", "1", "4", "5", "2", "1"]
  /// Seconds from a call's INVITE within which its result must be there.
  static let patience = 30.0

  static func expected(_ digit: Character) -> Outcome {
    switch digit {
    case "2", "3": .busy
    case "4": .numberUnobtainable
    default: .liveVoice
    }
  }

  struct Result: Encodable {
    var wanted: Int
    var attempts: Int
    /// As they were made.
    var attemptsPerSecond: Double
    var resultsLost: Int
    /// By what should have come and what came.
    var resultsWrong: [String: Int]
    /// Calls that were not over by the end.
    var callsLeft: Int
    /// From the attempt to the far side's first word: ringing, answer or refusal.
    var delayMedian: Double
    var delayP99: Double
    var packets: Int
    var packetsLost: Int
    /// Of all cores.
    var cpuShare: Double
    var sourceShare: Double
    var cores: Int

    private enum CodingKeys: String, CodingKey {
      case wanted, attempts, packets, cores
      case attemptsPerSecond = "attempts_per_s"
      case resultsLost = "results_lost"
      case resultsWrong = "results_wrong"
      case callsLeft = "calls_left"
      case delayMedian = "post_dial_delay_ms_p50"
      case delayP99 = "post_dial_delay_ms_p99"
      case packetsLost = "packets_lost"
      case cpuShare = "cpu_share"
      case sourceShare = "source_cpu_share"
    }

    var wrong: Int { resultsWrong.values.reduce(0, +) }

    /// Every attempt was made, at the pace asked for to a hundredth, and every one came to its own result.
    func holds(_ pace: Double) -> Bool {
      attempts == wanted && resultsLost == 0 && wrong == 0 && callsLeft == 0
        && attemptsPerSecond > 0.99 * pace
    }

    var text: String {
      let wrongs = resultsWrong.sorted { $0.key < $1.key }.map { "\n  \($0.key): \($0.value)" }
      return String(
        format:
          "%d of %d attempts, %.1f a second  lost: %d results, %d wrong, %d calls left, %d of %d packets  post-dial delay %.1f ms (p50) %.1f ms (p99)  CPU %.0f %% of %d cores, source %.0f %%",
        attempts, wanted, attemptsPerSecond, resultsLost, wrong, callsLeft, packetsLost, packets,
        delayMedian, delayP99, 100 * cpuShare, cores, 100 * sourceShare) + wrongs.joined()
    }
  }

  private struct Told: Sendable {
    var digit: Character
    /// Since the first attempt was due, seconds.
    var beganAt: Double
    /// Milliseconds.
    var delay: Double?
    var outcome: Outcome?
    var reason = ""
    var isOver = false
  }

  func run() async throws -> Result {
    let wanted = Int((perSecond * seconds).rounded())
    let traffic = try await BenchTraffic.start(samples: samples)
    let endpoint = SIPEndpoint(
      SIPEndpoint.Options(), logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
    var configuration = SIPTrunkConfiguration(name: "load", host: "127.0.0.1:\(traffic.port)")
    configuration.calls = min(10_000, Int(perSecond * GatewayAttempts.patience) + 10)
    configuration.callsPerSecond = 1000
    configuration.audio = [codec]
    let trunk = try SIPTrunk(configuration, endpoint: endpoint)
    try await endpoint.start()
    let (start, cpu) = (ContinuousClock.now, CPUTime.now)
    let calls = await withTaskGroup(of: Told?.self) { group in
      for index in 0..<wanted {
        group.addTask {
          let due = start + .seconds(Double(index) / perSecond)
          do { try await Task.sleep(until: due, clock: .continuous) } catch { return nil }
          return await one(index, on: trunk, since: start)
        }
      }
      var calls: [Told] = []
      for await call in group { if let call { calls.append(call) } }
      return calls
    }
    let share = (CPUTime.now - cpu) / ((ContinuousClock.now - start) / .seconds(1))
    await endpoint.stop()
    let tally = try await traffic.stop()
    let totals = endpoint.mediaTotals
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let delays = Percentiles(calls.compactMap(\.delay))
    var wrong: [String: Int] = [:]
    for call in calls {
      let expected = GatewayAttempts.expected(call.digit)
      guard let outcome = call.outcome, outcome != expected else { continue }
      wrong["\(expected.rawValue) was \(outcome.rawValue), \(call.reason)", default: 0] += 1
    }
    let last = calls.map(\.beganAt).max() ?? 0
    return Result(
      wanted: wanted, attempts: calls.count,
      // The last one's own interval is not in its time.
      attemptsPerSecond: Double(calls.count) / (last + 1 / perSecond),
      resultsLost: wanted - calls.count { $0.outcome != nil }, resultsWrong: wrong,
      callsLeft: calls.count { !$0.isOver }, delayMedian: delays[50] ?? .infinity,
      delayP99: delays[99] ?? .infinity, packets: totals.received + tally.packetsReceived,
      packetsLost: totals.lost + totals.late + tally.packetsLost,
      cpuShare: share / Double(cores), sourceShare: tally.cpuShare / Double(cores), cores: cores)
  }

  /// One call: placed, heard to its result, and hung up.
  private func one(
    _ index: Int, on trunk: SIPTrunk, since start: ContinuousClock.Instant
  ) async -> Told {
    let digit = GatewayAttempts.mix[index % GatewayAttempts.mix.count]
    let request = CallRequest(
      attempt: "bench-\(index)", number: "\(digit)\(String(format: "%05d", index))", country: "us")
    let session = CallSession(request, on: trunk)
    let began = ContinuousClock.now
    var told = Told(digit: digit, beganAt: (began - start) / .seconds(1))
    async let running: Void = session.run()
    let reaper = Task {
      try? await Task.sleep(for: .seconds(GatewayAttempts.patience))
      await session.hangUp()
    }
    for await step in session.progress {
      switch step {
      case .heard(let event) where event.kind == .signalling: fallthrough
      case .answered:
        if told.delay == nil { told.delay = (ContinuousClock.now - began) / .milliseconds(1) }
      case .decided(let outcome):
        told.outcome = outcome.outcome
        told.reason = outcome.reason
        await session.hangUp()
      case .released: told.isOver = true
      default: break
      }
    }
    await running
    reaper.cancel()
    return told
  }
}
