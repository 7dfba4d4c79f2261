// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Evaluation
import Foundation
import OutboundContact
import SQLiteRecords

struct BenchOCS: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ocs",
    abstract: "What an outbound contact server makes durable, and how long its agents wait.",
    discussion: """
      earshot bench ocs                                    500 agents, on an SQLite file in --directory
      earshot bench ocs --agents 50 --seconds 5 --json
      earshot bench ocs --sizes 10000,1000000,10000000     what a record costs in lists of these lengths

      A whole OCS runs with its real sockets and its store on disk. Behind it are a gateway whose calls cost nothing and
      simulated desktops, in the same process. First agents neither talk nor wait, so that the server is never idle: how
      many changes of state, each on disk before anything follows from it, go through in a second. Then they take calls
      at the pace of --talk seconds, and their transactions' way from the desktop and back is timed.
      """)

  @Option(help: "Agents.") var agents = 500
  @Option(help: "Seconds of each measurement.") var seconds = 10.0
  @Option(help: "Records in the calling list.") var records = 40_000
  @Option(help: "Mean seconds of a call where agents talk.") var talk = 8.0
  @Option(help: "Lengths of lists whose cost per record is compared, as 10000,1000000.")
  var sizes: String?
  @Option(help: "Folder for the store; it is removed afterwards.", completion: .directory)
  var directory: String = NSTemporaryDirectory()
  @Flag(help: "Print the figures as JSON.") var json = false

  struct Report: Encodable {
    var agents: Int
    var busy: BenchOCSRun.Figures?
    var paced: BenchOCSRun.Figures?
    var growth: [BenchOCSGrowth.Figures] = []
  }

  func validate() throws {
    guard (1...5000).contains(agents), (100...10_000_000).contains(records), seconds > 0, talk > 0
    else {
      throw ValidationError("--agents takes 1 to 5000, --records 100 to 10000000, times above 0.")
    }
    _ = try lengths()
  }

  private func lengths() throws -> [Int] {
    try (sizes ?? "").split(separator: ",").map { text in
      guard let size = Int(text), (1000...100_000_000).contains(size) else {
        throw ValidationError("--sizes takes whole numbers from 1000 on, as 10000,1000000.")
      }
      return size
    }
  }

  func run() async throws {
    let folder = URL(filePath: directory).appending(path: "earshot-bench-\(getpid())").path
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw Self.complain("bench ocs", error)
    }
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var report = Report(agents: agents)
    let sizes = try lengths()
    do {
      if sizes.isEmpty {
        report.busy = try await measure("busy", in: folder, talk: nil)
        report.paced = try await measure("paced", in: folder, talk: talk)
      }
      for size in sizes {
        let growth = BenchOCSGrowth(size: size, folder: folder, seconds: seconds)
        report.growth.append(try await growth.measure())
      }
    } catch {
      Self.complain("bench ocs", error)
      throw ExitCode.unexpected
    }
    if json { return print(try report.jsonPage) }
    print(text(report))
  }

  private func measure(
    _ name: String, in folder: String, talk: Double?
  ) async throws -> BenchOCSRun.Figures {
    let run = BenchOCSRun(
      folder: folder, name: name, agents: agents, records: records, seconds: seconds, talk: talk)
    return try await run.measure()
  }

  private func text(_ report: Report) -> String {
    var lines: [String] = []
    func milliseconds(_ seconds: Double?) -> String {
      seconds.map { String(format: "%.1f ms", $0 * 1000) } ?? "–"
    }
    if let busy = report.busy, let paced = report.paced {
      lines = [
        "\(report.agents) agents",
        String(
          format: "never idle     %.0f changes of state durable a second, %.1f to a sync",
          busy.transitionsPerSecond, busy.transitionsPerCommit),
        String(format: "at their pace  %.0f a second", paced.transitionsPerSecond)
          + ", acknowledged within \(milliseconds(paced.acknowledgement50)) (median),"
          + " \(milliseconds(paced.acknowledgement99)) (99 of 100)",
      ]
    }
    lines += report.growth.map {
      String(
        format: "%10d records  imported at %.0f a second, %.2f ms a record dialed and finished",
        $0.records, $0.importedPerSecond, $0.millisecondsPerRecord)
    }
    return lines.joined(separator: "\n")
  }
}
