// SPDX-License-Identifier: GPL-3.0-or-later

/// A call to be placed.
public struct CallRequest: Sendable, Hashable {
  /// The attempt's id, unique for ever (GSW_CALL_ATTEMPT_GUID).
  public var attempt: String
  /// What is dialed. It stays out of logs.
  public var number: String
  public var callerID: String?
  /// Country code of the called network, where known: a prior for its tones.
  public var country: String?
  public var profile: CallProfile
  /// The agent's place, called first: he hears the line from dialing on, and no verdict ends the call.
  public var place: String?

  public init(
    attempt: String, number: String, callerID: String? = nil, country: String? = nil,
    profile: CallProfile = CallProfile(), place: String? = nil
  ) {
    self.attempt = attempt
    self.number = number
    self.callerID = callerID
    self.country = country
    self.profile = profile
    self.place = place
  }
}

extension CallRequest: CustomStringConvertible {
  /// For logs: all of a number but its last two digits as •.
  public static func masked(_ number: String) -> String {
    let shown = number.count > 2 ? number.suffix(2) : ""
    return String(repeating: "•", count: number.count - shown.count) + shown
  }

  public var maskedNumber: String { CallRequest.masked(number) }

  public var description: String { "\(attempt) to \(maskedNumber)" }
}
