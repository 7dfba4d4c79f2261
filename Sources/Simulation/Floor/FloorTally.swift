// SPDX-License-Identifier: GPL-3.0-or-later
import OutboundContact

/// What is counted while a floor runs.
struct FloorTally {
  let windowSeconds: Double?
  var events = 0
  /// People who were taken for machines; only a simulation knows.
  var falseMachines = 0
  /// What the campaign's transitions say of the law's counters, and what the attempts themselves do.
  private(set) var counts = ComplianceCounts()
  var recount = ComplianceCounts()
  private var days: [FloorResult.Stretch] = []
  private var windows: [FloorResult.Stretch] = []
  private var dayStart = Mark()
  private var windowStart = Mark()

  private struct Mark {
    var on = 0.0
    var busy = 0.0
    var counts = ComplianceCounts()
    var falseMachines = 0
  }

  init(windowSeconds: Double?) { self.windowSeconds = windowSeconds }

  mutating func count(_ more: ComplianceCounts) { counts += more }

  private func mark(_ agents: [FloorAgent]) -> Mark {
    Mark(
      on: agents.reduce(0) { $0 + $1.onSeconds }, busy: agents.reduce(0) { $0 + $1.busySeconds },
      counts: counts, falseMachines: falseMachines)
  }

  private static func stretch(from start: Mark, to end: Mark) -> FloorResult.Stretch {
    let counts = end.counts - start.counts
    return FloorResult.Stretch(
      onSeconds: end.on - start.on, busySeconds: end.busy - start.busy, dialed: counts.dialed,
      answered: counts.liveAnswers, abandoned: counts.abandoned,
      falseMachines: end.falseMachines - start.falseMachines)
  }

  mutating func closeDay(_ agents: [FloorAgent]) {
    let end = mark(agents)
    if end.on > dayStart.on { days.append(FloorTally.stretch(from: dayStart, to: end)) }
    dayStart = end
  }

  mutating func closeWindow(_ agents: [FloorAgent]) {
    let end = mark(agents)
    windows.append(FloorTally.stretch(from: windowStart, to: end))
    windowStart = end
  }

  func result(_ campaigns: [ComplianceCounts]) -> FloorResult {
    FloorResult(
      days: days, windows: windows, campaigns: campaigns, events: events,
      isRecountEqual: counts == recount)
  }
}
