// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls
import Detection

/// An outcome as the payload of a result, and as journals keep it.
///
/// Seconds and probabilities are rounded to 3 decimals. `answered_at_s` and `line` are null where there is none.
/// `call_result` is the name for people; `call_result_code` decides on reading. `chain` does not travel: it is for the
/// log of the side that made the call.
extension CallOutcome: Codable {
  private enum CodingKeys: String, CodingKey {
    case attempt, outcome
    case callResult = "call_result"
    case callResultCode = "call_result_code"
    case confidence
    case decidedAt = "decided_at_s"
    case answeredAt = "answered_at_s"
    case line, reason, events
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(attempt, forKey: .attempt)
    try values.encode(outcome, forKey: .outcome)
    try values.encode(callResult.name, forKey: .callResult)
    try values.encode(callResult, forKey: .callResultCode)
    let confidence = confidence.isFinite ? confidence : 0
    try values.encode(confidence.rounded(toDecimals: 3), forKey: .confidence)
    try values.encode(decidedAt.roundedSeconds, forKey: .decidedAt)
    try values.encode(answeredAt?.roundedSeconds, forKey: .answeredAt)
    try values.encode(line, forKey: .line)
    try values.encode(reason, forKey: .reason)
    try values.encode(Array(events.suffix(CallOutcome.evidenceLimit)), forKey: .events)
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      attempt: try values.decodeAttempt(forKey: .attempt),
      outcome: try values.decode(Outcome.self, forKey: .outcome),
      callResult: try values.decode(CallResult.self, forKey: .callResultCode),
      confidence: try values.decode(Double.self, forKey: .confidence),
      decidedAt: try values.decodeSeconds(forKey: .decidedAt),
      answeredAt: try values.decodeSecondsIfPresent(forKey: .answeredAt),
      line: try values.decodeIfPresent(String.self, forKey: .line),
      reason: try values.decodeIfPresent(String.self, forKey: .reason) ?? "",
      events: try values.decodeIfPresent([CallEvent].self, forKey: .events) ?? [])
  }
}
