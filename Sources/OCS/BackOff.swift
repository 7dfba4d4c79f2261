// SPDX-License-Identifier: GPL-3.0-or-later

/// How long to wait before trying again: twice as long each time, up to a bound.
struct BackOff: Sendable {
  let bounds: ClosedRange<Double>
  private var next: Double

  /// Seconds of real time.
  init(_ bounds: ClosedRange<Double>) {
    self.bounds = bounds
    next = bounds.lowerBound
  }

  mutating func step() -> Double {
    defer { next = min(next * 2, bounds.upperBound) }
    return next
  }

  mutating func reset() { next = bounds.lowerBound }

  /// False when cancelled.
  mutating func wait() async -> Bool {
    do {
      try await Task.sleep(for: .seconds(step()))
      return true
    } catch {
      return false
    }
  }
}
