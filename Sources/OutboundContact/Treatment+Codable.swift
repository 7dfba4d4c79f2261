// SPDX-License-Identifier: GPL-3.0-or-later
import Calls

/// As it stands in a configuration:
///
///     {"call_result": "Busy", "number": 1, "action": "retry_in", "minutes": 10, "increment": 0, "times": 3}
///     {"call_result": "AnsweringMachine", "action": "retry_at", "at": "18:30", "call": "play_message", "message": "hello"}
///
/// The call result by name or number; `number`, `increment` and `times` may be left out.
extension Treatment: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case callResult = "call_result"
    case number, action, minutes, increment, at, group, execute, times, call, message, to
  }

  enum ActionName: String, Codable, CaseIterable {
    case markDB = "mark_db"
    case markAllChain = "mark_all_chain"
    case redial
    case retryIn = "retry_in"
    case retryAt = "retry_at"
    case nextInChain = "next_in_chain"
    case nextInChainAfter = "next_in_chain_after"
    case nextInChainAt = "next_in_chain_at"
    case assignToGroup = "assign_to_group"
    case markAsAgentError = "mark_as_agent_error"
    case reschedule
    case execute
  }

  enum CallActionName: String, Codable, CaseIterable {
    case connect, drop, transfer
    case muteTransfer = "mute_transfer"
    case route
    case playMessage = "play_message"
  }

  public init(from decoder: any Decoder) throws {
    try decoder.container(keyedBy: AnyKey.self)
      .refuse(besides: CodingKeys.allCases.map(\.rawValue), in: "a treatment")
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try Treatment.callResult(in: container),
      number: try container.decodeIfPresent(Int.self, forKey: .number) ?? 1,
      try Treatment.action(in: container),
      times: try container.decodeIfPresent(Int.self, forKey: .times) ?? 1,
      call: try Treatment.callAction(in: container))
  }

  private static func name<Name: RawRepresentable<String> & CaseIterable>(
    _ what: String, _ key: CodingKeys, in container: KeyedDecodingContainer<CodingKeys>
  ) throws -> Name {
    let text = try container.decode(String.self, forKey: key)
    if let name = Name(rawValue: text) { return name }
    let names = Name.allCases.map(\.rawValue).joined(separator: ", ")
    throw DecodingError.dataCorruptedError(
      forKey: key, in: container,
      debugDescription: "there is no \(what) \"\(text)\"; use one of \(names)")
  }

  private static func action(
    in container: KeyedDecodingContainer<CodingKeys>
  ) throws -> RecordAction {
    let name: ActionName = try name("record action", .action, in: container)
    switch name {
    case .markDB: return .markDB
    case .markAllChain: return .markAllChain
    case .redial: return .redial
    case .nextInChain: return .nextInChain
    case .markAsAgentError: return .markAsAgentError
    case .retryIn:
      return .retryIn(
        minutes: try container.decode(Int.self, forKey: .minutes),
        increment: try container.decodeIfPresent(Int.self, forKey: .increment) ?? 0)
    case .retryAt: return .retryAt(try container.decode(TreatmentMoment.self, forKey: .at))
    case .nextInChainAfter:
      return .nextInChainAfter(minutes: try container.decode(Int.self, forKey: .minutes))
    case .nextInChainAt:
      return .nextInChainAt(try container.decode(TreatmentMoment.self, forKey: .at))
    case .reschedule:
      return .reschedule(minutes: try container.decode(Int.self, forKey: .minutes))
    case .assignToGroup:
      return .assignToGroup(try container.decode(String.self, forKey: .group))
    case .execute: return .execute(try container.decode(String.self, forKey: .execute))
    }
  }

  private static func callAction(
    in container: KeyedDecodingContainer<CodingKeys>
  ) throws -> CallAction? {
    guard container.contains(.call) else { return nil }
    let name: CallActionName = try name("call action", .call, in: container)
    switch name {
    case .connect: return .connect
    case .drop: return .drop
    case .playMessage:
      return .playMessage(try container.decode(String.self, forKey: .message))
    case .transfer, .muteTransfer, .route:
      return .transfer(to: try container.decode(String.self, forKey: .to))
    }
  }

  private static func callResult(
    in container: KeyedDecodingContainer<CodingKeys>
  ) throws -> CallResult {
    if let number = try? container.decode(Int.self, forKey: .callResult),
      let result = CallResult(rawValue: number)
    {
      return result
    }
    let text = (try? container.decode(String.self, forKey: .callResult)) ?? ""
    if let result = CallResult.allCases.first(where: {
      $0.name.lowercased() == text.lowercased() || String($0.rawValue) == text
    }) {
      return result
    }
    throw DecodingError.dataCorruptedError(
      forKey: .callResult, in: container,
      debugDescription: "there is no call result \"\(text)\"; use its number or its name, \"Busy\"")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(callResult.name, forKey: .callResult)
    try container.encode(number, forKey: .number)
    try container.encode(times, forKey: .times)
    func write(
      _ name: ActionName, minutes: Int? = nil, increment: Int? = nil, at: TreatmentMoment? = nil,
      group: String? = nil, execute: String? = nil
    ) throws {
      try container.encode(name, forKey: .action)
      try container.encodeIfPresent(minutes, forKey: .minutes)
      try container.encodeIfPresent(increment, forKey: .increment)
      try container.encodeIfPresent(at, forKey: .at)
      try container.encodeIfPresent(group, forKey: .group)
      try container.encodeIfPresent(execute, forKey: .execute)
    }
    switch action {
    case .markDB: try write(.markDB)
    case .markAllChain: try write(.markAllChain)
    case .redial: try write(.redial)
    case .nextInChain: try write(.nextInChain)
    case .markAsAgentError: try write(.markAsAgentError)
    case .retryIn(let minutes, let increment):
      try write(.retryIn, minutes: minutes, increment: increment)
    case .retryAt(let moment): try write(.retryAt, at: moment)
    case .nextInChainAfter(let minutes): try write(.nextInChainAfter, minutes: minutes)
    case .nextInChainAt(let moment): try write(.nextInChainAt, at: moment)
    case .reschedule(let minutes): try write(.reschedule, minutes: minutes)
    case .assignToGroup(let group): try write(.assignToGroup, group: group)
    case .execute(let name): try write(.execute, execute: name)
    }
    switch callAction {
    case nil: break
    case .connect: try container.encode(CallActionName.connect, forKey: .call)
    case .drop: try container.encode(CallActionName.drop, forKey: .call)
    case .transfer(let number):
      try container.encode(CallActionName.transfer, forKey: .call)
      try container.encode(number, forKey: .to)
    case .playMessage(let message):
      try container.encode(CallActionName.playMessage, forKey: .call)
      try container.encode(message, forKey: .message)
    }
  }
}

extension Treatment.RecordAction {
  /// The minutes that it names.
  var minutes: [Int] {
    switch self {
    case .retryIn(let minutes, let increment): [minutes, increment]
    case .nextInChainAfter(let minutes), .reschedule(let minutes): [minutes]
    default: []
    }
  }
}
