// SPDX-License-Identifier: GPL-3.0-or-later
import Detection
import Foundation

extension TradeOff {
  /// A row for each point, then the peers.
  public func text(beside peers: [Peer]) -> String {
    var table = TextTable([
      ("curve", .left), ("costs", .left), ("live", .right), ("machine", .right),
      ("live called machine", .right), ("95 %", .right), ("answer", .right), ("greeting", .right),
      ("machine, s", .right), ("", .left),
    ])
    table.rows = points.map { point in
      [
        point.setting.curve, point.setting.costs.text, point.live.share?.percent ?? "-",
        point.machine.share?.percent ?? "-", point.liveCalledMachine.share?.percent ?? "-",
        point.liveCalledMachine.intervalWords,
      ]
        + [point.liveAfterAnswer, point.liveAfterGreeting, point.machineAfterStart].map {
          $0.median?.hundredths ?? "-"
        } + [point.name.map { "← " + $0 } ?? ""]
    }
    var others = TextTable([
      ("elsewhere", .left), ("setting", .left), ("live", .right), ("machine", .right),
      ("answer, s", .right), ("calls", .left),
    ])
    others.rows = peers.map { peer in
      [
        peer.system, peer.setting, peer.live.percent, peer.machine.percent,
        peer.liveMedian?.hundredths ?? "", peer.calls,
      ]
    }
    let counts = points.first.map { "\($0.live.total) people, \($0.machine.total) machines" } ?? ""
    return """
      \(counts)
      costs: a person taken for a machine, an agent on a machine, a second that a person waits, a second of the line
      medians in s: people after the answer and after the greeting's end, machines after the greeting's start

      \(table.lines.joined(separator: "\n"))

      \(others.lines.joined(separator: "\n"))
      """
  }
}

extension TradeOff.Point {
  /// What the point is called in tables and pictures, where its costs have a name.
  var name: String? { profile?.rawValue }
}

extension TradeOff.Point: Encodable {
  private enum CodingKeys: String, CodingKey {
    case curve, costs, profile, live, machine
    case liveCalledMachine = "live_called_machine"
    case machineCalledLive = "machine_called_live"
    case liveAfterAnswer = "live_after_answer"
    case liveAfterGreeting = "live_after_greeting_end"
    case machineAfterStart = "machine_after_greeting_start"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(setting.curve, forKey: .curve)
    try values.encode(setting.costs.named, forKey: .costs)
    try values.encodeIfPresent(profile, forKey: .profile)
    try values.encode(live, forKey: .live)
    try values.encode(machine, forKey: .machine)
    try values.encode(liveCalledMachine, forKey: .liveCalledMachine)
    try values.encode(machineCalledLive, forKey: .machineCalledLive)
    try values.encode(liveAfterAnswer, forKey: .liveAfterAnswer)
    try values.encode(liveAfterGreeting, forKey: .liveAfterGreeting)
    try values.encode(machineAfterStart, forKey: .machineAfterStart)
  }
}

extension DecisionCosts {
  /// As they are called in JSON.
  var named: [String: Double] {
    [
      "person": personTakenForMachine, "agent": machineTakenForPerson, "delay": waitingSecond,
      "line": lineSecond,
    ]
  }
}
