// SPDX-License-Identifier: GPL-3.0-or-later
import Detection
import Foundation
import OutboundContact

/// A row of a table of labelled recordings: what the far end is, and when it was answered.
struct LabelledCall {
  var line: Int
  var file: String
  var outcome: String
  var family: String
  /// Answer supervision, s from the start; nil where none comes.
  var answeredAt: Double?
  var country: String?

  static func read(_ path: String) throws -> [LabelledCall] {
    var header: CSVHeader?
    var calls: [LabelledCall] = []
    try CSVReader.forEachRow(inFile: path) { row in
      guard let header else {
        header = try CSVHeader(row, required: ["file", "outcome"])
        return
      }
      try header.checkWidth(of: row)
      func field(_ name: String) -> String { header.field(name, of: row) ?? "" }
      let outcome = field("outcome")
      guard Outcome(rawValue: outcome) != nil else {
        throw CSVError(
          line: row.line,
          "unknown outcome '\(outcome)'; known are \(Outcome.allCases.map(\.rawValue).joined(separator: ", "))"
        )
      }
      let answered = field("answered_at_s")
      let answeredAt = Double(answered)
      if !answered.isEmpty, !(answeredAt.map { $0 >= 0 && $0 < 1e6 } ?? false) {
        throw CSVError(line: row.line, "answered_at_s '\(answered)' is no number of seconds")
      }
      calls.append(
        LabelledCall(
          line: row.line, file: field("file"), outcome: outcome, family: field("family"),
          answeredAt: answeredAt, country: field("country").isEmpty ? nil : field("country")))
    }
    return calls
  }

  /// Families that end so are known to be doubtful.
  var isScored: Bool { !family.hasSuffix("-uncertain") }

  /// Busy and reorder of a family `ambiguous` are one signal in some countries; an ITU SIT carries no cause.
  func accepts(_ heard: Outcome) -> Bool {
    if heard.rawValue == outcome { return true }
    if family == "ambiguous", outcome == "busy" || outcome == "reorder" {
      return heard == .busy || heard == .reorder
    }
    return family.hasPrefix("itu") && heard.rawValue.hasPrefix("sit-")
  }
}
