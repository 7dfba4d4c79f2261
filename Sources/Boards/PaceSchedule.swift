// SPDX-License-Identifier: GPL-3.0-or-later

/// When the next block of 160 samples is due, at a speed relative to real time.
///
/// A pace that cannot be held is not made up for: whoever is late by more than `allowance` blocks starts
/// again from now, and audio time has run slower.
struct PaceSchedule: Sendable {
  /// Blocks that may follow each other without a pause after a delay.
  static let allowance = 4

  /// Wall time of a block.
  let interval: Duration
  private var due: Duration?

  /// - Parameter speed: 1 is real time, above 0.
  init(speed: Double) {
    interval = .seconds(0.02 / speed)
  }

  /// How long to wait for the next block. `now` is the time on any clock that never goes back.
  mutating func delay(at now: Duration) -> Duration {
    let next = due.map { $0 + interval } ?? now
    let latest = now - interval * PaceSchedule.allowance
    due = max(next, latest)
    return max(.zero, next - now)
  }
}
