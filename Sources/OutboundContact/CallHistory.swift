// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation

/// What is wanted of the calls that a store remembers: the newest first, by their beginning.
public struct CallQuery: Sendable, Hashable {
  public var campaign: String?
  public var agent: String?
  public var recordID: Int?
  /// From then on.
  public var since: Date?
  /// Before then.
  public var until: Date?
  public var limit: Int

  public init(
    campaign: String? = nil, agent: String? = nil, recordID: Int? = nil, since: Date? = nil,
    until: Date? = nil, limit: Int = 100
  ) {
    self.campaign = campaign
    self.agent = agent
    self.recordID = recordID
    self.since = since
    self.until = until
    self.limit = limit
  }
}

/// The counters of the law of one day.
public struct ComplianceDay: Sendable, Hashable, Codable {
  /// Its beginning, in UTC.
  public var day: Date
  public var counts: ComplianceCounts

  public init(day: Date, counts: ComplianceCounts) {
    self.day = day
    self.counts = counts
  }
}

/// What came of a campaign's calls, or of those of one agent in it. Times are means in seconds; nil where there is
/// nothing to take one of.
public struct CallStatistics: Sendable, Hashable, Codable {
  /// nil: of all of them together.
  public var agent: String?
  /// Calls dialed.
  public var calls: Int
  /// Calls that a person answered.
  public var answered: Int
  /// Calls in which an agent and a customer heard each other.
  public var connected: Int
  public var abandoned: Int
  public var falseMachines: Int
  public var messagesPlayed: Int
  /// From a person's answer to the agent.
  public var waitSeconds: Double?
  /// From there to the call's end.
  public var talkSeconds: Double?
  /// From there to the record's final update.
  public var wrapUpSeconds: Double?
  /// How long agents were logged in, and of that had a call or its after-call work: seconds in all.
  public var loggedInSeconds: Double
  public var busySeconds: Double
  /// By the name of the call result, the agent's where he gave one.
  public var results: [String: Int]

  public init(
    agent: String? = nil, calls: Int = 0, answered: Int = 0, connected: Int = 0,
    abandoned: Int = 0, falseMachines: Int = 0, messagesPlayed: Int = 0,
    waitSeconds: Double? = nil, talkSeconds: Double? = nil, wrapUpSeconds: Double? = nil,
    loggedInSeconds: Double = 0, busySeconds: Double = 0, results: [String: Int] = [:]
  ) {
    self.agent = agent
    self.calls = calls
    self.answered = answered
    self.connected = connected
    self.abandoned = abandoned
    self.falseMachines = falseMachines
    self.messagesPlayed = messagesPlayed
    self.waitSeconds = waitSeconds
    self.talkSeconds = talkSeconds
    self.wrapUpSeconds = wrapUpSeconds
    self.loggedInSeconds = loggedInSeconds
    self.busySeconds = busySeconds
    self.results = results
  }

  enum CodingKeys: String, CodingKey {
    case agent, calls, answered, connected, abandoned, results
    case falseMachines = "false_machines"
    case messagesPlayed = "messages_played"
    case waitSeconds = "wait_s"
    case talkSeconds = "talk_s"
    case wrapUpSeconds = "wrap_up_s"
    case loggedInSeconds = "logged_in_s"
    case busySeconds = "busy_s"
  }

  /// Of the calls dialed, how many a person answered: 0...1; Genesys' hit ratio.
  public var hitRatio: Double? { calls == 0 ? nil : Double(answered) / Double(calls) }

  /// Of the calls that a person answered, how many were abandoned: 0...1 (16 CFR 310.4(b)(4)(i)).
  public var abandonment: Double? { answered == 0 ? nil : Double(abandoned) / Double(answered) }

  /// Of agents' time logged in, how much they had a call or its after-call work: 0...1.
  public var occupancy: Double? { loggedInSeconds > 0 ? busySeconds / loggedInSeconds : nil }
}

/// Call records that the law wants kept are kept so long: 5 years (16 CFR 310.5(a)).
public enum CallRecordRetention {
  public static let years = 5

  /// Before then nothing has to be kept.
  public static func limit(now: Date, years: Int = years) -> Date {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar.date(byAdding: .year, value: -years, to: now)
      ?? now - Double(years) * 366 * 86_400
  }
}
