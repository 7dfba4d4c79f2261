// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import SQLiteRecords
import Testing

/// Two campaigns that share fifty agents, faster than life, whose processes are killed under way.
struct KillTests {
  /// `make test-long` asks for more.
  static let kills =
    ProcessInfo.processInfo.environment["EARSHOT_KILLS"].flatMap { Int($0) } ?? 20
  static let campaigns = ["demonstration-1", "demonstration-2"]
  static let agents = 50
  static let records = 60

  @Test(.timeLimit(.minutes(30)))
  func `kills lose no record, dial no attempt twice and miss nothing that was acknowledged`()
    async throws
  {
    var dice = SystemRandomNumberGenerator()
    var killed = 0
    while killed < KillTests.kills {
      let folder = try TemporaryFolder()
      let run = folder.file("run")
      let output = folder.file("output")
      let process = try Earshot.start(
        [
          "run", "--records", "\(KillTests.records)", "--agents", "\(KillTests.agents)",
          "--campaigns", "\(KillTests.campaigns.count)", "--speed", "max", "--directory", run.path,
        ], output: output)
      var seen = 0
      while process.isRunning, killed < KillTests.kills {
        // As soon as more calls have reached the exchange, some time later, one of the two.
        let calls = arrivals(in: run).count
        if calls <= seen {
          try await Task.sleep(for: .milliseconds(5))
          continue
        }
        seen = calls
        try await Task.sleep(for: .milliseconds(Int.random(in: 0...150, using: &dice)))
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

  private func lines(_ name: String, in run: URL) -> [[String]] {
    let log = try? String(contentsOf: run.appending(path: name), encoding: .utf8)
    return (log ?? "").split(separator: "\n").map { line in
      line.split(separator: "\t").map(String.init)
    }
  }

  /// The numbers of the calls that have reached the exchange.
  private func arrivals(in run: URL) -> [String] {
    lines("arrivals.log", in: run).compactMap(\.last)
  }

  private func check(_ run: URL) async throws {
    let store = try SQLiteRecords(path: run.appending(path: "lists.sqlite").path)
    var records: [Record] = []
    var dialed: [Attempt] = []
    for campaign in KillTests.campaigns {
      records += try await store.records(campaign: campaign)
      let left = try await store.recovery(campaign: campaign)
      #expect(left.openAttempts.isEmpty && left.records.isEmpty)
      let attempts = try await store.attempts(campaign: campaign).filter {
        $0.stage != .neverDialed
      }
      try await checkCounters(store, campaign, attempts)
      dialed += attempts
    }
    #expect(records.count == KillTests.records)
    #expect(records.allSatisfy { $0.recordStatus.isFinal })
    #expect(Set(dialed.map(\.id)).count == dialed.count)
    #expect(dialed.allSatisfy { $0.result != nil })
    checkArrivals(run, records, dialed)
    checkAcknowledged(run, records)
  }

  /// The exchange has heard each record's number at most once for each of its attempts.
  private func checkArrivals(_ run: URL, _ records: [Record], _ dialed: [Attempt]) {
    let heard = Dictionary(arrivals(in: run).map { ($0, 1) }, uniquingKeysWith: +)
    for record in records {
      let attempts = dialed.count { $0.recordID == record.recordID }
      #expect(attempts == record.attempt)
      #expect(heard[record.contactInfo.digits, default: 0] <= attempts)
    }
  }

  /// What an agent was told is stored stands in the list.
  private func checkAcknowledged(_ run: URL, _ records: [Record]) {
    var said: [Int: [String]] = [:]
    for line in lines("acknowledged.log", in: run) where line.count > 3 {
      guard let handle = Int(line[1]) else { continue }
      said[handle, default: []] += line[3...].compactMap {
        $0.hasPrefix("notes=") ? String($0.dropFirst(6)) : nil
      }
    }
    #expect(!said.isEmpty)
    for record in records {
      guard let last = said[record.recordID]?.last else { continue }
      #expect(record.custom["notes"] == last, "record \(record.recordID)")
    }
  }

  /// The counters of the law are what the attempts add up to.
  private func checkCounters(
    _ store: SQLiteRecords, _ campaign: String, _ dialed: [Attempt]
  ) async throws {
    let days = try await store.compliance(campaign: campaign, since: .distantPast)
    let counted = days.reduce(into: ComplianceCounts()) { $0 += $1.counts }
    let recounted = dialed.reduce(into: ComplianceCounts()) { $0 += ComplianceCounts(of: $1) }
    #expect(counted == recounted)
    #expect(counted.dialed == dialed.count && counted.liveAnswers > 0)
  }
}
