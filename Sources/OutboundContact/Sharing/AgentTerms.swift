// SPDX-License-Identifier: GPL-3.0-or-later

/// On what terms a campaign has agents beside others: its campaign group.
public struct AgentTerms: Sendable, Hashable {
  /// How many agents it has for one of another whose share is 1; above 0.
  public var share: Double
  /// Who may work for it; empty: all.
  public var names: Set<String>

  public init(share: Double = 1, names: Set<String> = []) {
    self.share = share
    self.names = names
  }

  func admits(_ agent: String) -> Bool { names.isEmpty || names.contains(agent) }
}
