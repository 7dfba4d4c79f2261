// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Calls
import Evaluation
import Foundation
import OutboundContact
import SQLiteRecords

/// A stretch of time that a command looks at.
struct PeriodOptions: ParsableArguments {
  @Option(help: "From this day or moment on: 2026-11-01, or 2026-11-01T08:00:00Z.")
  var since: String?
  @Option(help: "Before this day or moment.") var until: String?

  func dates() throws -> (since: Date?, until: Date?) {
    (try PeriodOptions.date(since, "--since"), try PeriodOptions.date(until, "--until"))
  }

  private static func date(_ text: String?, _ option: String) throws -> Date? {
    guard let text else { return nil }
    for style in [
      Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle().year().month().day(),
    ] {
      if let date = try? style.parse(text) { return date }
    }
    throw ValidationError("\(option) takes a day, 2026-11-01, or a moment, 2026-11-01T08:00:00Z.")
  }
}

struct CampaignCalls: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calls",
    abstract: "The calls that were made, the newest first: what came of each, and who had it.",
    discussion: """
      earshot campaign calls autumn --database lists.sqlite --agent a7 --since 2026-11-01
      earshot campaign calls autumn --config ocs.yaml --record 4711 --json

      earshot campaign calls autumn --config ocs.yaml --csv > calls/autumn.csv && earshot simulate --replay calls

      Numbers stand masked in the table, and whole in JSON. Times are UTC; in JSON, seconds since 1970. Calls are kept for
      five years (`earshot ocs --help`). --csv has what `earshot simulate --replay` fits a floor to, and no numbers.
      """)

  @Argument(help: "The campaign.") var name: String
  @OptionGroup var store: StoreOptions
  @OptionGroup var period: PeriodOptions
  @Option(help: "Only this agent's.") var agent: String?
  @Option(help: "Only those of this record.") var record: Int?
  @Option(help: "At most so many; 100 by default, all of them with --csv.") var limit: Int?
  @Flag(help: "Print them as JSON.") var json = false
  @Flag(help: "Print them as CSV, for earshot simulate --replay.") var csv = false

  func validate() throws {
    guard !json || !csv else { throw ValidationError("--json and --csv: give one of them.") }
    guard (limit ?? 1) > 0 else { throw ValidationError("--limit takes a number above 0.") }
  }

  func run() async throws {
    do {
      let (since, until) = try period.dates()
      let calls = try await store.open(having: name).calls(
        CallQuery(
          campaign: name, agent: agent, recordID: record, since: since, until: until,
          limit: limit ?? (csv ? .max : 100)))
      if csv { return print(CallRecordTable(calls).text, terminator: "") }
      if json { return print(try calls.map(CallRow.init).jsonPage) }
      var table = TextTable(
        "begun", "record", "number", "try", "agent", "seconds", "stage", "call result")
      for call in calls {
        let row = CallRow(call)
        table.rows.append([
          call.startedAt.formatted(.iso8601), String(call.recordID),
          call.calledNumber?.masked ?? "", String(call.number), call.agent ?? "",
          row.seconds.map { String(format: "%.0f", $0) } ?? "", call.stage.rawValue,
          row.callResult ?? "",
        ])
      }
      print(table.lines.joined(separator: "\n"))
    } catch {
      throw Self.complain("campaign calls", error)
    }
  }
}

struct CampaignAgents: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agents",
    abstract: "The history of agents: when each logged in, was ready, had a call, and was gone.",
    discussion: """
      earshot campaign agents autumn --database lists.sqlite --agent a7 --since 2026-11-01
      """)

  @Argument(help: "The campaign.") var name: String
  @OptionGroup var store: StoreOptions
  @OptionGroup var period: PeriodOptions
  @Option(help: "Only this agent's.") var agent: String?
  @Flag(help: "Print it as JSON.") var json = false

  func run() async throws {
    do {
      let (since, until) = try period.dates()
      let history = try await store.open(having: name).agentHistory(
        campaign: name, agent: agent, since: since, until: until)
      if json { return print(try history.jsonPage) }
      var table = TextTable("from", "agent", "is")
      table.rows = history.map { [$0.at.formatted(.iso8601), $0.agent, $0.presence.rawValue] }
      print(table.lines.joined(separator: "\n"))
    } catch {
      throw Self.complain("campaign agents", error)
    }
  }
}

/// A call record: both numbers, time, duration, result, and whether a message was played.
struct CallRow: Encodable {
  var attempt: String
  var campaign: String
  var record: Int
  var calledNumber: String?
  var callerID: String?
  var startedAt: Double
  var mode: String
  var stage: String
  /// From the person's answer, or else from dialing, to the call's end.
  var seconds: Double?
  var callResult: String?
  var callResultCode: Int?
  var heard: String?
  var agent: String?
  var isAbandoned: Bool
  var isMessagePlayed: Bool
  var isFalseMachine: Bool

  private enum CodingKeys: String, CodingKey {
    case attempt, campaign, record, mode, stage, heard, agent
    case calledNumber = "called_number"
    case callerID = "caller_id"
    case startedAt = "started_at"
    case seconds = "duration_s"
    case callResult = "call_result"
    case callResultCode = "call_result_code"
    case isAbandoned = "abandoned"
    case isMessagePlayed = "message_played"
    case isFalseMachine = "false_machine"
  }

  init(_ call: Attempt) {
    let result = call.pending.callResult ?? call.result?.callResult
    attempt = call.id
    campaign = call.campaign
    record = call.recordID
    calledNumber = call.calledNumber?.digits
    callerID = call.callerID
    startedAt = call.startedAt.timeIntervalSince1970
    mode = call.mode.rawValue
    stage = call.stage.rawValue
    let end = call.releasedAt ?? call.closedAt
    seconds = end?.timeIntervalSince(call.liveAt ?? call.startedAt)
    callResult = result?.name
    callResultCode = result?.rawValue
    heard = call.result?.outcome
    agent = call.agent
    isAbandoned = call.isAbandoned
    isMessagePlayed = call.isMessagePlayed
    isFalseMachine = call.isFalseMachine
  }
}

struct CampaignStatistics: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statistics",
    abstract: "What a campaign's calls and its agents' work add up to.",
    discussion: """
      earshot campaign statistics autumn --database lists.sqlite --since 2026-11-01
      earshot campaign statistics autumn --config ocs.yaml --json

      hit is the share of calls that a person answered, abandoned the share of those that no agent took in time; wait, talk
      and wrap-up are means in seconds; occupied is the share of agents' time logged in that they had calls or their
      after-call work.
      """)

  @Argument(help: "The campaign.") var name: String
  @OptionGroup var store: StoreOptions
  @OptionGroup var period: PeriodOptions
  @Flag(help: "Print them as JSON.") var json = false

  func run() async throws {
    do {
      let (since, until) = try period.dates()
      let statistics = try await store.open(having: name).statistics(
        campaign: name, since: since, until: until)
      if json { return print(try statistics.jsonPage) }
      print(table(statistics))
    } catch {
      throw Self.complain("campaign statistics", error)
    }
  }

  private func table(_ statistics: [CallStatistics]) -> String {
    func seconds(_ value: Double?) -> String { value.map { String(format: "%.1f", $0) } ?? "–" }
    func share(_ value: Double?) -> String {
      value.map { String(format: "%.1f %%", $0 * 100) } ?? "–"
    }
    var table = TextTable(
      "", "calls", "answered", "hit", "connected", "abandoned", "", "wait", "talk", "wrap-up",
      "busy"
    )
    for one in statistics {
      table.rows.append([
        one.agent ?? "all", String(one.calls), String(one.answered), share(one.hitRatio),
        String(one.connected), String(one.abandoned), share(one.abandonment),
        seconds(one.waitSeconds), seconds(one.talkSeconds), seconds(one.wrapUpSeconds),
        share(one.occupancy),
      ])
    }
    let results = statistics[0].results.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "  \($0.key): \($0.value)" }
    return (table.lines + results).joined(separator: "\n")
  }
}
