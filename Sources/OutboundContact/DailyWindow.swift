// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation

/// The hours of the day in which a record may be dialed, on the wall clock of the called party's zone.
public struct DailyWindow: Sendable, Hashable, Codable {
  /// `daily_from`: seconds since midnight, the first at which dialing is allowed.
  public var from: Int
  /// `daily_till`: seconds since midnight, the first at which it no longer is. Before `from`: past midnight.
  public var till: Int
  /// IANA name: "Europe/Berlin".
  public var timeZone: String

  /// 08:00 to 18:00, the default of Genesys' calling lists.
  public static let defaultFrom = 8 * 3600
  public static let defaultTill = 18 * 3600

  public init(
    from: Int = DailyWindow.defaultFrom, till: Int = DailyWindow.defaultTill, timeZone: String
  ) {
    self.from = from
    self.till = till
    self.timeZone = timeZone
  }
}

extension DailyWindow {
  private static let day = 86_400

  /// Whether dialing is allowed at `date`. Never where `from` and `till` are the same, or the zone is unknown.
  public func isOpen(at date: Date) -> Bool {
    guard let zone = TimeZone(identifier: timeZone) else { return false }
    return isOpen(at: date, in: zone)
  }

  /// The first moment, `date` or later, at which dialing is allowed; nil: never.
  public func opening(from date: Date) -> Date? {
    guard from != till, let zone = TimeZone(identifier: timeZone) else { return nil }
    if isOpen(at: date, in: zone) { return date }
    let wait = (from - wallSeconds(at: date, in: zone) + DailyWindow.day) % DailyWindow.day
    let opening = Date(
      timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down) + Double(wait))
    let offset = zone.secondsFromGMT(for: date)
    if zone.secondsFromGMT(for: opening) == offset { return opening }
    // The clocks change in between: by more than an hour hardly ever, by a minute never.
    for minutes in -180...180 {
      let candidate = opening + Double(minutes * 60)
      if candidate >= date, isOpen(at: candidate, in: zone) { return candidate }
    }
    return opening
  }

  /// Seconds since midnight on the wall clock of the record's zone; nil where the zone is unknown.
  public func wallSeconds(at date: Date) -> Int? {
    TimeZone(identifier: timeZone).map { wallSeconds(at: date, in: $0) }
  }

  private func wallSeconds(at date: Date, in zone: TimeZone) -> Int {
    let seconds = Int(date.timeIntervalSince1970.rounded(.down)) + zone.secondsFromGMT(for: date)
    return ((seconds % DailyWindow.day) + DailyWindow.day) % DailyWindow.day
  }

  private func isOpen(at date: Date, in zone: TimeZone) -> Bool {
    let seconds = wallSeconds(at: date, in: zone)
    if from <= till { return from <= seconds && seconds < till }
    return from <= seconds || seconds < till
  }
}
