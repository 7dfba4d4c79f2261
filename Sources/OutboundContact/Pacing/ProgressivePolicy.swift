// SPDX-License-Identifier: GPL-3.0-or-later

/// Calls for agents who are ready, and for no others; one for each in the progressive modes.
public struct ProgressivePolicy: PacingPolicy {
  /// Calls at a time for a ready agent; with more than 1, calls may be abandoned.
  public var linesPerAgent: Double

  public init(linesPerAgent: Double = 1) { self.linesPerAgent = linesPerAgent }

  public mutating func callsToPlace(_ floor: FloorState) -> Int {
    let free = Double(floor.readyAgents - floor.waitingCalls)
    let linesPerAgent = floor.mode.isPredictive ? linesPerAgent : 1
    return max(0, Int((linesPerAgent * free).rounded(.down)) - floor.dialing.count)
  }
}
