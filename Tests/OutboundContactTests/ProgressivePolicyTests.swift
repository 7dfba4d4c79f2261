// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import Testing

struct ProgressivePolicyTests {
  private func floor(ready: Int, waiting: Int = 0, dialing: Int = 0, talking: Int = 0) -> FloorState
  {
    let now = Date(timeIntervalSince1970: 0)
    return FloorState(
      now: now, mode: .predictive, readyAgents: ready,
      talkingSince: Array(repeating: now, count: talking),
      dialing: Array(repeating: DialingCall(since: now), count: dialing), waitingCalls: waiting)
  }

  @Test(arguments: [(1.0, 5, 0, 2, 3), (1.5, 5, 0, 2, 5), (2, 5, 3, 0, 4), (1, 0, 0, 4, 0)])
  func `it dials so many lines for each agent who is ready and has no call waiting`(
    lines: Double, ready: Int, waiting: Int, dialing: Int, calls: Int
  ) {
    var policy = ProgressivePolicy(linesPerAgent: lines)
    let placed = policy.callsToPlace(floor(ready: ready, waiting: waiting, dialing: dialing))
    #expect(placed == calls)
  }

  @Test(arguments: [
    (0.01, 3, 20, 0, 3), (0.1, 3, 20, 0, 5), (0.2, 0, 20, 4, 0), (0.2, 0, 20, 1, 3),
  ])
  func `a share of the busy agents gets lines too`(
    share: Double, ready: Int, busy: Int, dialing: Int, calls: Int
  ) {
    var policy = BusySharePolicy(busyShare: share)
    let placed = policy.callsToPlace(floor(ready: ready, dialing: dialing, talking: busy))
    #expect(placed == calls)
  }
}
