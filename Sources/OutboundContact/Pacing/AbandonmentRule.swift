// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// What a country's law allows of abandoned calls. The rule is configuration; `.unitedStates` is built in.
public struct AbandonmentRule: Sendable, Hashable {
  /// Over what calls are counted.
  public enum Period: Sendable, Hashable {
    /// Successive periods of so many days from the campaign's first answered call; a shorter campaign is one period.
    case days(Int)
    /// The months of the calendar, in the centre's time zone.
    case calendarMonth
    /// The whole campaign.
    case campaign
  }

  public var name: String
  /// The share of abandoned calls that is allowed, 0...1.
  public var limit: Double
  public var period: Period
  /// Seconds, from the end of the person's greeting, within which an agent must be there.
  public var connectSeconds: Double
  /// Seconds for which a telephone must ring at least before it counts as not answered.
  public var ringSeconds: Double
  /// Hours that a number is left alone whose call was abandoned; 0: no such rule.
  public var retryHours: Double
  /// Whether an abandoned call must hear a message that says who called.
  public var requiresMessage: Bool
  /// Of the people whom detection takes for machines: how many of how many it was tested on, as its evaluation says.
  public var audit: FalseMachineAudit
  /// Abandoned calls that a fresh start may risk before the calls that pay for them have been answered. It is repaid
  /// by the time that `allowance / limit` calls were answered. A campaign that ends before is beyond the limit if it
  /// abandons one; with 0 it never does, and begins with progressive dialing.
  public var allowance: Double

  public init(
    name: String, limit: Double, period: Period, connectSeconds: Double = 2,
    ringSeconds: Double = 15, retryHours: Double = 0, requiresMessage: Bool = true,
    audit: FalseMachineAudit = .none, allowance: Double = 1
  ) {
    self.name = name
    self.limit = limit
    self.period = period
    self.connectSeconds = connectSeconds
    self.ringSeconds = ringSeconds
    self.retryHours = retryHours
    self.requiresMessage = requiresMessage
    self.audit = audit
    self.allowance = allowance
  }

  /// 16 CFR 310.4(b)(4) and 47 CFR 64.1200(a)(7): 3 % of the calls answered by a person, per campaign and 30 days; an
  /// agent within 2 s of the greeting's end; 15 s or four rings; a recorded message otherwise.
  public static let unitedStates = AbandonmentRule(
    name: "United States (16 CFR 310.4(b)(4))", limit: 0.03, period: .days(30))
}

/// How often detection was seen to take a person for a machine.
public struct FalseMachineAudit: Sendable, Hashable, Codable {
  /// People who were taken for machines.
  public var mistaken: Int
  /// People in all.
  public var people: Int

  public init(mistaken: Int, people: Int) {
    self.mistaken = mistaken
    self.people = people
  }

  /// Nobody is ever taken for a machine, or nothing is dropped as one.
  public static let none = FalseMachineAudit(mistaken: 0, people: 0)

  /// The upper end of the share's 95 % interval after Wilson (1927), 0...1; 0 where nothing is dropped.
  public var upperBound: Double {
    guard people > 0 else { return 0 }
    let n = Double(people)
    let share = Double(mistaken) / n
    let z = 1.96
    let middle = share + z * z / (2 * n)
    let half = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    return min(1, (middle + half) / (1 + z * z / n))
  }
}
