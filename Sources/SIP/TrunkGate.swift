// SPDX-License-Identifier: GPL-3.0-or-later
import Calls

/// Which calls a trunk may place now: lines, calls a second, and whether the far side wants any. It has no clock.
struct TrunkGate: Sendable {
  private var isTaken: [Bool]
  private var last = -1
  private let rate: Double
  private var bucket: Double
  private var filledAt: Duration = .zero
  private var closedUntil: Duration = .zero
  private var missed = 0
  private var isBeating = false

  /// - Parameters:
  ///   - calls: at a time.
  ///   - rate: new calls a second; as many as a second brings may come at once.
  init(calls: Int, rate: Double) {
    isTaken = Array(repeating: false, count: calls)
    self.rate = rate
    bucket = max(1, rate)
  }

  /// Heartbeats without an answer that make the far side down.
  static let mostMissed = 2

  var isDown: Bool { missed >= TrunkGate.mostMissed }

  /// A line for a new call.
  mutating func take(at now: Duration) -> Result<Int, TrunkError> {
    if isDown {
      return .failure(TrunkError(.lineFailed, detail: "the far side answers no OPTIONS"))
    }
    if now < closedUntil {
      let seconds = (closedUntil - now) / .seconds(1)
      return .failure(
        TrunkError(
          .noFreeLine, detail: "the far side wants none for \(Int(seconds.rounded(.up))) s more"))
    }
    bucket = min(max(1, rate), bucket + rate * ((now - filledAt) / .seconds(1)))
    filledAt = now
    guard bucket >= 1 else {
      return .failure(TrunkError(.noFreeLine, detail: "\(rate) calls a second are placed"))
    }
    for step in 1...isTaken.count {
      let index = (last + step + isTaken.count) % isTaken.count
      guard !isTaken[index] else { continue }
      bucket -= 1
      isTaken[index] = true
      last = index
      return .success(index)
    }
    return .failure(TrunkError(.noFreeLine, detail: "\(isTaken.count) of \(isTaken.count) in use"))
  }

  mutating func release(_ line: Int) { isTaken[line] = false }

  /// The far side says when it wants to hear from us again; a day at most.
  mutating func close(for seconds: Int, at now: Duration) {
    closedUntil = max(closedUntil, now + .seconds(min(max(0, seconds), 86_400)))
  }

  /// A heartbeat goes out; where the one before it has had no answer, that one is missed.
  mutating func beat() {
    if isBeating { missed += 1 }
    isBeating = true
  }

  /// A heartbeat was answered, or cannot be sent.
  mutating func beat(answered: Bool) {
    isBeating = false
    missed = answered ? 0 : missed + 1
  }
}
