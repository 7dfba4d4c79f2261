// SPDX-License-Identifier: GPL-3.0-or-later

/// Which kinds of records a campaign dials first: the lower a number, the earlier. Personal callbacks come before all.
public struct RecordPriorities: Sendable, Hashable, Codable {
  public var general: Int
  public var campaignRescheduled: Int
  public var campaignCallBack: Int

  public init(general: Int = 2, campaignRescheduled: Int = 1, campaignCallBack: Int = 1) {
    self.general = general
    self.campaignRescheduled = campaignRescheduled
    self.campaignCallBack = campaignCallBack
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case general
    case campaignRescheduled = "campaign_rescheduled"
    case campaignCallBack = "campaign_callback"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let fallback = RecordPriorities()
    self.init(
      general: try values.decodeIfPresent(Int.self, forKey: .general) ?? fallback.general,
      campaignRescheduled: try values.decodeIfPresent(Int.self, forKey: .campaignRescheduled)
        ?? fallback.campaignRescheduled,
      campaignCallBack: try values.decodeIfPresent(Int.self, forKey: .campaignCallBack)
        ?? fallback.campaignCallBack)
  }

  func priority(of type: RecordType) -> Int {
    switch type {
    case .personalCallBack, .personalRescheduled: Int.min
    case .campaignCallBack: campaignCallBack
    case .campaignRescheduled: campaignRescheduled
    case .noRecordType, .unknown, .general, .noCall: general
    }
  }

  /// `chains` by priority, those of the same in their order.
  func sorted(_ chains: [Chain]) -> [Chain] {
    chains.enumerated().sorted { one, other in
      let first = priority(of: one.element.current.recordType)
      let second = priority(of: other.element.current.recordType)
      return (first, one.offset) < (second, other.offset)
    }.map(\.element)
  }
}
