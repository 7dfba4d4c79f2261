// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Yams

/// One far end of a script.
extension ScriptReader {
  static let entryKeys = [
    "name", "expect", "country", "rings", "early", "answer", "delay", "play", "repeat",
    "hang-up-after", "patience",
  ]

  mutating func entry(
    number key: Node, _ node: Node, plan: TonePlan
  ) throws(FarEndScriptError) -> FarEndScript.Entry {
    let number = try self.number(key)
    let table = try table(node, "far end \(number)", keys: ScriptReader.entryKeys)
    let line = key.line ?? table.line
    let plan = try self.plan(table.values["country"]) ?? plan
    let behavior = try behavior(number, table, plan: plan, line: line)
    return FarEndScript.Entry(
      number: number, name: try table.values["name"].map(string) ?? number,
      expected: try table.values["expect"].map(outcome), behavior: behavior, line: line)
  }

  private func number(_ key: Node) throws(FarEndScriptError) -> String {
    guard let number = text(of: key), (1...64).contains(number.count),
      number.allSatisfy("0123456789*#".contains)
    else {
      throw fault(
        key.line, "\(text(of: key) ?? "this") is no number; write its digits, 0-9 * #, in quotes")
    }
    return number
  }

  private func outcome(_ node: Node) throws(FarEndScriptError) -> Outcome {
    let name = try string(node)
    guard let outcome = Outcome(rawValue: name) else {
      let known = Outcome.allCases.map(\.rawValue).joined(separator: ", ")
      throw fault(node.line, "\(name) is no outcome; one of \(known)")
    }
    return outcome
  }

  private mutating func behavior(
    _ number: String, _ table: ScriptTable, plan: TonePlan, line: Int
  ) throws(FarEndScriptError) -> FarEndBehavior {
    let values = table.values
    let answers = try answers(number, values)
    let repeats = try values["repeat"].map { node throws(FarEndScriptError) in
      try truth(node, "repeat")
    }
    var behavior = FarEndBehavior(
      answers: answers, delay: try values["delay"].map(seconds("delay")) ?? 0,
      hangsUpAfter: try values["hang-up-after"].map(seconds("hang-up-after")),
      patience: try values["patience"].map(seconds("patience")))
    behavior.earlyRepeats = repeats == true && !answers
    behavior.voiceRepeats = repeats == true && answers
    if let node = values["rings"] {
      behavior.rings =
        text(of: node) == "forever" ? .forever : .seconds(try seconds(node, "rings"))
      guard let ringback = plan.ringback else {
        throw fault(node.line, "no ringback is known for \(plan.code); choose another country")
      }
      behavior.ringback = ringback
    }
    if let node = values["early"] {
      let early = try sound(node, plan: plan)
      if answers, early.isEndless {
        throw fault(node.line, "early has no end, so \(number) would never answer; name a file")
      }
      behavior.early = early
    }
    if let node = values["play"] { behavior.voice = try sound(node, plan: plan) }
    if behavior.rings == .forever, answers || behavior.early != nil {
      throw fault(line, "\(number) rings for ever, so nothing comes after; give rings in seconds")
    }
    return behavior
  }

  /// Whether the far end answers, and that it says so consistently.
  private func answers(
    _ number: String, _ values: [String: Node]
  ) throws(FarEndScriptError) -> Bool {
    // What only somebody who answered can do.
    let after = ["play", "delay", "patience"].first { values[$0] != nil }
    guard let node = values["answer"] else { return after != nil }
    let answers = try truth(node, "answer")
    if !answers, let after {
      throw fault(
        node.line,
        "\(number) does not answer but has \(after); write answer: true, or early for what it plays"
      )
    }
    return answers
  }

  /// A recording's file name, or `tone:` and the name of one of the country's tones.
  private mutating func sound(
    _ node: Node, plan: TonePlan
  ) throws(FarEndScriptError) -> FarEndSound {
    let name = try string(node)
    guard name.hasPrefix("tone:") else {
      return .samples(try recording(name, line: node.line))
    }
    let kind = String(name.dropFirst("tone:".count))
    guard let tone = TonePlan.Kind(rawValue: kind).flatMap({ plan[$0] }) else {
      let known = TonePlan.Kind.allCases.filter { plan[$0] != nil }
      let names = known.map { "tone:\($0.rawValue)" }.joined(separator: ", ")
      throw fault(node.line, "\(plan.code) has no \(name); it has \(names)")
    }
    return .tone(tone)
  }

  private func seconds(_ what: String) -> (Node) throws(FarEndScriptError) -> Double {
    { (node) throws(FarEndScriptError) in try self.seconds(node, what) }
  }
}
