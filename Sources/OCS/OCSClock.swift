// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation

/// The campaign's time, derived from the wall's: `origin + (wall − wallOrigin) × speed`.
///
/// A run that is faster than real time keeps its treatments in proportion, and a process that is started again with the
/// same three values goes on in the same time.
public struct OCSClock: Sendable {
  public let origin: Date
  public let wallOrigin: Date
  /// Campaign seconds per second.
  public let speed: Double
  private let wall: @Sendable () -> Date

  /// Without an `origin` the campaign's time begins as the wall's.
  public init(
    origin: Date? = nil, wallOrigin: Date = Date(), speed: Double = 1,
    wall: @escaping @Sendable () -> Date = { Date() }
  ) {
    precondition(speed > 0 && speed.isFinite)
    self.origin = origin ?? wallOrigin
    self.wallOrigin = wallOrigin
    self.speed = speed
    self.wall = wall
  }

  public var now: Date { origin + wall().timeIntervalSince(wallOrigin) * speed }

  /// Real time from now until the campaign's time is `date`; negative when it is past.
  public func duration(until date: Date) -> Duration {
    .seconds(min(date.timeIntervalSince(now) / speed, OCSClock.longestSleep))
  }

  /// Returns when the campaign's time is `date` or later, however the wall's clock is moved; throws when cancelled.
  public func sleep(until date: Date) async throws {
    while now < date {
      let wait = max(duration(until: date), OCSClock.shortestSleep)
      try await Task.sleep(for: min(wait, .seconds(OCSClock.attentionSeconds)))
    }
  }

  /// Seconds after which a sleeper looks at the wall again.
  private static let attentionSeconds = 30.0
  private static let longestSleep = 1e9
  private static let shortestSleep = Duration.microseconds(100)
}
