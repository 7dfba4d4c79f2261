// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Evaluation
import Foundation
import OutboundContact

/// What a run is made of, written to its folder: who answers where, whom to call, and both services' configuration.
struct RunPlan {
  var folder: String
  var samples: String
  var records: Int
  var agents: Int
  /// Campaigns that share the records and the agents.
  var campaigns = 1
  /// Audio time to wall time; nil: as fast as it goes.
  var speed: Double?
  var token: String
  /// Where the telephones behind a SIP trunk listen; nil: a board is dialed on.
  var exchangePort: UInt16?
  /// A card whose far side takes the run's script; nil: lines in memory.
  var card: CardUnderTest?

  /// Campaign time to wall time where the audio is not paced.
  static let unpacedSpeed = 60.0
  var clockSpeed: Double { speed ?? RunPlan.unpacedSpeed }

  var database: String { folder + "/lists.sqlite" }
  var farEnds: String { folder + "/far-ends.yaml" }
  var gatewayConfiguration: String { folder + "/gateway.yaml" }
  var ocsConfiguration: String { folder + "/ocs.yaml" }
  var exchangeConfiguration: String { folder + "/exchange.yaml" }
  var deskSocket: String { folder + "/desk.sock" }
  var arrivals: String { folder + "/arrivals.log" }
  /// What a card's lines have counted, once the gateway has shut down.
  var counters: String { folder + "/lines.json" }
  var acknowledged: String { folder + "/acknowledged.log" }

  static func place(ofAgent number: Int) -> String { "\(9000 + number)" }

  /// Makes the folder anew; one that no run made is left alone.
  func write() throws {
    let ends = try makeEnds()
    try RunFolder(path: folder).makeAnew()
    try save(script(ends), farEnds)
    let lists = lists(ends)
    for (name, text) in zip(listNames, lists) { try save(text, "\(folder)/\(name)") }
    try save(gateway(), gatewayConfiguration)
    if let exchangePort { try save(exchange(exchangePort), exchangeConfiguration) }
    try save(ocs(), ocsConfiguration)
  }

  private func save(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
  }

  // MARK: - Far ends

  private struct End {
    var number: String
    var sample: LabelledCall?
    var lines: [String]
  }

  /// One far end for each record: the samples that begin at the answer or have none, in an order of their own, and
  /// telephones that ring unheard in some countries.
  private func makeEnds() throws -> [End] {
    let manifest = samples + "/manifest.csv"
    guard FileManager.default.fileExists(atPath: manifest) else {
      throw SettingsError(
        path: manifest, line: nil, "no samples there; name their folder with --samples")
    }
    let usable = try LabelledCall.read(manifest).filter { ($0.answeredAt ?? 0) == 0 }
    guard !usable.isEmpty else {
      throw SettingsError(path: manifest, line: nil, "has no usable samples")
    }
    // A stride that shares no factor with their count spreads the kinds over the list.
    var stride = max(1, usable.count / 3)
    while Self.divisor(stride, usable.count) > 1 { stride += 1 }
    var dice = SplitMix64(seed: 7)
    let ringers = ["us", "de", "jp", "au", "br"]
    return (0..<records).map { index in
      let number = "555\(String(format: "%04d", 100 + index))"
      if index % 16 == 15 {
        let country = ringers[(index / 16) % ringers.count]
        return End(
          number: number, sample: nil,
          lines: [
            "name: telephone in \(country) that nobody answers", "expect: ringback",
            "country: \(country)", "rings: forever",
          ])
      }
      let sample = usable[(index * stride) % usable.count]
      var lines = [
        "name: \(sample.file.replacing(".wav", with: ""))", "expect: \(sample.outcome.rawValue)",
      ]
      if let country = sample.country, TonePlan.of(country)?.ringback != nil {
        lines.append("country: \(country)")
      }
      if sample.answeredAt == nil {
        lines.append("early: \(sample.file)")
        switch sample.outcome {
        case .ringback: lines.append("repeat: true")
        case .busy, .reorder, .dialTone: break
        default: lines.append("hang-up-after: 1.5")
        }
      } else {
        let rings = Double(Int.random(in: 15...110, using: &dice)) / 10
        lines += ["rings: \(rings)", "play: \(sample.file)"]
        lines.append(sample.outcome == .liveVoice ? "patience: 30" : "hang-up-after: 12")
      }
      return End(number: number, sample: sample, lines: lines)
    }
  }

  private static func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : divisor(b, a % b) }

  private func script(_ ends: [End]) -> String {
    var text = "version: 1\ncountry: us\nsamples: \"\(samples)\"\nfar-ends:\n"
    for end in ends {
      text += "  \"\(end.number)\":\n" + end.lines.map { "    \($0)\n" }.joined()
    }
    for agent in 1...agents {
      text += """
          "\(RunPlan.place(ofAgent: agent))":
            name: telephone of agent \(agent)
            play: live-us-business-female.wav
            repeat: true

        """
    }
    return text
  }

  // MARK: - The list and the configurations

  private var listNames: [String] {
    campaigns == 1 ? ["calling-list.csv"] : (1...campaigns).map { "calling-list-\($0).csv" }
  }

  /// Of each campaign. Every eighth record is the second number of the customer before it.
  private func lists(_ ends: [End]) -> [String] {
    let head = "record_id,contact_info,chain_id,chain_n,daily_from,daily_till,tz,customer\n"
    var lists = Array(repeating: head, count: campaigns)
    var chain = 0
    var place = 0
    for (index, end) in ends.enumerated() {
      let isSecond = index % 8 == 7 && reachesNobody(ends[index - 1])
      place = isSecond ? place + 1 : 0
      if !isSecond { chain += 1 }
      lists[chain % campaigns] +=
        "\(index + 1),\(end.number),\(chain),\(place),0,86400,UTC,Customer \(chain)\n"
    }
    return lists
  }

  /// The second number of a chain is dialed only where the first reaches nobody.
  private func reachesNobody(_ end: End) -> Bool {
    ([.busy, .fax, .modem, .sitVC, .sitIC] as [Outcome?]).contains(end.sample?.outcome)
  }

  private func gateway() -> String {
    """
    name: \(exchangePort != nil ? "sip" : card == nil ? "loopback" : "card") gateway
    listen: unix:cpd.sock
    token: \(token)
    journal: gateway.journal
    log_level: warning

    """ + (exchangePort.map(trunk) ?? board) + "\n"
  }

  private var lines: Int { 2 * agents + 4 }

  private func trunk(_ port: UInt16) -> String {
    """
    sip: {listen: "127.0.0.1:0", speed: \(clockSpeed)}
    trunks:
      carrier: {host: "127.0.0.1:\(port)", calls: \(lines), calls_per_second: 200, codecs: "pcmu pcma"}

    """
  }

  private func exchange(_ port: UInt16) -> String {
    """
    listen: 127.0.0.1:\(port)
    far_ends: far-ends.yaml
    arrivals: arrivals.log
    speed: \(clockSpeed)
    log_level: warning

    """
  }

  private var board: String {
    if let card { return "board: \"\(card.board)\"\ncounters: lines.json" }
    return """
      board: loopback:\(lines)
      speed: \(speed.map { "\($0)" } ?? "max")
      far_ends: far-ends.yaml
      arrivals: arrivals.log
      """
  }

  private func ocs() -> String {
    let now = Date().timeIntervalSince1970
    return """
      database: lists.sqlite
      gateway: {address: "unix:cpd.sock", token: "\(token)"}
      desk: {listen: "unix:desk.sock", token: "\(token)"}
      clock: {origin: \(now), wall_origin: \(now), speed: \(clockSpeed)}
      exit_when_finished: true
      log_level: warning
      campaigns:

      """ + listNames.enumerated().map(campaign).joined()
  }

  private func campaign(_ number: Int, list: String) -> String {
    """
    - name: demonstration\(campaigns == 1 ? "" : "-\(number + 1)")
      import: \(list)
      caller_id: "5550000"
      mode: predictive
      country: us
      max_attempts: 50
      abandoned_rest_hours: 0
      # The agents are programs, and the lines may be faster than life.
      agent_within_seconds: 20
      profile: {ring_s: 24, analysis_s: 20, agent_wait_s: 20}
      treatments:
        - {call_result: Busy, number: 1, action: retry_in, minutes: 1}
        - {call_result: Busy, number: 2, action: next_in_chain}
        - {call_result: NoAnswer, number: 1, action: retry_in, minutes: 2}
        - {call_result: AllTrunksBusy, number: 1, action: redial}
        - {call_result: FaxDetected, number: 1, action: next_in_chain}
        - {call_result: SIT Vacant, number: 1, action: next_in_chain}
        - {call_result: SIT Intercept, number: 1, action: next_in_chain}
        - {call_result: Abandoned, number: 1, action: retry_in, minutes: 1, times: 40}
        - {call_result: Unknown, number: 1, action: redial, times: 40}
        - {call_result: SystemError, number: 1, action: redial, times: 40}
        - {call_result: SwitchError, number: 1, action: redial, times: 40}
        - {call_result: CallDropError, number: 1, action: redial, times: 40}
        - {call_result: NoFreePortError, number: 1, action: redial, times: 40}

    """
  }
}
