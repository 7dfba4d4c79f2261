// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Dates as desktops send them: "mm/dd/yyyy hh:mm", on the wall clock of the called party's zone.
enum DesktopDate {
  /// nil where the text is no such date, the day does not exist, or the zone is unknown. A time that the clocks skip
  /// is as much later by the new ones.
  static func date(_ text: String, inZone name: String) -> Date? {
    guard let zone = TimeZone(identifier: name) else { return nil }
    let halves = text.split(separator: " ")
    guard halves.count == 2 else { return nil }
    let day = halves[0].split(separator: "/", omittingEmptySubsequences: false).map(number)
    let time = halves[1].split(separator: ":", omittingEmptySubsequences: false).map(number)
    guard day.count == 3, time.count == 2, let month = day[0], let dayOfMonth = day[1],
      let year = day[2], let hour = time[0], let minute = time[1], year >= 1970, hour < 24,
      minute < 60
    else { return nil }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let components = DateComponents(
      year: year, month: month, day: dayOfMonth, hour: hour, minute: minute)
    guard let date = calendar.date(from: components) else { return nil }
    let back = calendar.dateComponents([.year, .month, .day], from: date)
    guard back.year == year, back.month == month, back.day == dayOfMonth else { return nil }
    return date
  }

  private static func number(_ text: Substring) -> Int? {
    guard (1...4).contains(text.count), text.allSatisfy({ $0.isASCII && $0.isNumber }) else {
      return nil
    }
    return Int(text)
  }
}
