// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import SQLiteRecords
import Testing

/// Whole campaigns whose processes are killed under way.
struct KillTests {
  static let kills = 20
  static let campaign = "demonstration"

  @Test(.timeLimit(.minutes(4)))
  func `twenty kills lose no record, dial no attempt twice and leave the table right`() async throws
  {
    var dice = SystemRandomNumberGenerator()
    var killed = 0
    while killed < KillTests.kills {
      let folder = try TemporaryFolder()
      let run = folder.file("run")
      let output = folder.file("output")
      let process = try Earshot.start(
        [
          "run", "--records", "12", "--agents", "4", "--speed", "max", "--directory", run.path,
        ], output: output)
      var seen = 0
      while process.isRunning, killed < KillTests.kills {
        // As soon as another call has reached the exchange, some time later, one of the two.
        let calls = arrivals(in: run).count
        if calls <= seen {
          try await Task.sleep(for: .milliseconds(5))
          continue
        }
        seen = calls
        try await Task.sleep(for: .milliseconds(Int.random(in: 0...120, using: &dice)))
        let victim = Bool.random(using: &dice) ? "gateway" : "ocs"
        if kill(victim, in: run) { killed += 1 }
      }
      let status = await process.status()
      let text = try String(contentsOf: output, encoding: .utf8)
      #expect(status == 0, "\(text.suffix(3000))")
      try await check(run)
    }
  }

  private func kill(_ name: String, in run: URL) -> Bool {
    guard
      let text = try? String(contentsOf: run.appending(path: "\(name).pid"), encoding: .utf8),
      let process = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)), process > 1
    else { return false }
    return Foundation.kill(process, SIGKILL) == 0
  }

  /// The numbers of the calls that have reached the exchange.
  private func arrivals(in run: URL) -> [String] {
    let log = try? String(contentsOf: run.appending(path: "arrivals.log"), encoding: .utf8)
    return (log ?? "").split(separator: "\n").compactMap {
      $0.split(separator: "\t").last.map(String.init)
    }
  }

  private func check(_ run: URL) async throws {
    let store = try SQLiteRecords(path: run.appending(path: "lists.sqlite").path)
    let records = try await store.records(campaign: KillTests.campaign)
    #expect(records.count == 12)
    #expect(records.allSatisfy { $0.recordStatus.isFinal })
    let left = try await store.recovery(campaign: KillTests.campaign)
    #expect(left.openAttempts.isEmpty && left.records.isEmpty)
    let dialed = try await store.attempts(campaign: KillTests.campaign).filter {
      $0.stage != .neverDialed
    }
    #expect(Set(dialed.map(\.id)).count == dialed.count)
    #expect(dialed.allSatisfy { $0.result != nil })
    // The exchange has heard each record's number at most once for each of its attempts.
    let heard = Dictionary(arrivals(in: run).map { ($0, 1) }, uniquingKeysWith: +)
    for record in records {
      let attempts = dialed.count { $0.recordID == record.recordID }
      #expect(heard[record.contactInfo.digits, default: 0] <= attempts)
    }
  }
}
