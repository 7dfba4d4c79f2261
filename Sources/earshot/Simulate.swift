// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Foundation
import OutboundContact
import Plot
import Simulation

struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "A floor of agents and customers on a virtual clock: how busy, how many abandoned.",
    discussion: """
      earshot simulate --agents 20 --live 0.3
      earshot simulate --agents 100 --live 0.3 --days 30 --json
      earshot simulate --policy predictive progressive adaptive-ratio busy-share clairvoyant
      earshot simulate --agents 20 --policy predictive:busy=0.85 predictive:overdial=0.01
      earshot simulate --agents 20 --campaigns 2 --days 30     that share the agents
      earshot simulate --scenario floor.yaml --seeds 20
      earshot simulate --replay calls                a floor like the one of a centre's call records
      earshot simulate --plot floor.svg              occupancy against abandoned calls, of several policies

      The campaign, its records, treatments and pacing are those of `earshot ocs`; chance takes the place of customers,
      gateway and agents, and days pass in seconds. Every policy meets the same customers. Policies:

      \(FloorPolicy.syntax.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))

      floor.yaml; what is left out is as shown. Times are seconds, hours are those of the day:

        agents: 20
        campaigns: 1                    # that share them, all alike
        live: 0.3                       # share of calls that a person answers
        live_by_hour: {9: 0.2, 18: 0.4} # at other hours `live`
        talk: {mean: 120, deviation: 60}
        wrap_up: 20                     # mean
        answer: {mean: 10, deviation: 4, least: 2}
        analysis: 1.5                   # from the answer to the verdict
        held: {least: 3, most: 28}      # lines that nobody answers
        machines: 0.5                   # share of these that a machine answers
        false_machine: 0                # share of people who are taken for machines
        bridging: 0
        shift: {start: 9, hours: 8}
        breaks: [{start: 12, minutes: 30, share: 0.33}]
        changes: [{day: 1, hour: 11, live: 0.15, analysis: 4, machines: 0.9, talk: 90}]
        guess: {live: 0.3, answer: 12, other: 15, talk: 120, wrap_up: 20}   # what is believed at first

      --replay takes a folder with CSV files of call records: `started_at` and `decided_at` (seconds, or ISO 8601), and
      `call_result`; with `connected_at`, `released_at`, `closed_at` and `agent` what agents did is fitted too.
      `earshot campaign calls NAME --csv` writes such a file of an OCS's own calls. A shift over midnight, in UTC, is
      moved into one day.

      The rule of law is that of the United States; --rule names a file with another (see `earshot campaign
      compliance --help`). Exit status: 0 done, 1 the law's counters are not what the attempts add up to, 2 bad input.
      """)

  @Option(help: "Agents; 20 by default.") var agents: Int?
  @Option(help: "Campaigns that share the agents; 1 by default.") var campaigns: Int?
  @Option(help: "Share of calls that a person answers, 0 to 1; 0.3 by default.") var live: Double?
  @Option(
    parsing: .upToNextOption, help: "Policies to compare; predictive by default.")
  var policy: [String] = []
  @Option(help: "Runs of each policy, with other customers each.") var seeds = 1
  @Option(help: "Days, one shift each.") var days = 1
  @Option(help: "Share of people who are taken for machines, 0 to 0.5.") var falseMachine: Double?
  @Option(
    help:
      "People on whom that share was measured: the budget reckons with the upper 95 % bound of it.")
  var audit = 10_000
  @Option(help: "YAML file that describes the floor.", completion: .file(extensions: ["yaml"]))
  var scenario: String?
  @Option(help: "Folder of call records to fit the floor to.", completion: .directory)
  var replay: String?
  @Option(
    help: "YAML file of the rule on abandoned calls.", completion: .file(extensions: ["yaml"]))
  var rule: String?
  @Option(help: "Picture to write, .png or .svg.", completion: .file()) var plot: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1...10_000).contains(seeds) else { throw ValidationError("--seeds takes 1 to 10000.") }
    guard (1...366).contains(days) else { throw ValidationError("--days takes 1 to 366.") }
    guard (1...10_000_000).contains(audit) else {
      throw ValidationError("--audit takes 1 to 10000000.")
    }
    if scenario != nil, replay != nil {
      throw ValidationError("--scenario and --replay exclude each other.")
    }
    for name in policy where FloorPolicy(name) == nil {
      throw ValidationError("There is no policy \"\(name)\". Policies:\n\(FloorPolicy.syntax)")
    }
  }

  func run() throws {
    let file = try plot.map { path in
      try Self.orComplain("simulate") { try PictureFile(path: path) }
    }
    let study = try Self.orComplain("simulate") { try makeStudy() }
    let policies = names.compactMap { FloorPolicy($0) }
    let progress = Progress(total: policies.count * seeds * days, what: "days")
    let summaries = study.run(policies) { progress.advance() }
    progress.finish()
    try printOut(summaries, study)
    if let file { try draw(summaries, study, to: file) }
    guard summaries.allSatisfy(\.isRecountEqual) else { throw ExitCode.unexpected }
  }

  private func draw(
    _ summaries: [FloorSummary], _ study: FloorStudy, to file: PictureFile
  ) throws {
    let picture = FloorPicture(
      summaries, title: title(study.scenario), limit: study.rule.limit)
    try Self.orComplain("simulate") { try file.write(picture.bytes) }
  }

  /// A picture of one point says little.
  private var names: [String] {
    if !policy.isEmpty { return policy }
    guard plot != nil else { return ["predictive"] }
    return [0.005, 0.01, 0.02].map { "predictive:overdial=\($0)" } + ["predictive"]
      + ["progressive", "progressive:1.5", "progressive:2", "progressive:3"]
      + ["adaptive-ratio", "busy-share", "busy-share:0.1", "busy-share:0.2", "clairvoyant"]
  }

  private func makeStudy() throws -> FloorStudy {
    var floor = FloorScenario()
    var guess = FloorGuess()
    var rule = AbandonmentRule.unitedStates
    if let scenario { (floor, guess) = try FloorScenario.read(scenario) }
    if let replay { (floor, guess) = try CallRecordFit(folder: replay).scenario }
    if let path = self.rule { rule = try AbandonmentRule.read(path) }
    if let agents { floor.agents = agents }
    if let campaigns { floor.campaigns = campaigns }
    if let live { floor.liveRate = live }
    if let falseMachine { floor.falseMachineShare = falseMachine }
    if floor.campaigns > 1, names.contains("clairvoyant") {
      throw SimulateError(text: "clairvoyant knows the customers of one campaign")
    }
    if let fault = floor.fault { throw SimulateError(text: fault) }
    if floor.falseMachineShare > 0, rule.audit == .none {
      rule.audit = FalseMachineAudit(
        mistaken: Int((floor.falseMachineShare * Double(audit)).rounded()), people: audit)
    }
    return FloorStudy(floor, rule: rule, guess: guess, seeds: seeds, days: days)
  }
}

struct SimulateError: Error, CustomStringConvertible {
  var text: String
  var description: String { text }
}
