// SPDX-License-Identifier: GPL-3.0-or-later

/// As many calls as there are ready agents, and some for a share of the busy ones: the rule that Sinch documents, with a
/// share from 0 to 20 %, 1 % where nothing else is set. What is abandoned it does not ask.
public struct BusySharePolicy: PacingPolicy {
  /// 0...1.
  public var busyShare: Double

  public init(busyShare: Double = 0.01) { self.busyShare = busyShare }

  public mutating func callsToPlace(_ floor: FloorState) -> Int {
    let lines = Double(floor.readyAgents) + busyShare * Double(floor.busyAgents)
    return max(0, Int(lines.rounded(.down)) - floor.dialing.count)
  }
}
