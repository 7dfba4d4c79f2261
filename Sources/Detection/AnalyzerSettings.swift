// SPDX-License-Identifier: GPL-3.0-or-later

/// What the analyzer is told of the call beforehand.
public struct AnalyzerSettings: Sendable, Hashable {
  /// Whether the line reports the answer as it happens.
  public enum Supervision: Sendable, Hashable {
    /// It does: speech before the report is an announcement, or early media.
    case signalled
    /// It may or may not: an answer is inferred from what is heard.
    case unknown
  }

  /// The called country's code, where known: a prior for its tone plan, not a switch.
  public var country: String?
  public var supervision: Supervision
  /// What it costs to be wrong about a person or a machine, and to wait.
  public var costs: DecisionCosts

  /// With the costs of a profile.
  public init(
    country: String? = nil, supervision: Supervision = .unknown,
    profile: DecisionProfile = .balanced
  ) {
    self.country = country
    self.supervision = supervision
    costs = profile.costs
  }
}
