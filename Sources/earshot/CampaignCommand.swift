// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CPDLink
import Desk
import Foundation
import LineSocket
import OCS
import OutboundContact

struct CampaignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "campaign",
    abstract: "Controls the dialing sessions of an OCS that runs, and says what came of campaigns.",
    discussion: """
      earshot campaign load autumn --config ocs.yaml
      earshot campaign start autumn --mode predictive --config ocs.yaml
      earshot campaign set-mode autumn progressive --config ocs.yaml
      earshot campaign set-goal autumn busy=0.85 --config ocs.yaml
      earshot campaign status autumn --config ocs.yaml
      earshot campaign stop autumn --config ocs.yaml
      earshot campaign unload autumn --config ocs.yaml
      earshot campaign calls autumn --config ocs.yaml --since 2026-11-01
      earshot campaign agents autumn --config ocs.yaml --agent a7
      earshot campaign statistics autumn --config ocs.yaml
      earshot campaign compliance autumn --config ocs.yaml

      The first seven speak to the server's control socket, which its configuration names:

        control: {listen: "unix:control.sock", token: a-fourth-secret}

      Where the server is another machine, a file with that key alone will do, its address and whom to trust in it:

        control: {address: "tls:ocs.example:7402", authorities: root.pem, token: a-fourth-secret}

      NotLoaded → load → Active → start → Running → stop → Active → unload → NotLoaded. A campaign without caller_id does
      not start. Exit status: 0 done, 1 refused, 2 bad input.
      """,
    subcommands: [
      CampaignLoad.self, CampaignStart.self, CampaignSetMode.self, CampaignSetGoal.self,
      CampaignStop.self, CampaignUnload.self, CampaignStatusCommand.self, CampaignCalls.self,
      CampaignAgents.self, CampaignStatistics.self, ComplianceCommand.self,
    ])
}

/// How a command reaches the control socket.
struct ControlOptions: ParsableArguments {
  @Argument(help: "The campaign.") var name: String
  @Option(help: "The server's configuration, in YAML.", completion: .file(extensions: ["yaml"]))
  var config: String
  @Option(help: "Seconds to wait for the server.") var timeout = 30.0
  @Flag(help: "Print the answer as JSON.") var json = false

  func validate() throws {
    guard timeout > 0, timeout <= 86_400 else {
      throw ValidationError("--timeout takes seconds, up to a day.")
    }
  }

  /// Asks, and returns the answer; refusals are told, and end the command.
  func ask(
    _ message: ControlRequest.Message, mode: String? = nil, goal: PacingGoal? = nil,
    until last: ControlEvent.Message? = nil
  ) async throws -> ControlEvent {
    let address: Address
    let trust: TLSTrust?
    let token: String
    do {
      let control = try Settings(contentsOf: config).section("control")
      (address, trust) = try control.peer(control.has("address") ? "address" : "listen")
      token = try control.string("token")
    } catch {
      throw Self.complain("campaign", error)
    }
    do {
      let client = try await ControlClient.connect(
        to: address, trust: trust, token: token, campaign: name)
      let request = ControlRequest(
        message, referenceID: 2, campaign: name, dialMode: mode, optimizeBy: goal?.method,
        optimizeGoal: goal?.methodValue)
      return try await client.ask(request, until: last, seconds: timeout)
    } catch let fault as ControlClient.Refusal {
      Self.complain("campaign", fault)
      throw ExitCode.unexpected
    } catch {
      Self.complain("campaign", "\(config): the server does not answer: \(error)")
      throw ExitCode.unexpected
    }
  }

  func show(_ event: ControlEvent) throws {
    if json { return print(try event.jsonPage) }
    print(
      "\(event.campaign ?? name)  \(event.statusName ?? "?")  \(event.dialMode ?? "")\(goal(event))"
    )
  }

  /// What over-dialing is for, where something is over-dialed.
  private func goal(_ event: ControlEvent) -> String {
    guard let method = event.optimizeBy, event.dialMode?.hasSuffix("Predictive") == true else {
      return ""
    }
    guard let value = event.optimizeGoal else { return ", as busy as the law allows" }
    return ", \(method) \(value.formatted()) \(method == "WaitTime" ? "s" : "%")"
  }
}

struct CampaignLoad: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load",
    abstract: "Loads a campaign: agents may log in, and what an earlier session left is settled.")
  @OptionGroup var control: ControlOptions

  func run() async throws { try control.show(try await control.ask(.loadCampaign)) }
}

struct CampaignStart: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Starts dialing.")
  @OptionGroup var control: ControlOptions
  @Option(help: "preview, progressive, predictive, engaged-progressive or engaged-predictive.")
  var mode: String?
  @Option(
    help: "What predictive dialing is for, as of set-goal.",
    transform: { try PacingGoal.argument($0) })
  var goal: PacingGoal?

  func run() async throws {
    try control.show(try await control.ask(.startDialing, mode: mode, goal: goal))
  }
}

struct CampaignSetMode: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set-mode",
    abstract: "Dials in another mode from now on; while running, predictive and progressive only.")
  @OptionGroup var control: ControlOptions
  @Argument(help: "The mode.") var mode: String

  func run() async throws {
    try control.show(try await control.ask(.setDialingMode, mode: mode))
  }
}

struct CampaignSetGoal: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set-goal",
    abstract: "Dials ahead for another goal from now on, in the predictive modes.",
    discussion: """
      lawful         as busy as the law allows
      busy=0.85      agents talk or work on a call for 85 % of their time
      overdial=0.01  1 % of answered calls is abandoned, at most
      wait=20        an agent waits 20 s for a call, on average

      The law's budget holds whatever the goal. It holds over restarts, until `goal` of the configuration is another.
      """)
  @OptionGroup var control: ControlOptions
  @Argument(
    help: "lawful, busy=SHARE, overdial=SHARE or wait=SECONDS.",
    transform: { try PacingGoal.argument($0) })
  var goal: PacingGoal

  func run() async throws {
    try control.show(try await control.ask(.setDialingMode, goal: goal))
  }
}

struct CampaignStop: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "Dials no more; calls that are up go to their end.")
  @OptionGroup var control: ControlOptions

  func run() async throws { try control.show(try await control.ask(.stopDialing)) }
}

struct CampaignUnload: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unload",
    abstract: "Unloads a campaign, once its calls are over.",
    discussion: """
      --force does not wait: calls that are up are settled when the campaign is loaded again.
      """)
  @OptionGroup var control: ControlOptions
  @Flag(help: "Do not wait for calls.") var force = false

  func run() async throws {
    let event = try await control.ask(
      force ? .forceUnloadCampaign : .unloadCampaign, until: .campaignUnloaded)
    try control.show(event)
  }
}

struct CampaignStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Where a dialing session stands.")
  @OptionGroup var control: ControlOptions

  func run() async throws {
    let event = try await control.ask(.getCampaignStatus)
    try control.show(event)
    guard !control.json, let counts = event.counts else { return }
    print("records     \(counts.records), \(counts.unfinished) unfinished")
    print("attempts    \(counts.attempts), \(counts.open) open, \(counts.connected) connected")
    print("agents      \(counts.agents)")
    print("gateway     \(counts.lines.map { "\($0) lines" } ?? "not connected")")
    if counts.isPaused { print("paused      the store takes nothing; see the server's log") }
    for (result, count) in counts.results.sorted(by: { $0.value > $1.value }) {
      print("  \(result): \(count)")
    }
  }
}

extension PacingGoal {
  /// What was typed.
  static func argument(_ text: String) throws -> PacingGoal {
    guard let goal = PacingGoal(text) else {
      throw ValidationError(
        "\"\(text)\" is no goal; write lawful, busy=0.85, overdial=0.01 or wait=20")
    }
    return goal
  }
}
