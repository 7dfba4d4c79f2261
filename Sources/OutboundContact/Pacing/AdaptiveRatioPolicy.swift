// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A ratio of lines to agents that follows, every 15 s, how many agents waited for calls and how many calls for agents:
/// the adaptive dial levels of VICIdial.
///
/// Dialing, waiting and connected calls together are to be `level` times the agents who are logged in. The level goes up
/// with idle agents and down with waiting calls; it is halved when more than half of the last minute's calls were
/// dropped; and when the day's dropped calls exceed the limit, `method` says what happens.
public struct AdaptiveRatioPolicy: PacingPolicy {
  public enum Method: String, Sendable, Hashable, CaseIterable {
    /// Back to one line per agent.
    case hardLimit = "hard-limit"
    /// Half of the level.
    case average
    /// The level times the share of the day that is left.
    case tapered
  }

  public var method: Method
  public var mostLevel: Double
  public var dayHours: Double
  private(set) var level = 1.0

  private static let interval = 15.0
  private var since: Double?
  private var lastAsked: Double?
  private var ready = 0.0
  private var waiting = 0.0
  private var logged = 0.0
  private var dayStart = 0.0
  private var answered = 0
  private var dropped = 0
  private var minute: [(time: Double, isDropped: Bool)] = []

  public init(method: Method = .average, mostLevel: Double = 3, dayHours: Double = 8) {
    self.method = method
    self.mostLevel = mostLevel
    self.dayHours = dayHours
  }

  public mutating func observe(_ observation: FloorObservation) {
    switch observation {
    case .counted(let counts, let time):
      answered += counts.liveAnswers
      dropped += counts.abandoned
      let now = time.timeIntervalSinceReferenceDate
      for _ in 0..<max(0, counts.liveAnswers) { minute.append((now, false)) }
      for _ in 0..<max(0, counts.abandoned) { minute.append((now, true)) }
    case .decided, .talked, .wrappedUp, .resumed, .remembered: break
    }
  }

  public mutating func callsToPlace(_ floor: FloorState) -> Int {
    // The floor stood as it stands now since it was last asked, about.
    let now = floor.now.timeIntervalSinceReferenceDate
    let elapsed = now - (lastAsked ?? now)
    lastAsked = now
    // After-call work is a pause there, and such an agent gets no lines.
    let agents = floor.readyAgents + floor.talkingSince.count
    if since == nil || elapsed > 3600 {
      (since, dayStart, answered, dropped) = (now, now, 0, 0)
      (ready, waiting, logged) = (0, 0, 0)
    }
    ready += elapsed * Double(floor.readyAgents)
    waiting += elapsed * Double(floor.waitingCalls)
    logged += elapsed * Double(agents)
    if let since, now - since >= AdaptiveRatioPolicy.interval {
      adapt(at: now)
      self.since = now
      (ready, waiting, logged) = (0, 0, 0)
    }
    let lines = Int((level * Double(agents)).rounded(.down))
    let taken = floor.talkingSince.count + floor.dialing.count + floor.waitingCalls
    return max(0, lines - taken)
  }

  private mutating func adapt(at now: Double) {
    guard logged > 0 else { return }
    level = min(mostLevel, max(1, level * (1 + (ready - waiting) / logged)))
    minute.removeAll { $0.time < now - 60 }
    let dropsNow = minute.count { $0.isDropped }
    if minute.count - dropsNow > 20, Double(dropsNow) > 0.5 * Double(minute.count - dropsNow) {
      level = max(1, level / 2)
    }
    guard answered > 50, Double(dropped) > 0.03 * Double(answered) else { return }
    switch method {
    case .hardLimit: level = 1
    case .average: level = max(1, level / 2)
    case .tapered:
      level = max(1, level * max(0, 1 - (now - dayStart) / (dayHours * 3600)))
    }
  }
}
