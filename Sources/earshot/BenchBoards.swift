// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Boards
import CBoard
import Calls
import Foundation

struct BenchBoards: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "boards",
    abstract: "What lines of a board cost at the pace of life: CPU, wake-ups, and lost blocks.",
    discussion: """
      earshot bench boards                   32 lines of a DAHDI card on FUSE, 10 s each way
      earshot bench boards --lines 8 --json

      It starts a dahdi-card, and has every line of it hold a call with somebody who talks. First the lines are read and
      written and nothing is heard: what the device files cost. Then a trunk serves them with the whole analyzer. Their
      difference is what Earshot itself takes. Figures are shares of one core of this machine as it is loaded now.

      Exit status: 0 measured, 2 no card can be had.
      """)

  @Option(help: "Lines, 1 to 128.") var lines = 32
  @Option(help: "Seconds of each measurement.") var seconds = 10.0
  @Option(help: "The card's program; that beside this one if not given.") var card: String?
  @Option(help: "Folder of the samples.", completion: .directory) var samples = "Samples"
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1...128).contains(lines), seconds >= 1, seconds <= 600 else {
      throw ValidationError("--lines takes 1 to 128, --seconds 1 to 600.")
    }
  }

  func run() async throws {
    let report: BoardsBenchReport
    do {
      let samples = URL(filePath: samples).standardizedFileURL.path
      let process = try CardProcess(program: card, ports: lines, samples: samples)
      defer { process.end() }
      let bare = try measureBare(process)
      let trunk = try await measureTrunk(process)
      report = BoardsBenchReport(lines: lines, bare: bare, trunk: trunk.cost, lost: trunk.lost)
    } catch {
      throw Self.complain("bench boards", error)
    }
    print(json ? try report.jsonPage : report.text)
  }

  /// All lines off-hook, read and written by one thread that does nothing else.
  private func measureBare(_ process: CardProcess) throws -> BoardCost {
    let board = try Board(process.address)
    let channels = board.callingChannels.map { Int32($0) }
    for channel in channels { board_seize(board.handle, channel) }
    var block = [Int16](repeating: 0, count: BoardTrunk.block)
    func serve(_ blocks: Int) {
      for _ in 0..<blocks {
        board_wait(board.handle, 1000)
        for channel in channels {
          board_read(board.handle, channel, &block, Int32(block.count), nil)
          board_write(board.handle, channel, block, Int32(block.count))
        }
      }
    }
    serve(50)
    let start = CostClock(card: process.identifier)
    serve(Int(seconds * 50))
    return start.cost
  }

  /// All lines in a call that is listened to.
  private func measureTrunk(
    _ process: CardProcess
  ) async throws -> (cost: BoardCost, lost: LineCounters) {
    let board = try Board(process.address)
    let trunk = BoardTrunk(board)
    let (lines, seconds, identifier) = (lines, seconds, process.identifier)
    return try await withThrowingTaskGroup(of: (BoardCost, LineCounters)?.self) { group in
      group.addTask {
        let pace = HardwarePace(board)
        try await trunk.serve { pace.wait() }
        return nil
      }
      group.addTask {
        defer { trunk.stop() }
        for line in 1...lines {
          let request = CallRequest(attempt: "bench-\(line)", number: CardProcess.number)
          let (listener, events) = Listener.make(for: request)
          _ = try await trunk.place(request, listener: listener)
          Task { for await _ in events {} }
        }
        // Dialed, answered, and past its verdict's first candidates.
        try await Task.sleep(for: .seconds(3))
        let before = trunk.counters
        let start = CostClock(card: identifier)
        try await Task.sleep(for: .seconds(seconds))
        let cost = start.cost
        var lost = trunk.counters
        lost.overruns -= before.overruns
        lost.underruns -= before.underruns
        return (cost, lost)
      }
      var result = (BoardCost(), LineCounters())
      for try await found in group { if let found { result = found } }
      return result
    }
  }
}

/// What was spent in a time, as shares of one core.
struct BoardCost: Codable {
  var cpu = 0.0
  var card = 0.0
  var wakeupsPerSecond = 0.0

  private enum CodingKeys: String, CodingKey {
    case cpu = "cpu_of_a_core"
    case card = "card_cpu_of_a_core"
    case wakeupsPerSecond = "wakeups_per_s"
  }
}

/// CPU time and wake-ups of this process, and of the card's, from a moment on.
private struct CostClock {
  let card: Int32
  let start = ContinuousClock.now
  let usage = Self.usage()
  let cardSeconds: Double

  init(card: Int32) {
    self.card = card
    cardSeconds = Self.cpuSeconds(of: card)
  }

  var cost: BoardCost {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let now = Self.usage()
    return BoardCost(
      cpu: (now.cpu - usage.cpu) / seconds,
      card: (Self.cpuSeconds(of: card) - cardSeconds) / seconds,
      wakeupsPerSecond: Double(now.wakeups - usage.wakeups) / seconds)
  }

  private static func usage() -> (cpu: Double, wakeups: Int) {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return (Double(time.tv_sec) + Double(time.tv_nsec) / 1e9, wakeups())
  }

  /// How often a thread of this process has waited for something and been woken.
  private static func wakeups() -> Int {
    let tasks = "/proc/self/task"
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
    return threads.reduce(0) { sum, thread in
      let status = (try? String(contentsOfFile: "\(tasks)/\(thread)/status", encoding: .utf8)) ?? ""
      let line = status.split(separator: "\n").first { $0.hasPrefix("voluntary_ctxt_switches:") }
      return sum + (line?.split(separator: "\t").last.flatMap { Int($0) } ?? 0)
    }
  }

  /// User and system time of a process, from its stat file: fields 14 and 15, in clock ticks.
  private static func cpuSeconds(of process: Int32) -> Double {
    let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    let fields = text.drop { $0 != ")" }.split(separator: " ")
    guard fields.count > 12, let user = Double(fields[12]), let system = Double(fields[13]) else {
      return 0
    }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }
}

struct BoardsBenchReport: Codable {
  var lines: Int
  /// The device files alone.
  var bare: BoardCost
  /// A trunk with the whole analyzer.
  var trunk: BoardCost
  var lost: LineCounters

  var text: String {
    func share(_ value: Double) -> String { String(format: "%5.1f %%", 100 * value) }
    return """
      \(lines) lines at the pace of life      of one core   wake-ups/s   the card itself
      device files, nothing heard    \(share(bare.cpu))    \(String(format: "%9.0f", bare.wakeupsPerSecond))      \(share(bare.card))
      a trunk with the analyzer      \(share(trunk.cpu))    \(String(format: "%9.0f", trunk.wakeupsPerSecond))      \(share(trunk.card))
      Earshot itself                 \(share(trunk.cpu - bare.cpu)), \(String(format: "%.2f %%", 100 * (trunk.cpu - bare.cpu) / Double(lines))) a line
      lost: \((lost.overruns + 159) / 160) blocks, \((lost.underruns + 159) / 160) sent too late
      """
  }
}
