// SPDX-License-Identifier: GPL-3.0-or-later
public import Detection

/// The limits of one call, in seconds of its audio, and how it is decided.
public struct CallProfile: Sendable, Hashable, Codable {
  /// From the end of dialing until the call is given up as not answered. The law asks for 15 s or four rings
  /// (16 CFR 310.4(b)(4)(ii)); less is raised to that.
  public var ringSeconds: Double
  /// From the answer until an undecided call is taken for a person.
  public var analysisSeconds: Double
  /// From a live verdict until a person whom nobody was given is let go.
  public var agentWaitSeconds: Double
  /// What it costs to be wrong about a person or a machine, and to wait.
  public var decision: DecisionProfile
  public var screener: ScreenerAction
  /// Results other than Answer at which the call stays up too, and its owner says what becomes of it.
  public var kept: Set<CallResult>

  public static let leastRingSeconds = 15.0

  public init(
    ringSeconds: Double = 30, analysisSeconds: Double = 20, agentWaitSeconds: Double = 10,
    decision: DecisionProfile = .balanced, screener: ScreenerAction = .drop,
    kept: Set<CallResult> = []
  ) {
    self.ringSeconds = max(CallProfile.leastRingSeconds, ringSeconds)
    self.analysisSeconds = max(1, analysisSeconds)
    self.agentWaitSeconds = max(0, agentWaitSeconds)
    self.decision = decision
    self.screener = screener
    self.kept = kept
  }

  /// The call result of a call that turned out so: the table's, but for a screener that is given to an agent.
  func callResult(of outcome: Outcome, answered: Bool) -> CallResult {
    outcome == .callScreener && screener == .connect
      ? .answer : outcome.callResult(answered: answered)
  }

  /// What a profile's keys are called.
  package static var keys: [String] { CodingKeys.allCases.map(\.rawValue) }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case ringSeconds = "ring_s"
    case analysisSeconds = "analysis_s"
    case agentWaitSeconds = "agent_wait_s"
    case decision, screener, kept
  }

  /// The balanced decision, the dropping of screeners, and no results kept, which are the defaults, are left out.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(ringSeconds, forKey: .ringSeconds)
    try values.encode(analysisSeconds, forKey: .analysisSeconds)
    try values.encode(agentWaitSeconds, forKey: .agentWaitSeconds)
    if decision != .balanced { try values.encode(decision, forKey: .decision) }
    if !kept.isEmpty { try values.encode(kept.map(\.rawValue).sorted(), forKey: .kept) }
    if screener != .drop { try values.encode(screener, forKey: .screener) }
  }

  /// Keys may be left out; `init`'s defaults and bounds hold.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let fallback = CallProfile()
    self.init(
      ringSeconds: try values.decodeIfPresent(Double.self, forKey: .ringSeconds)
        ?? fallback.ringSeconds,
      analysisSeconds: try values.decodeIfPresent(Double.self, forKey: .analysisSeconds)
        ?? fallback.analysisSeconds,
      agentWaitSeconds: try values.decodeIfPresent(Double.self, forKey: .agentWaitSeconds)
        ?? fallback.agentWaitSeconds,
      decision: try values.decodeIfPresent(DecisionProfile.self, forKey: .decision)
        ?? fallback.decision,
      screener: try values.decodeIfPresent(ScreenerAction.self, forKey: .screener)
        ?? fallback.screener,
      kept: try values.decodeIfPresent(Set<CallResult>.self, forKey: .kept) ?? [])
  }
}
