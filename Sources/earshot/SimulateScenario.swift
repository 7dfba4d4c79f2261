// SPDX-License-Identifier: GPL-3.0-or-later
import OutboundContact
import Simulation

/// A floor from its YAML file.
extension FloorScenario {
  static func read(_ path: String) throws -> (FloorScenario, FloorGuess) {
    let file = try Settings(contentsOf: path)
    try file.check(known: [
      "agents", "campaigns", "live", "live_by_hour", "talk", "wrap_up", "answer", "analysis",
      "held", "machines",
      "false_machine", "bridging", "shift", "breaks", "changes", "guess", "lines",
    ])
    var floor = FloorScenario()
    try file.set(&floor.agents, "agents")
    try file.set(&floor.campaigns, "campaigns")
    floor.lines = try file.count("lines") ?? floor.lines
    try file.set(&floor.liveRate, "live")
    try file.set(&floor.wrapUpMean, "wrap_up")
    try file.set(&floor.analysisSeconds, "analysis")
    try file.set(&floor.machineShare, "machines")
    try file.set(&floor.falseMachineShare, "false_machine")
    try file.set(&floor.bridgingSeconds, "bridging")
    if let talk = try file.optionalSection("talk") {
      try talk.check(known: ["mean", "deviation"])
      try talk.set(&floor.talkMean, "mean")
      try talk.set(&floor.talkDeviation, "deviation")
    }
    if let answer = try file.optionalSection("answer") {
      try answer.check(known: ["mean", "deviation", "least"])
      try answer.set(&floor.answerMean, "mean")
      try answer.set(&floor.answerDeviation, "deviation")
      try answer.set(&floor.answerLeast, "least")
    }
    if let held = try file.optionalSection("held") {
      try held.check(known: ["least", "most"])
      try held.set(&floor.heldLeast, "least")
      try held.set(&floor.heldMost, "most")
    }
    if let shift = try file.optionalSection("shift") {
      try shift.check(known: ["start", "hours"])
      try shift.set(&floor.shiftStart, "start")
      try shift.set(&floor.shiftHours, "hours")
    }
    floor.liveRateByHour = try file.numbersByInteger("live_by_hour")
    for entry in try file.sections("breaks") {
      try entry.check(known: ["start", "minutes", "share"])
      floor.breaks.append(
        Break(
          start: try entry.number("start"), minutes: try entry.number("minutes"),
          share: try entry.number("share")))
    }
    for entry in try file.sections("changes") {
      try entry.check(known: ["day", "hour", "live", "analysis", "machines", "talk"])
      floor.changes.append(
        Change(
          day: try entry.count("day") ?? 1, hour: try entry.number("hour"),
          liveRate: try entry.optionalDouble("live"),
          analysisSeconds: try entry.optionalDouble("analysis"),
          machineShare: try entry.optionalDouble("machines"),
          talkMean: try entry.optionalDouble("talk")))
    }
    if let fault = floor.fault { throw SettingsError(path: path, line: nil, fault) }
    return (floor, try FloorGuess.read(file))
  }
}

extension FloorGuess {
  fileprivate static func read(_ file: Settings) throws -> FloorGuess {
    var guess = FloorGuess()
    guard let section = try file.optionalSection("guess") else { return guess }
    try section.check(known: ["live", "answer", "other", "talk", "wrap_up"])
    try section.set(&guess.liveRate, "live")
    try section.set(&guess.answerSeconds, "answer")
    try section.set(&guess.otherSeconds, "other")
    try section.set(&guess.talkSeconds, "talk")
    try section.set(&guess.wrapUpSeconds, "wrap_up")
    return guess
  }
}

extension AbandonmentRule {
  /// A rule of law from its YAML file.
  static func read(_ path: String) throws -> AbandonmentRule {
    try Settings(contentsOf: path).decode(AbandonmentRule.self)
  }
}

extension Settings {
  func set(_ value: inout Double, _ key: String) throws(SettingsError) {
    if let number = try optionalDouble(key) { value = number }
  }

  func set(_ value: inout Int, _ key: String) throws(SettingsError) {
    if let number = try count(key) { value = number }
  }

  func count(_ key: String) throws(SettingsError) -> Int? {
    try optionalDouble(key, in: 1...1e6).map { Int($0) }
  }

  func number(_ key: String) throws(SettingsError) -> Double {
    guard let number = try optionalDouble(key) else { throw fault(key, "'\(key)' is missing") }
    return number
  }
}
