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
    var moment = date
    // Each turn passes a change of the clocks; there are not three of them within a day or two.
    for _ in 0..<3 {
      if isOpen(at: moment, in: zone) { return moment }
      let wait = (from - wallSeconds(at: moment, in: zone) + DailyWindow.day) % DailyWindow.day
      let opening = Date(
        timeIntervalSince1970: moment.timeIntervalSince1970.rounded(.down) + Double(wait))
      guard let change = clockChange(between: moment, and: opening, in: zone) else {
        return opening
      }
      moment = change
    }
    return nil
  }

  /// The second at which the zone's offset changes, if it differs at `start` and `end`.
  private func clockChange(between start: Date, and end: Date, in zone: TimeZone) -> Date? {
    func offset(_ seconds: Int) -> Int {
      zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    }
    var before = Int(start.timeIntervalSince1970.rounded(.down))
    var after = Int(end.timeIntervalSince1970)
    guard offset(before) != offset(after) else { return nil }
    while after - before > 1 {
      let middle = (before + after) / 2
      if offset(middle) == offset(after) { after = middle } else { before = middle }
    }
    return Date(timeIntervalSince1970: Double(after))
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
