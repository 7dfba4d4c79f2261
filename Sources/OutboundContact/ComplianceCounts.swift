// SPDX-License-Identifier: GPL-3.0-or-later

/// What the law counts of a campaign's automatic calls; those of preview, each of which has its agent, are not among
/// them.
///
/// They grow only together with the attempts that they come of, in one transaction, so that a recount of attempts
/// gives the same: `ComplianceCounts(of:)`.
public struct ComplianceCounts: Sendable, Hashable, Codable {
  /// Calls dialed, or that may have been.
  public var dialed: Int
  /// Calls that were taken for answered by a person.
  public var liveAnswers: Int
  /// Of these, those in which no agent was there within two seconds of the end of the person's greeting, and those
  /// that ended before (16 CFR 310.4(b)(1)(iv)).
  public var abandoned: Int
  /// Calls taken for a machine in which an agent then found a person.
  public var falseMachines: Int
  /// Safe-harbour messages that were played to their end.
  public var messagesPlayed: Int

  public init(
    dialed: Int = 0, liveAnswers: Int = 0, abandoned: Int = 0, falseMachines: Int = 0,
    messagesPlayed: Int = 0
  ) {
    self.dialed = dialed
    self.liveAnswers = liveAnswers
    self.abandoned = abandoned
    self.falseMachines = falseMachines
    self.messagesPlayed = messagesPlayed
  }

  /// What one attempt adds up to so far.
  public init(of attempt: borrowing Attempt) {
    self.init()
    guard attempt.mode.isAutomatic, attempt.stage != .neverDialed else { return }
    dialed = 1
    liveAnswers = attempt.liveAt == nil ? 0 : 1
    abandoned = attempt.isAbandoned ? 1 : 0
    falseMachines = attempt.isFalseMachine ? 1 : 0
    messagesPlayed = attempt.isMessagePlayed ? 1 : 0
  }

  public var isZero: Bool { self == ComplianceCounts() }

  public static func + (one: ComplianceCounts, other: ComplianceCounts) -> ComplianceCounts {
    ComplianceCounts(
      dialed: one.dialed + other.dialed, liveAnswers: one.liveAnswers + other.liveAnswers,
      abandoned: one.abandoned + other.abandoned,
      falseMachines: one.falseMachines + other.falseMachines,
      messagesPlayed: one.messagesPlayed + other.messagesPlayed)
  }

  public static func - (one: ComplianceCounts, other: ComplianceCounts) -> ComplianceCounts {
    ComplianceCounts(
      dialed: one.dialed - other.dialed, liveAnswers: one.liveAnswers - other.liveAnswers,
      abandoned: one.abandoned - other.abandoned,
      falseMachines: one.falseMachines - other.falseMachines,
      messagesPlayed: one.messagesPlayed - other.messagesPlayed)
  }

  public static func += (one: inout ComplianceCounts, other: ComplianceCounts) {
    one = one + other
  }
}
