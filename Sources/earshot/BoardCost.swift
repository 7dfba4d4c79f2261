// SPDX-License-Identifier: GPL-3.0-or-later
import Boards
import Foundation

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
struct CostClock {
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
  /// dahdi or alsa.
  var device: String
  var lines: Int
  /// The device files alone.
  var bare: BoardCost
  /// A trunk with the whole analyzer.
  var trunk: BoardCost
  var lost: LineCounters
  var verdicts: Int
  /// Milliseconds.
  var latencyMedian: Double?
  var latencyP99: Double?

  private enum CodingKeys: String, CodingKey {
    case device, lines, bare, trunk, lost, verdicts
    case latencyMedian = "latency_ms_p50"
    case latencyP99 = "latency_ms_p99"
  }

  var text: String {
    func milliseconds(_ value: Double?) -> String {
      value.map { String(format: "%.2f ms", $0) } ?? "-"
    }
    func share(_ value: Double) -> String { String(format: "%5.1f %%", 100 * value) }
    return """
      \(lines) lines of \(device), pace of life   of one core   wake-ups/s   the card itself
      device alone, nothing heard    \(share(bare.cpu))    \(String(format: "%9.0f", bare.wakeupsPerSecond))      \(share(bare.card))
      a trunk with the analyzer      \(share(trunk.cpu))    \(String(format: "%9.0f", trunk.wakeupsPerSecond))      \(share(trunk.card))
      Earshot itself                 \(share(trunk.cpu - bare.cpu)), \(String(format: "%.2f %%", 100 * (trunk.cpu - bare.cpu) / Double(lines))) a line
      from a block at the device to its verdict: \(milliseconds(latencyMedian)) (median), \(milliseconds(latencyP99)) (99 of 100) of \(verdicts)
      lost: \((lost.overruns + 159) / 160) blocks, \((lost.underruns + 159) / 160) sent too late
      """
  }
}
