// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Detection

/// What speaks against a call's outcome, by itself or by what came after it: such a call is worth being listened to.
enum Dispute: String, Sendable, Codable {
  case undecided
  case doubtful = "little confidence"
  case machineBehindPerson = "a machine was heard behind a person's verdict"
  case agentLeftAtOnce = "the agent hung up at once"

  /// Below it a verdict is doubtful: of ten such, one or more is expected to be wrong.
  static let confidence = 0.9
  /// An agent who stays for less had nobody to talk to. Seconds.
  static let stay = 4.0

  /// The first that applies.
  /// - Parameters:
  ///   - later: what was heard behind the decision.
  ///   - joinedAt: where the agent came on.
  static func found(
    in outcome: CallOutcome?, later: [CallEvent], joinedAt: SampleTime?,
    released: (cause: ReleaseCause, at: SampleTime)?
  ) -> Dispute? {
    guard let outcome, outcome.outcome != .unknown else { return .undecided }
    if outcome.callResult == .answer, later.contains(where: \.isOfMachine) {
      return .machineBehindPerson
    }
    if let joinedAt, let released, released.cause == .agent,
      Double(released.at - joinedAt) / Double(SampleTime.rate) < stay
    {
      return .agentLeftAtOnce
    }
    return outcome.confidence < confidence ? .doubtful : nil
  }
}

extension CallEvent {
  fileprivate var isOfMachine: Bool {
    switch kind {
    case .beep, .fax, .modem, .messageMayStart, .sit: true
    default: false
    }
  }
}
