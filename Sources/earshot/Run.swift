// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CPDLink
import Desk
import Foundation
import LineSocket
import Logging
import OCS
import OutboundContact
import SQLiteRecords
import Simulation

struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "A whole campaign on simulated lines, from the calling list to the final update.",
    discussion: """
      earshot run                          about a hundred far ends, 20 times faster than life
      earshot run --real-time              at the pace of life
      earshot run --records 12 --speed max
      earshot run --sip                    over SIP and RTP on loopback, 4 times faster than life
      earshot run --campaigns 2            that share the agents
      earshot run --resume                 go on with what an earlier run left
      earshot run --board dahdi:/tmp/dahdi the same on a DAHDI card: `dahdi-card /tmp/dahdi` stands for one

      It starts `earshot gateway` and `earshot ocs` as processes of their own, which speak only over a socket: OCS
      takes records from SQLite, the gateway dials them on the loopback board, far ends answer with recordings of the
      samples, the gateway hears who answers, and live calls reach simulated agents over the desktop socket. A
      process that dies is started again. Everything is kept in the run's folder.

      Exit status: 0 every far end was heard as what it was, 1 one was not, 2 bad input.
      """)

  @Option(
    help: "Folder of the run; made anew unless --resume. One that no run made is left alone.",
    completion: .directory)
  var directory = "earshot-run"
  @Option(help: "Folder of the samples and their manifest.csv.", completion: .directory)
  var samples = "Samples"
  @Option(help: "Records in the calling list.") var records = 88
  @Option(help: "Agents, and calls at a time.") var agents = 10
  @Option(help: "Campaigns among which the list is divided, and which share the agents.")
  var campaigns = 1
  @Option(
    help:
      "Audio time to wall time, or max for as fast as it goes; 20 in memory, 4 over SIP, 1 on a card."
  )
  var speed: String?
  @Flag(help: "Dial over SIP, telephones behind a trunk on loopback, instead of lines in memory.")
  var sip = false
  @Option(
    help:
      "A card instead of lines in memory: dahdi:FOLDER of dahdi-card. At 1x unless --speed says more."
  )
  var board: String?
  @Option(
    help: "Where the far side of --board is told who answers: the --control of wire-exchange.",
    completion: .file())
  var farSide: String?
  @Flag(help: "At 1x, the pace of life.") var realTime = false
  @Flag(help: "Go on with the folder of an earlier run.") var resume = false
  @Flag(help: "Print the closing table as JSON.") var json = false

  func validate() throws {
    guard (1...5000).contains(records), (1...200).contains(agents),
      (1...min(9, records)).contains(campaigns)
    else {
      throw ValidationError(
        "--records takes 1 to 5000, --agents 1 to 200, --campaigns 1 to 9 and no more than records."
      )
    }
    if sip, speed == "max" || Double(speed ?? "") ?? 0 > 50 {
      throw ValidationError("Over SIP --speed takes a number up to 50.")
    }
    guard !sip || board == nil else {
      throw ValidationError("--sip and --board are two ways to dial; give one.")
    }
    if let speed, speed != "max" {
      guard let value = Double(speed), value > 0, value <= 1000 else {
        throw ValidationError("--speed takes a number above 0, or max.")
      }
    }
    if board != nil, speed == "max" {
      throw ValidationError("A card has a clock: --speed takes a number.")
    }
  }

  func run() async throws {
    let folder = URL(filePath: directory).standardizedFileURL.path
    let pace = realTime ? "1" : speed ?? (sip ? "4" : board == nil ? "20" : "1")
    var plan = RunPlan(
      folder: folder, samples: URL(filePath: samples).standardizedFileURL.path, records: records,
      agents: agents, campaigns: campaigns, speed: Double(pace), token: try token(in: folder))
    let script: FarEndScript
    do {
      if sip { plan.exchangePort = try ExchangePort.find() }
      guard plan.deskSocket.utf8.count <= Address.longestPath else {
        throw SettingsError(
          path: folder, line: nil, "is too long a path for a socket; choose a shorter --directory")
      }
      let farSide = farSide.map { URL(filePath: $0).standardizedFileURL.path }
      plan.card = try board.map { board throws(SettingsError) in
        try CardUnderTest(board: board, farSide: farSide)
      }
      if !resume { try plan.write() }
      try plan.card?.connect(
        script: plan.farEnds, arrivals: plan.arrivals, speed: plan.clockSpeed)
      script = try FarEndScript(contentsOf: plan.farEnds)
    } catch {
      throw Self.complain("run", error)
    }
    let start = ContinuousClock.now
    do {
      let plan = plan
      try await play(plan, over: sip)
      let store = try SQLiteRecords(path: plan.database)
      let elapsed = (ContinuousClock.now - start) / .seconds(1)
      var report = try await RunReport(
        store, script: script, agents: agents, seconds: elapsed)
      if plan.card != nil { report.lines = LineReport(contentsOf: plan.counters) }
      print(json ? try report.jsonPage : report.text)
      if report.disagreements > 0 { throw ExitCode.unexpected }
    } catch let error as ExitCode {
      throw error
    } catch {
      Self.complain("run", error)
      throw ExitCode.unexpected
    }
  }

  /// Both services, the agents and the screen, until every record is done.
  private func play(_ plan: RunPlan, over sip: Bool) async throws {
    let (news, source) = AsyncStream.makeStream(of: News.self)
    let gateway = ChildProcess(
      "gateway", configuration: plan.gatewayConfiguration, folder: plan.folder
    ) { source.yield(.notice($0)) }
    let ocs = ChildProcess("ocs", configuration: plan.ocsConfiguration, folder: plan.folder) {
      source.yield(.notice($0))
    }
    let exchange = ChildProcess(
      "exchange", configuration: plan.exchangeConfiguration, folder: plan.folder
    ) { source.yield(.notice($0)) }
    let clock = OCSClock(speed: plan.clockSpeed)
    let acknowledged = try AcknowledgedLog(path: plan.acknowledged)
    let desk = SimulatedDesk(
      address: .unix(path: plan.deskSocket),
      agents: (1...agents).map {
        SimulatedAgent(
          name: "agent-\($0)", place: RunPlan.place(ofAgent: $0), token: plan.token,
          seed: UInt64($0))
      }, clock: clock, logger: Logger(label: "desk") { _ in SwiftLogNoOpLogHandler() },
      tap: { acknowledged.take($0, of: $1) })
    let quiet = json
    try await withThrowingTaskGroup { group in
      if sip { group.addTask { try await exchange.run() } }
      group.addTask { try await gateway.run() }
      group.addTask { await desk.run() }
      group.addTask {
        await RunMonitor(address: desk.address, token: plan.token).run { source.yield(.event($0)) }
      }
      group.addTask {
        var screen = RunScreen()
        for await item in news where !quiet {
          switch item {
          case .event(let event): screen.show(event)
          case .notice(let text): screen.notice(text)
          }
        }
      }
      group.addTask {
        // Both outlive a cancelled group only as long as they need to shut down.
        try await withTaskCancellationHandler {
          try await ocs.run()
        } onCancel: {
          ocs.stop()
          gateway.stop()
          exchange.stop()
        }
        gateway.stop()
        exchange.stop()
        source.finish()
      }
      do {
        // The gateway, OCS and the screen come to an end, and the exchange; agents and monitor look for a desk for ever.
        for _ in 0..<(sip ? 4 : 3) { try await group.next() }
      } catch {
        ocs.stop()
        gateway.stop()
        exchange.stop()
        throw error
      }
      group.cancelAll()
    }
  }

  private enum News: Sendable {
    case event(MonitorEvent)
    case notice(String)
  }

  /// A secret of this run; that of the earlier one where it goes on.
  private func token(in folder: String) throws -> String {
    if resume {
      do {
        return try Settings(contentsOf: folder + "/gateway.yaml").string("token")
      } catch {
        throw Self.complain("run", error)
      }
    }
    var random = SystemRandomNumberGenerator()
    return (0..<4).map { _ in String(random.next() as UInt64, radix: 16) }.joined()
  }
}

/// A supervisor's connection to the desk: the lines' and the campaign's news.
struct RunMonitor: Sendable {
  let address: Address
  let token: String

  /// Until its task is cancelled; a desk that goes away is looked for again.
  func run(_ tell: @Sendable (MonitorEvent) -> Void) async {
    while !Task.isCancelled {
      if let connection = try? await LineClient.connect(to: address) {
        let request = DesktopRequest(
          .monitorLines, referenceID: 1, attributes: [DesktopKey.token: .string(token)])
        if let data = try? JSONEncoder().encode(request) {
          try? connection.send(String(decoding: data, as: UTF8.self))
        }
        for await case .line(let line) in connection.inbound {
          if let event = MonitorEvent(line: line) { tell(event) }
        }
        connection.close()
      }
      try? await Task.sleep(for: .milliseconds(50))
    }
  }
}
