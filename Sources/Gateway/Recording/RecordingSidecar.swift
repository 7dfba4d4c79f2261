// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CPDLink
import Calls
import Detection
import Foundation

/// What lies beside a recording, as one JSON object: the outcome with its evidence, as on the CPD link and in the journal, and
/// how the call was heard. `earshot replay` reads it. The number that was dialed is not in it.
struct RecordingSidecar: Encodable {
  /// Of the recording, without its folder. Channel 1 is what was heard, channel 2 what was sent.
  var file: String
  var startedAt: Date
  var outcome: CallOutcome
  var country: String?
  var supervision: AnalyzerSettings.Supervision
  var released: ReleaseCause?
  var joinedAt: SampleTime?
  var dispute: Dispute?
  /// Samples that the recorder was too slow for; silence stands in their place.
  var lost: Int

  private enum CodingKeys: String, CodingKey {
    case file, country, supervision, released, chain, dispute
    case startedAt = "started_at"
    case joinedAt = "joined_at_s"
    case lost = "lost_samples"
  }

  func encode(to encoder: any Encoder) throws {
    try outcome.encode(to: encoder)
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(file, forKey: .file)
    try values.encode(startedAt.formatted(.iso8601), forKey: .startedAt)
    try values.encodeIfPresent(country, forKey: .country)
    try values.encode(
      supervision == .signalled ? "signalled" : "unknown", forKey: .supervision)
    try values.encodeIfPresent(released, forKey: .released)
    try values.encodeIfPresent(joinedAt?.roundedSeconds, forKey: .joinedAt)
    try values.encode(outcome.chain, forKey: .chain)
    try values.encodeIfPresent(dispute, forKey: .dispute)
    try values.encode(lost, forKey: .lost)
  }
}
