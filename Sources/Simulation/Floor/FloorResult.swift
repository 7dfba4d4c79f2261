// SPDX-License-Identifier: GPL-3.0-or-later

public import OutboundContact

/// What came of one run of a floor.
public struct FloorResult: Sendable, Hashable {
  /// A day, or a shorter stretch of the run.
  public struct Stretch: Sendable, Hashable {
    /// Seconds in which agents were logged in and not at their break, and of these in which they talked or worked on a
    /// call, over all agents.
    public var onSeconds = 0.0
    public var busySeconds = 0.0
    public var dialed = 0
    /// Calls heard to be answered by a person; of these, abandoned.
    public var answered = 0
    public var abandoned = 0
    /// People who were taken for machines, beside `answered`.
    public var falseMachines = 0

    public init(
      onSeconds: Double = 0, busySeconds: Double = 0, dialed: Int = 0, answered: Int = 0,
      abandoned: Int = 0, falseMachines: Int = 0
    ) {
      self.onSeconds = onSeconds
      self.busySeconds = busySeconds
      self.dialed = dialed
      self.answered = answered
      self.abandoned = abandoned
      self.falseMachines = falseMachines
    }

    /// Share of the logged time in which agents talk or work on a call, 0...1; 0 of nothing.
    public var occupancy: Double { onSeconds > 0 ? busySeconds / onSeconds : 0 }

    /// Abandoned calls as a share of those answered by a person, 0...1; 0 of nothing.
    public var abandonment: Double {
      answered > 0 ? Double(abandoned) / Double(answered) : 0
    }

    /// Abandoned calls and people taken for machines, as a share of all people who answered.
    public var unserved: Double {
      let people = answered + falseMachines
      return people > 0 ? Double(abandoned + falseMachines) / Double(people) : 0
    }

    public static func + (one: Stretch, other: Stretch) -> Stretch {
      Stretch(
        onSeconds: one.onSeconds + other.onSeconds,
        busySeconds: one.busySeconds + other.busySeconds, dialed: one.dialed + other.dialed,
        answered: one.answered + other.answered, abandoned: one.abandoned + other.abandoned,
        falseMachines: one.falseMachines + other.falseMachines)
    }
  }

  public var days: [Stretch]
  /// One after the other, where they were asked for.
  public var windows: [Stretch]
  /// What the law counts of each campaign.
  public var campaigns: [ComplianceCounts]
  /// What the campaigns were told.
  public var events: Int
  /// Whether the law's counters were, in the end, what the finished attempts add up to.
  public var isRecountEqual: Bool

  /// Abandoned calls as a share of those answered by a person, 0...1, of the campaign where it is highest.
  public var worstCampaign: Double {
    campaigns.map { $0.liveAnswers > 0 ? Double($0.abandoned) / Double($0.liveAnswers) : 0 }.max()
      ?? 0
  }

  public var whole: Stretch { days.reduce(Stretch(), +) }
}
