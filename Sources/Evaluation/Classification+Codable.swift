// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Detection

/// A classification as a JSON object. On reading, the answer, the confidence, the reason and the events may be missing, and
/// so may the moment of a decision where none was made; other keys are passed over.
extension Classification: Codable {
  package enum CodingKeys: String, CodingKey {
    case file, outcome, confidence, reason, events
    case decidedAt = "decided_at_s"
    case answeredAt = "answered_at_s"
    case callResult = "call_result"
    case callResultCode = "call_result_code"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try encodeVerdict(to: &values)
    try values.encode(events, forKey: .events)
  }

  /// All but the events.
  package func encodeVerdict(to values: inout KeyedEncodingContainer<CodingKeys>) throws {
    try values.encode(file, forKey: .file)
    try values.encode(verdict.outcome, forKey: .outcome)
    try values.encode(verdict.decidedAt.roundedSeconds, forKey: .decidedAt)
    if let answeredAt = verdict.answeredAt {
      try values.encode(answeredAt.roundedSeconds, forKey: .answeredAt)
    } else {
      try values.encodeNil(forKey: .answeredAt)
    }
    try values.encode(verdict.confidence.rounded(toDecimals: 3), forKey: .confidence)
    try values.encode(verdict.reason, forKey: .reason)
    try values.encode(callResult.name, forKey: .callResult)
    try values.encode(callResult.rawValue, forKey: .callResultCode)
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    // null is of others, which decided nothing.
    let name =
      try values.decodeNil(forKey: .outcome)
      ? "unknown" : values.decode(String.self, forKey: .outcome)
    guard let outcome = Outcome(rawValue: name) else {
      let known = Outcome.allCases.map(\.rawValue).joined(separator: ", ")
      throw DecodingError.dataCorruptedError(
        forKey: .outcome, in: values,
        debugDescription: "unknown outcome '\(name)'; known are \(known)")
    }
    let decidedAt = try values.decodeSecondsIfPresent(forKey: .decidedAt)
    guard let decidedAt = decidedAt ?? (outcome == .unknown ? SampleTime.zero : nil) else {
      throw DecodingError.dataCorruptedError(
        forKey: .decidedAt, in: values, debugDescription: "no moment at which that was decided")
    }
    self.init(
      file: try values.decode(String.self, forKey: .file),
      verdict: Verdict(
        outcome: outcome, decidedAt: decidedAt,
        answeredAt: try values.decodeSecondsIfPresent(forKey: .answeredAt),
        confidence: try values.decodeIfPresent(Double.self, forKey: .confidence) ?? 0,
        reason: try values.decodeIfPresent(String.self, forKey: .reason) ?? ""),
      events: try values.decodeIfPresent([CallEvent].self, forKey: .events) ?? [])
  }
}
