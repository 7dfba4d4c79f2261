// SPDX-License-Identifier: GPL-3.0-or-later
import Calls

/// Keys in snake_case, as they stand in a configuration file; what is left out has its default.
extension CampaignConfiguration: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case name, description
    case callingList = "calling_list"
    case applicationID = "application_id"
    case callerID = "caller_id"
    case mode
    case goal
    case abandonmentRule = "abandonment_rule"
    case overdialRatio = "overdial_ratio"
    case agentWithinSeconds = "agent_within_seconds"
    case safeHarbourMessage = "safe_harbour_message"
    case optOutDigit = "opt_out_digit"
    case abandonedRestHours = "abandoned_rest_hours"
    case vanishedAgent = "vanished_agent"
    case country, profile
    case maxAttempts = "max_attempts"
    case treatments, priorities
    case bufferMinimum = "buffer_minimum"
    case bufferOptimum = "buffer_optimum"
    case lists, filter
    case linesPerCall = "lines_per_call"
    case lines
    case agentShare = "agent_share"
    case agents
    case agentReturnSeconds = "agent_return_seconds"
    case querySeconds = "query_seconds"
    case refusalPauseSeconds = "refusal_pause_seconds"
    case personalCallBackSeconds = "personal_callback_seconds"
  }

  public init(from decoder: any Decoder) throws {
    let all = try decoder.container(keyedBy: AnyKey.self)
    try all.refuse(besides: CodingKeys.allCases.map(\.rawValue), in: "a campaign")
    for (key, names) in [
      (CodingKeys.profile, CallProfile.keys),
      (.priorities, RecordPriorities.CodingKeys.allCases.map(\.rawValue)),
    ] where all.contains(AnyKey(key.rawValue)) {
      try all.nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey(key.rawValue))
        .refuse(besides: names, in: "it")
    }
    if all.contains(AnyKey(CodingKeys.lists.rawValue)) {
      var lists = try all.nestedUnkeyedContainer(forKey: AnyKey(CodingKeys.lists.rawValue))
      while !lists.isAtEnd {
        try lists.nestedContainer(keyedBy: AnyKey.self)
          .refuse(besides: ["name", "share"], in: "a list")
      }
    }
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    self.init(name: try keys.decode(String.self, forKey: .name))
    description = try keys.decodeIfPresent(String.self, forKey: .description)
    try keys.decode(.callingList, into: &callingList)
    try keys.decode(.applicationID, into: &applicationID)
    callerID = try keys.decodeIfPresent(String.self, forKey: .callerID)
    if let name = try keys.decodeIfPresent(String.self, forKey: .mode) {
      guard let mode = DialingMode(named: name) else {
        throw DecodingError.dataCorruptedError(
          forKey: .mode, in: keys,
          debugDescription: "there is no mode \"\(name)\"; use one of "
            + DialingMode.allCases.map(\.rawValue).joined(separator: ", "))
      }
      self.mode = mode
    }
    try keys.decode(.goal, into: &goal)
    try keys.decode(.abandonmentRule, into: &abandonmentRule)
    overdialRatio = try keys.decodeIfPresent(Double.self, forKey: .overdialRatio)
    try keys.decode(.agentWithinSeconds, into: &agentWithinSeconds)
    safeHarbourMessage = try keys.decodeIfPresent(String.self, forKey: .safeHarbourMessage)
    optOutDigit = try keys.decodeIfPresent(String.self, forKey: .optOutDigit)
    try keys.decode(.abandonedRestHours, into: &abandonedRestHours)
    try keys.decode(.vanishedAgent, into: &vanishedAgent)
    country = try keys.decodeIfPresent(String.self, forKey: .country)
    try keys.decode(.profile, into: &profile)
    try keys.decode(.maxAttempts, into: &maxAttempts)
    try keys.decode(.treatments, into: &treatments)
    try keys.decode(.priorities, into: &priorities)
    try keys.decode(.bufferMinimum, into: &bufferMinimum)
    try keys.decode(.bufferOptimum, into: &bufferOptimum)
    try keys.decode(.lists, into: &lists)
    try keys.decode(.filter, into: &filter)
    try keys.decode(.linesPerCall, into: &linesPerCall)
    lines = try keys.decodeIfPresent(Int.self, forKey: .lines)
    try keys.decode(.agentShare, into: &agentTerms.share)
    try keys.decode(.agents, into: &agentTerms.names)
    try keys.decode(.agentReturnSeconds, into: &agentReturnSeconds)
    try keys.decode(.querySeconds, into: &querySeconds)
    try keys.decode(.refusalPauseSeconds, into: &refusalPauseSeconds)
    try keys.decode(.personalCallBackSeconds, into: &personalCallBackSeconds)
    if let fault {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: fault))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: CodingKeys.self)
    try keys.encode(name, forKey: .name)
    try keys.encode(callingList, forKey: .callingList)
    try keys.encode(applicationID, forKey: .applicationID)
    try keys.encodeIfPresent(callerID, forKey: .callerID)
    try keys.encode(mode, forKey: .mode)
    try keys.encodeIfPresent(description, forKey: .description)
    try keys.encode(goal, forKey: .goal)
    try keys.encode(abandonmentRule, forKey: .abandonmentRule)
    try keys.encodeIfPresent(overdialRatio, forKey: .overdialRatio)
    try keys.encode(agentWithinSeconds, forKey: .agentWithinSeconds)
    try keys.encodeIfPresent(safeHarbourMessage, forKey: .safeHarbourMessage)
    try keys.encodeIfPresent(optOutDigit, forKey: .optOutDigit)
    try keys.encode(abandonedRestHours, forKey: .abandonedRestHours)
    try keys.encode(vanishedAgent, forKey: .vanishedAgent)
    try keys.encodeIfPresent(country, forKey: .country)
    try keys.encode(profile, forKey: .profile)
    try keys.encode(maxAttempts, forKey: .maxAttempts)
    try keys.encode(treatments, forKey: .treatments)
    try keys.encode(priorities, forKey: .priorities)
    try keys.encode(bufferMinimum, forKey: .bufferMinimum)
    try keys.encode(bufferOptimum, forKey: .bufferOptimum)
    try keys.encode(lists, forKey: .lists)
    try keys.encode(filter, forKey: .filter)
    try keys.encode(linesPerCall, forKey: .linesPerCall)
    try keys.encodeIfPresent(lines, forKey: .lines)
    try keys.encode(agentTerms.share, forKey: .agentShare)
    if !agentTerms.names.isEmpty { try keys.encode(agentTerms.names.sorted(), forKey: .agents) }
    try keys.encode(agentReturnSeconds, forKey: .agentReturnSeconds)
    try keys.encode(querySeconds, forKey: .querySeconds)
    try keys.encode(refusalPauseSeconds, forKey: .refusalPauseSeconds)
    try keys.encode(personalCallBackSeconds, forKey: .personalCallBackSeconds)
  }

  /// What cannot be, in words.
  private var fault: String? {
    if name.isEmpty { return "a campaign has a name" }
    if maxAttempts < 1 { return "max_attempts must be at least 1" }
    if linesPerCall < 1 { return "lines_per_call must be at least 1" }
    if let lines, lines < 1 { return "lines must be at least 1" }
    if !(agentTerms.share > 0 && agentTerms.share <= 1e6) { return "agent_share is above 0" }
    if bufferMinimum < 1 || bufferOptimum <= bufferMinimum {
      return "buffer_minimum must be at least 1, and buffer_optimum more than that"
    }
    if !lists.isEmpty, lists.allSatisfy({ $0.share == 0 }) {
      return "some list has a share above 0"
    }
    if Set(lists.map(\.name)).count < lists.count { return "a list stands once in lists" }
    let times = [profile.ringSeconds, profile.analysisSeconds, profile.agentWaitSeconds]
    if times.contains(where: { !($0 <= 86_400) }) {
      return "the times of profile are a day at most"
    }
    if let overdialRatio, !(1...20 ~= overdialRatio) { return "overdial_ratio is from 1 to 20" }
    if let optOutDigit, optOutDigit.count != 1 || !"0123456789*#".contains(optOutDigit) {
      return "opt_out_digit is one digit, or * or #"
    }
    for seconds in [
      agentWithinSeconds, abandonedRestHours, agentReturnSeconds, querySeconds, refusalPauseSeconds,
      personalCallBackSeconds,
    ] where !(seconds >= 0) { return "times cannot be negative" }
    return nil
  }
}

extension KeyedDecodingContainer<AnyKey> {
  /// Throws where it has a key that is not among `names`: a misspelt one would be passed over in silence.
  func refuse(besides names: [String], in what: String) throws {
    guard let stray = allKeys.first(where: { !names.contains($0.stringValue) }) else { return }
    throw DecodingError.dataCorruptedError(
      forKey: stray, in: self,
      debugDescription: "\(what) has no \"\(stray.stringValue)\"; it has "
        + names.joined(separator: ", "))
  }
}
