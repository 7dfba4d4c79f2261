// SPDX-License-Identifier: GPL-3.0-or-later
import Calls

/// As it stands in a configuration:
///
///     {"call_result": "Busy", "number": 1, "action": "retry_in", "minutes": 10, "increment": 0, "times": 3}
///
/// The call result by name or number; `number`, `increment` and `times` may be left out.
extension Treatment: Codable {
  enum CodingKeys: String, CodingKey {
    case callResult = "call_result"
    case number, action, minutes, increment, times
  }

  enum ActionName: String, Codable, CaseIterable {
    case markDB = "mark_db"
    case markAllChain = "mark_all_chain"
    case redial
    case retryIn = "retry_in"
    case nextInChain = "next_in_chain"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let result = try Treatment.callResult(in: container)
    let name = try container.decode(String.self, forKey: .action)
    let action: RecordAction
    switch ActionName(rawValue: name) {
    case .markDB: action = .markDB
    case .markAllChain: action = .markAllChain
    case .redial: action = .redial
    case .nextInChain: action = .nextInChain
    case .retryIn:
      action = .retryIn(
        minutes: try container.decode(Int.self, forKey: .minutes),
        increment: try container.decodeIfPresent(Int.self, forKey: .increment) ?? 0)
    case nil:
      let names = ActionName.allCases.map(\.rawValue).joined(separator: ", ")
      throw DecodingError.dataCorruptedError(
        forKey: .action, in: container,
        debugDescription: "there is no record action \"\(name)\"; use one of \(names)")
    }
    self.init(
      result, number: try container.decodeIfPresent(Int.self, forKey: .number) ?? 1, action,
      times: try container.decodeIfPresent(Int.self, forKey: .times) ?? 1)
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
    switch action {
    case .markDB: try container.encode(ActionName.markDB, forKey: .action)
    case .markAllChain: try container.encode(ActionName.markAllChain, forKey: .action)
    case .redial: try container.encode(ActionName.redial, forKey: .action)
    case .nextInChain: try container.encode(ActionName.nextInChain, forKey: .action)
    case .retryIn(let minutes, let increment):
      try container.encode(ActionName.retryIn, forKey: .action)
      try container.encode(minutes, forKey: .minutes)
      try container.encode(increment, forKey: .increment)
    }
  }
}
