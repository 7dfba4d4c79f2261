// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audio
import Calls
import Detection
import Evaluation
import Foundation
import Logging
import RTP
import SIP
import Synchronization

struct BenchGatewayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gateway",
    abstract: "How many SIP calls are heard and bridged at a time, and what a bridge adds.",
    discussion: """
      earshot bench gateway                                 more and more calls, until they no longer hold
      earshot bench gateway --calls 300 --seconds 300 --json
      earshot bench gateway --attempts 50 --seconds 60       so many new calls each second

      Customers and agents are a process of their own on this machine, over real sockets. Every call is placed by SIP, heard
      until it is decided, and bridged to an agent's leg; both legs' audio is heard on. Stamps in the customers' audio are timed
      where the agents hear them: what is shown has the source's own two hops in it. A number of calls holds where every call
      got its result, no packet was lost and 99 % of the stamps came within 20 ms.

      With --attempts no call is bridged: some are answered, at once or after ringing, others are busy, by response or by tone,
      or nobody's; each is heard to its result and hung up. It holds where every attempt was made in its time and every result
      is the right one.

      Exit status: 0 it held, 1 it did not.
      """)

  @Option(help: "Calls at a time; more and more by default.") var calls: Int?
  @Option(help: "New calls each second, to their results, in place of bridges.")
  var attempts: Double?
  @Option(help: "Codec of the attempts: pcmu, pcma or opus.") var codec = "pcmu"
  @Option(help: "Seconds that the bridges stay up, or attempts are made.") var seconds = 20.0
  @Option(help: "New calls a second.") var rate = 50.0
  @Option(help: "Folder of the samples.", completion: .directory) var samples = "Samples"
  @Flag(help: "One JSON object for each number of calls.") var json = false
  @Flag(help: .hidden) var source = false

  func validate() throws {
    guard (1...4000).contains(calls ?? 1), seconds > 0, seconds < 86_400, rate > 0, rate <= 500
    else {
      throw ValidationError("--calls takes 1 to 4000, --seconds more than 0, --rate up to 500.")
    }
    guard (0.1...500).contains(attempts ?? 1), attempts == nil || calls == nil else {
      throw ValidationError("--attempts takes 0.1 to 500, and no --calls beside it.")
    }
    guard PayloadFormat(name: codec)?.isAudio == true, attempts != nil || codec == "pcmu" else {
      throw ValidationError("--codec takes pcmu, pcma or opus, beside --attempts.")
    }
  }

  func run() async throws {
    let voice = try Self.orComplain("bench gateway") {
      try Recording(contentsOf: samples + "/live-us-hello-female.wav").samples
    }
    if source { return try await BenchTraffic.run(voice: voice) }
    if let attempts, let codec = PayloadFormat(name: codec) {
      let result = try await GatewayAttempts(
        perSecond: attempts, seconds: seconds, codec: codec, samples: samples
      ).run()
      print(json ? try result.jsonLine : result.text)
      if !result.holds(attempts) { throw ExitCode.unexpected }
      return
    }
    var best: Int?
    for count in calls.map({ [$0] }) ?? [50, 100, 200, 300, 400, 500, 600, 800, 1000, 1300, 1600] {
      if calls == nil, !json {
        Console.complain("\(count) calls …\n")
      }
      let result = try await GatewayLoad(
        calls: count, seconds: seconds, rate: rate, samples: samples
      ).run()
      print(json ? try result.jsonLine : result.text)
      guard result.holds else { break }
      best = count
    }
    if calls == nil {
      print("largest number of calls that holds: \(best.map(String.init) ?? "none")")
    }
    if best == nil { throw ExitCode.unexpected }
  }
}

/// One measurement: so many calls, heard and bridged, for so long.
struct GatewayLoad {
  let calls: Int
  let seconds: Double
  let rate: Double
  let samples: String

  struct Result: Encodable {
    var calls: Int
    var seconds: Double
    var delayMedian: Double
    var delayP99: Double
    var stamps: Int
    var resultsLost: Int
    var bridgesLost: Int
    var packetsLost: Int
    var packets: Int
    var joinMilliseconds: Double
    /// Of all cores.
    var cpuShare: Double
    var sourceShare: Double
    var cores: Int

    private enum CodingKeys: String, CodingKey {
      case calls, seconds, stamps, packets, cores
      case delayMedian = "added_delay_ms_p50"
      case delayP99 = "added_delay_ms_p99"
      case resultsLost = "results_lost"
      case bridgesLost = "bridges_lost"
      case packetsLost = "packets_lost"
      case joinMilliseconds = "verdict_to_bridge_ms_p50"
      case cpuShare = "cpu_share"
      case sourceShare = "source_cpu_share"
    }

    var holds: Bool {
      resultsLost == 0 && bridgesLost == 0 && packetsLost == 0 && delayP99 < 20 && stamps > 0
    }

    var text: String {
      String(
        format:
          "%5d calls  added delay %.2f ms (p50) %.2f ms (p99)  verdict to bridge %.1f ms  lost: %d results, %d bridges, %d of %d packets  CPU %.0f %% of %d cores, source %.0f %%",
        calls, delayMedian, delayP99, joinMilliseconds, resultsLost, bridgesLost, packetsLost,
        packets, 100 * cpuShare, cores, 100 * sourceShare) + (holds ? "" : "  ✗")
    }
  }

  func run() async throws -> Result {
    let traffic = try await BenchTraffic.start(samples: samples)
    let endpoint = SIPEndpoint(
      SIPEndpoint.Options(), logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
    var configuration = SIPTrunkConfiguration(name: "load", host: "127.0.0.1:\(traffic.port)")
    configuration.calls = 2 * calls + 10
    configuration.callsPerSecond = 1000
    let trunk = try SIPTrunk(configuration, endpoint: endpoint)
    try await endpoint.start()
    let outcomes = await place(on: trunk)
    await endpoint.stop()
    let tally = try await traffic.stop()
    let totals = endpoint.mediaTotals
    let delays = Percentiles(tally.delays.map(Double.init))
    let cores = ProcessInfo.processInfo.activeProcessorCount
    return Result(
      calls: calls, seconds: seconds, delayMedian: delays[50] ?? .infinity,
      delayP99: delays[99] ?? .infinity, stamps: delays.count,
      resultsLost: calls - outcomes.decided, bridgesLost: calls - outcomes.bridged,
      packetsLost: totals.lost + totals.late + tally.packetsLost,
      packets: totals.received + tally.packetsReceived,
      joinMilliseconds: Percentiles(outcomes.joins)[50] ?? 0,
      cpuShare: outcomes.cpu / Double(cores), sourceShare: tally.cpuShare / Double(cores),
      cores: cores)
  }

  private struct Outcomes {
    var decided = 0
    var bridged = 0
    /// Milliseconds from the verdict to the bridge.
    var joins: [Double] = []
    /// Cores' worth while all bridges were up.
    var cpu = 0.0
  }

  private enum Told: Sendable { case decided, bridged(Double) }

  private func place(
    on trunk: SIPTrunk
  ) async -> Outcomes {
    let (news, source) = AsyncStream.makeStream(of: Told.self)
    var outcomes = Outcomes()
    await withTaskGroup(of: Void.self) { group in
      for index in 0..<calls {
        group.addTask {
          try? await Task.sleep(for: .seconds(Double(index) / rate))
          await one(index, on: trunk, source)
        }
      }
      group.addTask {
        // The CPU's time once all bridges are up, until the first comes down.
        let ramp = Double(calls) / rate + 8
        try? await Task.sleep(for: .seconds(ramp))
        let (before, from) = (CPUTime.now, ContinuousClock.now)
        try? await Task.sleep(for: .seconds(max(1, seconds - 2)))
        let share = (CPUTime.now - before) / ((ContinuousClock.now - from) / .seconds(1))
        BenchShare.value.withLock { $0 = share }
      }
      await group.waitForAll()
    }
    source.finish()
    for await item in news {
      switch item {
      case .decided: outcomes.decided += 1
      case .bridged(let milliseconds):
        outcomes.bridged += 1
        outcomes.joins.append(milliseconds)
      }
    }
    outcomes.cpu = BenchShare.value.withLock { $0 }
    return outcomes
  }

  /// One call: placed, decided, bridged, and hung up when all others have had their time.
  private func one(
    _ index: Int, on trunk: SIPTrunk, _ told: AsyncStream<Told>.Continuation
  ) async {
    let request = CallRequest(
      attempt: "bench-\(index)", number: "1\(String(format: "%05d", index))", country: "us",
      profile: CallProfile(agentWaitSeconds: 60))
    let session = CallSession(request, on: trunk)
    let lifetime = Double(calls - index) / rate + 8 + seconds
    async let running: Void = session.run()
    let reaper = Task {
      try? await Task.sleep(for: .seconds(lifetime))
      await session.hangUp()
    }
    var decidedAt = ContinuousClock.now
    for await step in session.progress {
      switch step {
      case .decided(let outcome) where outcome.outcome == .liveVoice:
        told.yield(.decided)
        decidedAt = .now
        try? await session.transfer(to: "9\(String(format: "%05d", index))")
      case .transferred:
        told.yield(.bridged((ContinuousClock.now - decidedAt) / .milliseconds(1)))
      default: break
      }
    }
    await running
    reaper.cancel()
  }
}
