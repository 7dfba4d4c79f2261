// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// The share of calls that a person answers, learnt from how calls end: of late, and by hour of the day.
///
/// Two watches (Page's cumulative sums, 1954) look for a change, one upwards, one downwards: when the calls since some
/// moment speak for another rate so strongly that chance is no explanation, what was learnt before that moment is
/// dropped. An hour that was seen on earlier days lends its rate to the hour's start.
public struct LiveRate: Sendable, Hashable {
  /// Calls that count, at most.
  static let memory = 1500.0
  /// What an hour of earlier days is worth, in calls.
  static let hourWeight = 60.0
  /// The odds, as a natural logarithm, from which a change is believed: 1 to 22,000; a floor of 100 agents makes three
  /// times as many calls a day. A rate that halves or doubles is seen within some hundred calls.
  static let proof = 10.0
  /// The change that is looked for, as a factor.
  static let factor = 0.6

  private struct Count: Sendable, Hashable {
    var live = 0.0
    var calls = 0.0

    mutating func learn(_ isLive: Bool, memory: Double) {
      if calls >= memory {
        let keep = 1 - 1 / memory
        live *= keep
        calls *= keep
      }
      calls += 1
      if isLive { live += 1 }
    }
  }

  /// What speaks for another rate, and the calls since it began to.
  private struct Watch: Sendable, Hashable {
    var score = 0.0
    var count = Count()

    mutating func learn(_ isLive: Bool, rate: Double, other: Double) {
      score += isLive ? log(other / rate) : log((1 - other) / (1 - rate))
      count.learn(isLive, memory: LiveRate.memory)
      if score <= 0 { self = Watch() }
    }
  }

  private var recent: Count
  private var fall = Watch()
  private var rise = Watch()
  private var hours = Array(repeating: Count(), count: 24)
  private var hour = -1

  /// `guess` is worth `weight` calls.
  public init(guess: Double, weight: Double = 20) {
    recent = Count(live: min(0.99, max(0.005, guess)) * weight, calls: weight)
  }

  /// A call has ended; `hour` of the day, 0...23.
  public mutating func learn(isLive: Bool, hour: Int) {
    enter(hour)
    let rate = min(0.98, max(0.005, mean))
    fall.learn(isLive, rate: rate, other: rate * LiveRate.factor)
    rise.learn(isLive, rate: rate, other: min(0.99, rate / LiveRate.factor))
    recent.learn(isLive, memory: LiveRate.memory)
    if hours.indices.contains(hour) { hours[hour].learn(isLive, memory: 5000) }
    for watch in [fall, rise] where watch.score > LiveRate.proof {
      // One call more of each kind than there were, so that neither none nor all is believed.
      recent = Count(live: watch.count.live + 0.5, calls: watch.count.calls + 1)
      fall = Watch()
      rise = Watch()
    }
  }

  /// A new hour: what it was like on earlier days counts for something.
  private mutating func enter(_ new: Int) {
    guard new != hour, hours.indices.contains(new) else { return }
    defer { hour = new }
    let earlier = hours[new]
    guard hour >= 0, earlier.calls >= LiveRate.hourWeight else { return }
    let keep = min(recent.calls, LiveRate.hourWeight)
    recent = Count(
      live: mean * keep + earlier.live / earlier.calls * LiveRate.hourWeight,
      calls: keep + LiveRate.hourWeight)
  }

  /// The most likely share, 0...1.
  public var mean: Double { recent.live / recent.calls }

  /// The share to reckon with: one standard deviation above the mean, so that who knows little is careful.
  public var careful: Double {
    let variance = max(1e-6, mean * (1 - mean)) / recent.calls
    return min(0.999, mean + variance.squareRoot())
  }
}
