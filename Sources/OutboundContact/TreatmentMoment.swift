// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation

/// A moment by the clock of the called party's zone: the next time that it is so late, or a day and a time.
public struct TreatmentMoment: Sendable, Hashable, Codable, CustomStringConvertible {
  /// "18:30", or "03/02/2026 18:30": mm/dd/yyyy hh:mm, as desktops write dates.
  public let text: String

  /// nil where the text is neither.
  public init?(_ text: String) {
    self.text = text
    // A day that exists in any zone exists in this one.
    guard date(after: .distantPast, inZone: "UTC") != nil || timeOfDay != nil else { return nil }
  }

  public var description: String { text }

  /// The moment, after `now`; nil where it is past, or the zone is unknown.
  public func date(after now: Date, inZone name: String) -> Date? {
    guard let time = timeOfDay else {
      return DesktopDate.date(text, inZone: name).flatMap { $0 > now ? $0 : nil }
    }
    guard let zone = TimeZone(identifier: name) else { return nil }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    return calendar.nextDate(
      after: now, matching: DateComponents(hour: time.hour, minute: time.minute),
      matchingPolicy: .nextTime)
  }

  private var timeOfDay: (hour: Int, minute: Int)? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.count) }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), (0..<24).contains(hour),
      (0..<60).contains(minute)
    else { return nil }
    return (hour, minute)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let moment = TreatmentMoment(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "\"\(text)\" is no moment; give \"18:30\" or \"mm/dd/yyyy hh:mm\"")
    }
    self = moment
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
