// SPDX-License-Identifier: GPL-3.0-or-later

/// In a file: `30 days`, `calendar month` or `campaign`.
extension AbandonmentRule.Period: RawRepresentable, Codable {
  public init?(rawValue: String) {
    switch rawValue {
    case "calendar month": self = .calendarMonth
    case "campaign": self = .campaign
    default:
      let words = rawValue.split(separator: " ")
      guard words.count == 2, words[1] == "days" || words[1] == "day", let days = Int(words[0]),
        (1...3660).contains(days)
      else { return nil }
      self = .days(days)
    }
  }

  public var rawValue: String {
    switch self {
    case .days(let days): "\(days) days"
    case .calendarMonth: "calendar month"
    case .campaign: "campaign"
    }
  }
}

/// Keys in snake_case, as they stand in a file; all but `name`, `limit` and `period` may be left out.
///
///     {name: Canada, limit: 0.05, period: calendar month, connect_s: 2, audit: {mistaken: 6, people: 2000}}
extension AbandonmentRule: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case name, limit, period
    case connectSeconds = "connect_s"
    case ringSeconds = "ring_s"
    case retryHours = "retry_hours"
    case requiresMessage = "requires_message"
    case audit, allowance
  }

  public init(from decoder: any Decoder) throws {
    try decoder.container(keyedBy: AnyKey.self)
      .refuse(besides: CodingKeys.allCases.map(\.rawValue), in: "a rule")
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    let written = try keys.decode(String.self, forKey: .period)
    guard let period = Period(rawValue: written) else {
      throw DecodingError.dataCorruptedError(
        forKey: .period, in: keys,
        debugDescription:
          "period is \"30 days\", \"calendar month\" or \"campaign\", not \"\(written)\"")
    }
    self.init(
      name: try keys.decode(String.self, forKey: .name),
      limit: try keys.decode(Double.self, forKey: .limit), period: period)
    try keys.decode(.connectSeconds, into: &connectSeconds)
    try keys.decode(.ringSeconds, into: &ringSeconds)
    try keys.decode(.retryHours, into: &retryHours)
    try keys.decode(.requiresMessage, into: &requiresMessage)
    try keys.decode(.audit, into: &audit)
    try keys.decode(.allowance, into: &allowance)
    if let fault {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: fault))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: CodingKeys.self)
    try keys.encode(name, forKey: .name)
    try keys.encode(limit, forKey: .limit)
    try keys.encode(period.rawValue, forKey: .period)
    try keys.encode(connectSeconds, forKey: .connectSeconds)
    try keys.encode(ringSeconds, forKey: .ringSeconds)
    try keys.encode(retryHours, forKey: .retryHours)
    try keys.encode(requiresMessage, forKey: .requiresMessage)
    try keys.encode(audit, forKey: .audit)
    try keys.encode(allowance, forKey: .allowance)
  }

  /// Why nobody can dial by it.
  private var fault: String? {
    if !(limit >= 0 && limit < 1) { return "limit is a share, 0.03 for 3 %" }
    if !(connectSeconds >= 0 && connectSeconds <= 60) { return "connect_s is from 0 to 60" }
    if !(ringSeconds >= 0 && ringSeconds <= 120) { return "ring_s is from 0 to 120" }
    if !(retryHours >= 0 && retryHours <= 10_000) { return "retry_hours is from 0 to 10000" }
    if !(allowance >= 0 && allowance <= 100) { return "allowance is from 0 to 100 calls" }
    if audit.mistaken < 0 || audit.people < audit.mistaken {
      return "audit counts the mistaken among the people"
    }
    return nil
  }
}
