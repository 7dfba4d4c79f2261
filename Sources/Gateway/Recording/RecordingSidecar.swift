// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio
import CPDLink
public import Calls
public import Detection
public import Foundation

/// What lies beside a recording, as one JSON object: the outcome with its evidence, as on the CPD link and in the journal, and
/// how the call was heard. `earshot replay` reads it. The number that was dialed is not in it.
public struct RecordingSidecar: Encodable, Sendable {
  /// Of the recording, without its folder. Channel 1 is what was heard, channel 2 what was sent.
  public var file: String
  public var startedAt: Date
  public var outcome: CallOutcome
  public var country: String?
  public var supervision: AnalyzerSettings.Supervision
  public var released: ReleaseCause?
  public var joinedAt: SampleTime?
  var dispute: Dispute?
  /// Samples that the recorder was too slow for; silence stands in their place.
  public var lost: Int

  private enum CodingKeys: String, CodingKey {
    case file, country, supervision, released, chain, dispute
    case startedAt = "started_at"
    case joinedAt = "joined_at_s"
    case lost = "lost_samples"
  }

  public init(
    file: String, startedAt: Date, outcome: CallOutcome, country: String?,
    supervision: AnalyzerSettings.Supervision, released: ReleaseCause? = nil, lost: Int = 0
  ) {
    self.file = file
    self.startedAt = startedAt
    self.outcome = outcome
    self.country = country
    self.supervision = supervision
    self.released = released
    self.lost = lost
  }

  /// Writes it, readable by its owner alone.
  public func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try Data(encoder.encode(self)).write(to: URL(filePath: path))
    chmod(path, 0o600)
  }

  public func encode(to encoder: any Encoder) throws {
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
