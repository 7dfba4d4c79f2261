// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Desk
import Foundation
import LineSocket
import Logging
import NumberingPlan
import OCS
import OutboundContact
import SQLiteRecords
import ServiceLifecycle

struct OCSCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ocs",
    abstract:
      "The outbound contact server: works through calling lists with the gateway and the agents.",
    discussion: """
      earshot ocs --config ocs.yaml

      ocs.yaml, paths relative to it:

        database: lists.sqlite         # calling lists and attempts; made if it is not there
        gateway:
          address: unix:cpd.sock       # where the CPD server listens; or tls:gateway.example:7401
          authorities: root.pem        # over TLS: who vouches for it; the machine's own roots by default
          token: a-long-secret
        desk:
          listen: tls:0.0.0.0:7400     # where desktops connect; or unix:desk.sock
          certificate: ocs.pem         # over TLS: its own first, then its chain; PEM
          key: ocs.key
          token: another-secret        # what agents say
          supervisor_token: a-third    # what supervisors say; the agents' by default
        control:                       # where `earshot campaign` asks; may be left out
          listen: unix:control.sock    # TLS as for desks; then also, for `earshot campaign`:
          address: tls:ocs.example:7402   # where it is reached, and authorities as above
          token: a-fourth
        start: false                   # wait for `earshot campaign load` and `start`; true by default
        campaign:                      # or several, which share agents and lines: `campaigns:`, a list of such sections
          name: autumn
          import: calling-list.csv     # taken over where the campaign has no records yet; may be left out
          country: us                  # of numbers without a country code in it, and a prior for tones; may be left out
          description: Renewals        # desktops are told it; may be left out
          mode: Progressive            # or Predictive, EngagedProgressive, EngagedPredictive, Preview
          caller_id: "+12125550100"    # what called parties are shown; a campaign does not start without
          safe_harbour_message: sorry  # the gateway's name of it: played where no agent is there in 2 s
          opt_out_digit: "9"           # pressed during it: never again
          lists: [{name: gold, share: 30}, {name: silver, share: 10}]   # all its lists alike by default
          filter: ["attempt < 3", "segment = east"]                     # records that are taken; all by default
          time_zone: Europe/Berlin     # of records that name none
          agent_share: 2               # it has twice the agents of another, whose share is 1 by default
          agents: [a1, a2]             # who may work for it; all by default
          lines: 24                    # of the gateway's, at most; all by default
          max_attempts: 10
          profile: {ring_s: 30, analysis_s: 20, agent_wait_s: 10, decision: balanced, screener: drop}
          treatments:
            - {call_result: Busy, number: 1, action: retry_in, minutes: 10}
            - {call_result: AnsweringMachine, action: retry_in, minutes: 120, call: play_message, message: callback}
        programs: {notify: [/usr/local/bin/notify, --record]}   # what the action execute runs; may be left out
        clock: {origin: 1795392000, wall_origin: 1795392000, speed: 20}   # the wall's by default
        keep_calls_years: 5            # then calls are forgotten; the law's counters are kept
        exit_when_finished: true       # end when every record is done
        log_level: info

      Beyond this machine sockets are of TLS. tcp:host:port is taken on loopback, and elsewhere only beside plain_text: true.

      It runs until SIGTERM or SIGINT. Exit status: 0 finished or shut down, 1 it had to stop, 2 bad configuration.
      """)

  @OptionGroup var options: ServiceOptions

  static let known = [
    "database", "gateway", "desk", "campaign", "campaigns", "clock", "control", "start",
    "exit_when_finished", "log_level", "programs", "keep_calls_years",
  ]

  func run() async throws {
    let services: [any Service]
    let logger: Logger
    do {
      let settings = try Settings(contentsOf: options.config)
      try settings.check(known: Self.known)
      logger = try options.logger("ocs", level: settings.optionalString("log_level"))
      let configuration = try Self.configuration(settings)
      let years = try Self.yearsKept(settings)
      let clock = try Self.clock(settings)
      let store = try SQLiteRecords(path: settings.file("database"))
      for section in try settings.campaigns() {
        let campaign = try section.string("name")
        if let list = try section.optionalFile("import") {
          try await importOnce(
            list, into: store, campaign: campaign,
            timeZone: section.optionalString("time_zone"), numbers: Self.numbers(of: section),
            logger: logger)
        }
        try await store.closeAgentHistory(campaign: campaign)
      }
      let service = OCSService(
        configuration: configuration, store: store, clock: clock, logger: logger,
        listening: { logger.info("listening", metadata: ["address": "\($0)"]) })
      services = [CallRetention(store: store, years: years, logger: logger), service]
    } catch {
      throw Self.complain("ocs", error)
    }
    do {
      try await options.run(services, logger: logger)
    } catch {
      Self.complain("ocs", error)
      throw ExitCode.unexpected
    }
  }

  static func configuration(_ settings: Settings) throws -> OCSConfiguration {
    let gateway = try settings.section("gateway")
    try gateway.check(known: ["address", "token"] + Settings.peerKeys)
    let desk = try settings.section("desk")
    try desk.check(known: ["token", "supervisor_token"] + Settings.listenerKeys)
    let supervisor =
      try desk.optionalString("supervisor_token") == nil
      ? nil : try desk.token("supervisor_token")
    let (gatewayAddress, gatewayTrust) = try gateway.peer("address")
    let (deskAddress, deskIdentity) = try desk.listener()
    var configuration = OCSConfiguration(
      gateway: gatewayAddress, gatewayToken: try gateway.token("token"),
      desk: DeskConfiguration(
        address: deskAddress, token: try desk.token("token"), supervisorToken: supervisor),
      campaigns: try settings.campaigns().map {
        try $0.without("time_zone").without("import").decode(CampaignConfiguration.self)
      })
    let names = configuration.campaigns.map(\.name)
    guard Set(names).count == names.count else {
      throw settings.fault("campaigns", "'campaigns': each has a name of its own")
    }
    configuration.gatewayTrust = gatewayTrust
    configuration.desk.identity = deskIdentity
    configuration.programs = try settings.lists("programs")
    try check(configuration.programs, settings)
    for campaign in try settings.campaigns() { _ = try numbers(of: campaign) }
    configuration.exitWhenFinished = try settings.flag("exit_when_finished")
    if let control = try settings.optionalSection("control") {
      try control.check(
        known: ["token", "address", "authorities"] + Settings.listenerKeys)
      let (address, identity) = try control.listener()
      configuration.control = ControlConfiguration(
        address: address, token: try control.token("token"))
      configuration.control?.identity = identity
      guard address != deskAddress || address.takesAnyPort else {
        throw control.fault("listen", "'control.listen' is where desktops connect; give another")
      }
    }
    if try settings.optionalString("start") != nil {
      configuration.startsByItself = try settings.flag("start")
    }
    guard configuration.startsByItself || configuration.control != nil else {
      throw settings.fault("start", "'start' is false, and no 'control' says how it is started")
    }
    if configuration.startsByItself {
      for campaign in configuration.campaigns {
        guard let fault = campaign.startFault else { continue }
        let key = settings.has("campaign") ? "campaign" : "campaigns"
        throw settings.fault(key, "'\(key)': \(fault)")
      }
    }
    return configuration
  }

  /// What treatments execute is there to be executed.
  private static func check(_ programs: [String: [String]], _ settings: Settings) throws {
    for (name, command) in programs.sorted(by: { $0.key < $1.key }) {
      guard let program = command.first, FileManager.default.isExecutableFile(atPath: program)
      else {
        throw settings.fault(
          "programs", "'programs.\(name)': no program \(command.first ?? ""); give its whole path")
      }
    }
    for campaign in try settings.campaigns() {
      for treatment in try campaign.sections("treatments") {
        guard let name = try treatment.optionalString("execute"), programs[name] == nil else {
          continue
        }
        throw treatment.fault(
          "execute",
          "'execute': 'programs' has no '\(name)'; put it there: {\(name): [/path/to/it]}")
      }
    }
  }

  static func yearsKept(_ settings: Settings) throws -> Int {
    let years =
      try settings.optionalDouble("keep_calls_years", in: 1...1000)
      ?? Double(CallRecordRetention.years)
    guard let years = Int(exactly: years) else {
      throw settings.fault("keep_calls_years", "'keep_calls_years' is a whole number from 1 on")
    }
    return years
  }

  static func clock(_ settings: Settings) throws -> OCSClock {
    guard let clock = try settings.optionalSection("clock") else { return OCSClock() }
    try clock.check(known: ["origin", "wall_origin", "speed"])
    func moment(_ key: String) throws -> Date? {
      // To the year 2286.
      try clock.optionalDouble(key, in: 0...1e10).map(Date.init(timeIntervalSince1970:))
    }
    return OCSClock(
      origin: try moment("origin"), wallOrigin: try moment("wall_origin") ?? Date(),
      speed: try clock.optionalDouble("speed", in: 0.001...100_000) ?? 1)
  }

  /// Numbers are kept as the world writes them where the campaign has a country, so that a do-not-call list meets them.
  private static func numbers(of campaign: Settings) throws -> any NumberRules {
    guard let country = try campaign.optionalString("country") else { return AnyNumber() }
    do {
      // Exchanges of a country may have tones of several kinds: us-old.
      return try NumberingPlan(country: String(country.prefix { $0 != "-" }), takesLocal: true)
    } catch {
      throw campaign.fault("country", "'campaign.country': \(error)")
    }
  }

  private func importOnce(
    _ path: String, into store: SQLiteRecords, campaign: String, timeZone: String?,
    numbers: any NumberRules, logger: Logger
  ) async throws {
    guard try await store.status(campaign: campaign).total == 0 else { return }
    var options = CallingListImport.Options(campaign: campaign, timeZone: timeZone)
    options.numbers = numbers
    let file = try CallingListFile(path: path, options: options)
    let count = try await store.importList(from: file)
    logger.info("imported", metadata: ["records": "\(count)"])
  }
}

extension Address {
  fileprivate var takesAnyPort: Bool {
    switch self {
    case .tcp(_, 0), .tls(_, 0): true
    default: false
    }
  }
}
