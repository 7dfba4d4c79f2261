// SPDX-License-Identifier: GPL-3.0-or-later
public import Detection
import Foundation
package import OutboundContact

/// A row of a table of labelled recordings: who answered, and what was when. Times are seconds from the start.
public struct LabelledCall: Sendable, Hashable {
  /// Of the table, from 1.
  public var line: Int
  public var file: String
  public var outcome: Outcome
  public var family: String
  /// Answer supervision; nil where none comes.
  public var answeredAt: Double?
  /// Unknown in a table without a column of answers.
  public var supervision: AnalyzerSettings.Supervision
  /// The first utterance of a person, or the whole greeting of a machine.
  public var greetingStart: Double?
  public var greetingEnd: Double?
  public var beepStart: Double?
  public var beepEnd: Double?
  /// Where a tone or a data signal starts: `onset=` in the column `note`.
  public var signalStart: Double?
  public var country: String?

  public init(
    line: Int = 1, file: String, outcome: Outcome, family: String = "", answeredAt: Double? = nil,
    supervision: AnalyzerSettings.Supervision = .signalled, greetingStart: Double? = nil,
    greetingEnd: Double? = nil, beepStart: Double? = nil,
    beepEnd: Double? = nil, signalStart: Double? = nil, country: String? = nil
  ) {
    self.line = line
    self.file = file
    self.outcome = outcome
    self.family = family
    self.answeredAt = answeredAt
    self.supervision = supervision
    self.greetingStart = greetingStart
    self.greetingEnd = greetingEnd
    self.beepStart = beepStart
    self.beepEnd = beepEnd
    self.signalStart = signalStart
    self.country = country
  }

  /// Families that end so are known to be doubtful, and `unknown` is no label.
  public var isScored: Bool { !family.hasSuffix("-uncertain") && outcome != .unknown }

  /// Whether the call was rightly heard as `heard`. Busy and reorder of a family `ambiguous` are one signal in some
  /// countries; a SIT of a family `itu` carries no cause.
  public func accepts(_ heard: Outcome) -> Bool {
    if heard == outcome { return true }
    if family == "ambiguous", outcome == .busy || outcome == .reorder {
      return heard == .busy || heard == .reorder
    }
    return family.hasPrefix("itu") && heard.isSIT
  }
}

extension Outcome {
  /// Whether a special information tone was heard.
  public var isSIT: Bool { rawValue.hasPrefix("sit-") }
}

// MARK: - Reading

extension LabelledCall {
  /// The rows of the table at `path`: CSV with the columns file and outcome, and any of family, answered_at_s,
  /// greeting_start_s, greeting_end_s, beep_start_s, beep_end_s, note and country.
  ///
  /// - Throws: ``TableError`` with the line.
  public static func read(_ path: String) throws(TableError) -> [LabelledCall] {
    var calls: [LabelledCall] = []
    try TableError.forEachRow(inFile: path, required: ["file", "outcome"]) { row throws(CSVError) in
      calls.append(try LabelledCall(row))
    }
    return calls
  }

  package init(_ row: TableRow) throws(CSVError) {
    let name = row["outcome"]
    guard let outcome = Outcome(rawValue: name) else {
      let known = Outcome.allCases.map(\.rawValue).joined(separator: ", ")
      throw CSVError(line: row.line, "unknown outcome '\(name)'; known are \(known)")
    }
    self.init(
      line: row.line, file: row["file"], outcome: outcome, family: row["family"],
      answeredAt: try row.seconds("answered_at_s"),
      supervision: row.has("answered_at_s") ? .signalled : .unknown,
      greetingStart: try row.seconds("greeting_start_s"),
      greetingEnd: try row.seconds("greeting_end_s"), beepStart: try row.seconds("beep_start_s"),
      beepEnd: try row.seconds("beep_end_s"),
      signalStart: row["note"].firstMatch(of: /onset=(\d+(?:\.\d+)?)/).flatMap { Double($0.1) },
      country: row["country"].isEmpty ? nil : row["country"])
    if (beepStart == nil) != (beepEnd == nil) {
      throw CSVError(
        line: row.line, "beep_start_s and beep_end_s: give both, or neither where there is no beep")
    }
  }
}
