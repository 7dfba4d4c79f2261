// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
public import Detection

/// What a gateway noted beside a recording: what the call was heard as, and what was known of it beforehand. The line was
/// heard on channel 1.
public struct RecordingNotes: Sendable, Hashable, Decodable {
  public var heard: Classification
  public var country: String?
  /// Whether the line reported the answer; then the answer heard is the reported one.
  public var supervision: AnalyzerSettings.Supervision

  private enum CodingKeys: String, CodingKey { case country, supervision }

  public init(from decoder: any Decoder) throws {
    heard = try Classification(from: decoder)
    let values = try decoder.container(keyedBy: CodingKeys.self)
    country = try values.decodeIfPresent(String.self, forKey: .country)
    let supervision = try values.decodeIfPresent(String.self, forKey: .supervision)
    self.supervision = supervision == "signalled" ? .signalled : .unknown
  }

  /// As the call was heard, but for the costs.
  public func hints(costs: DecisionCosts) -> Classification.Hints {
    Classification.Hints(
      country: country,
      answeredAt: supervision == .signalled ? heard.verdict.answeredAt?.seconds : nil,
      supervision: supervision, costs: costs)
  }
}
