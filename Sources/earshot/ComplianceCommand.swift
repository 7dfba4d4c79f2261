// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Foundation
import OutboundContact
import SQLiteRecords

struct ComplianceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compliance",
    abstract: "How a campaign stands before the law on abandoned calls, period by period.",
    discussion: """
      earshot campaign compliance autumn --config ocs.yaml
      earshot campaign compliance autumn --database lists.sqlite --rule canada.yaml --json

      Everything comes from what is on disk: the counters that are written together with the calls they count, and the
      call records, which are counted anew beside them. The rule is that of the configuration's campaign, or of --rule, or
      that of the United States. A rule in a file; all but the first three keys may be left out:

        name: Canada
        limit: 0.05                # abandoned calls, of those that a person answered
        period: calendar month     # or 30 days, or campaign
        connect_s: 2               # an agent is there so soon after the person's greeting
        ring_s: 15
        retry_hours: 72            # an abandoned number is left alone so long
        requires_message: true
        audit: {mistaken: 6, people: 2000}   # people whom detection took for machines, of so many tested
        allowance: 1               # abandoned calls that a fresh start may risk

      Exit status: 0 within the limit, 1 beyond it, or counters and records differ, 2 bad input.
      """)

  @Argument(help: "The campaign.") var name: String
  @OptionGroup var store: StoreOptions
  @Option(help: "The rule of law, in YAML.", completion: .file(extensions: ["yaml"]))
  var rule: String?
  @Flag(help: "Print the report as JSON.") var json = false

  func run() async throws {
    let report: ComplianceReport
    do {
      let records = try store.open()
      let days = try await records.compliance(campaign: name, since: .distantPast)
      guard !days.isEmpty else {
        throw SimulateError(
          text: "\(records.path): no calls were counted for a campaign \"\(name)\"")
      }
      report = ComplianceReport(
        campaign: name, rule: try chosenRule(), days: days,
        recounted: try await recount(records, days))
    } catch {
      throw Self.complain("campaign compliance", error)
    }
    if json { print(try report.jsonPage) } else { print(report.text) }
    if !report.isClean { throw ExitCode.unexpected }
  }

  private func chosenRule() throws -> AbandonmentRule {
    if let rule { return try AbandonmentRule.read(rule) }
    guard let config = store.config else { return .unitedStates }
    let campaign = try Settings(contentsOf: config).campaign(name)
    return try campaign.optionalSection("abandonment_rule")?.decode(AbandonmentRule.self)
      ?? .unitedStates
  }

  /// All attempts, a day at a time: memory holds those of one.
  private func recount(
    _ records: SQLiteRecords, _ days: [ComplianceDay]
  ) async throws -> ComplianceCounts {
    var sum = ComplianceCounts()
    let progress = Progress(total: days.count, what: "days counted anew")
    // A call that began before midnight may be counted on the day after.
    var dates = Set(days.map(\.day))
    for day in days { dates.insert(day.day - 86_400) }
    for day in dates.sorted() {
      let calls = try await records.calls(
        CallQuery(campaign: name, since: day, until: day + 86_400, limit: .max))
      for call in calls { sum += ComplianceCounts(of: call) }
      progress.advance()
    }
    progress.finish()
    return sum
  }
}

extension ComplianceReport {
  /// For people.
  var text: String {
    var lines = [
      "Campaign \(campaign)",
      "Rule: \(rule.name). At most \(percent(rule.limit)) % of the calls that a person answers may be abandoned, "
        + "per \(rule.period.rawValue);",
      "a call is abandoned where no agent is there within \(number(rule.connectSeconds)) s of the person's greeting.",
    ]
    for period in periods { lines += ["", title(period)] + rows(period) }
    lines.append("")
    switch recounted {
    case nil: break
    case counted?:
      lines.append(
        "The counters are what the call records add up to: \(counted.dialed) calls, "
          + "\(counted.liveAnswers) answered, \(counted.abandoned) abandoned.")
    case let other?:
      lines.append(
        "The counters say \(counted.dialed) calls, \(counted.liveAnswers) answered, \(counted.abandoned) abandoned; "
          + "the call records \(other.dialed), \(other.liveAnswers), \(other.abandoned). Records that were purged, or a defect."
      )
    }
    return lines.joined(separator: "\n")
  }

  private func title(_ period: Period) -> String {
    let start = period.start.formatted(.iso8601.year().month().day())
    guard let end = period.end else { return "From \(start)" }
    return "From \(start) to before \(end.formatted(.iso8601.year().month().day()))"
  }

  private func rows(_ period: Period) -> [String] {
    let counts = period.counts
    func row(_ words: String, _ value: String, _ share: Double? = nil) -> String {
      "  " + words.padded(to: 48) + String(repeating: " ", count: max(0, 9 - value.count)) + value
        + (share.map { String(format: "   %6.2f %%", 100 * $0) } ?? "")
    }
    return [
      row("calls dialed", "\(counts.dialed)"),
      row("answered by a person", "\(counts.liveAnswers)"),
      row("abandoned", "\(counts.abandoned)", period.abandonment),
      row("  heard the message, of all calls", "\(counts.messagesPlayed)"),
      row(
        "people taken for machines, at most", String(format: "%.1f", period.falseMachines)),
      "    "
        + (rule.audit.people == 0
          ? "the rule has no audit of detection; nobody is reckoned with"
          : "upper 95 % bound, after \(rule.audit.mistaken) of \(rule.audit.people) people tested"),
      row(
        "together", period.isWithinLimit ? "within" : "BEYOND", period.share),
    ]
  }

  private func percent(_ share: Double) -> String { number(100 * share) }
  private func number(_ value: Double) -> String { String(format: "%g", value) }
}
