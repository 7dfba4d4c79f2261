// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Calls

/// One line of the journal.
enum JournalEntry: Sendable, Hashable {
  /// The attempt's number is about to be dialed: `{"dialing":"ATTEMPT"}`.
  case dialing(String)
  /// What became of it: `{"result":{…},"owner":"ocs/autumn"}`, the result as it is sent, and the name of whom it is for; nil:
  /// whoever comes first.
  case result(CallOutcome, owner: String?)
  /// OCS has the result: `{"acked":"ATTEMPT"}`.
  case acknowledged(String)
}

extension JournalEntry: Codable {
  private enum CodingKeys: String, CodingKey {
    case dialing, result, owner
    case acknowledged = "acked"
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    if let attempt = try values.decodeIfPresent(String.self, forKey: .dialing) {
      self = .dialing(attempt)
    } else if let outcome = try values.decodeIfPresent(CallOutcome.self, forKey: .result) {
      self = .result(outcome, owner: try values.decodeIfPresent(String.self, forKey: .owner))
    } else {
      self = .acknowledged(try values.decode(String.self, forKey: .acknowledged))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .dialing(let attempt): try values.encode(attempt, forKey: .dialing)
    case .result(let outcome, let owner):
      try values.encode(outcome, forKey: .result)
      try values.encodeIfPresent(owner, forKey: .owner)
    case .acknowledged(let attempt): try values.encode(attempt, forKey: .acknowledged)
    }
  }
}
