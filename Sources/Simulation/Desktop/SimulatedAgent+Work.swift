// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact

/// What he does with a record.
extension SimulatedAgent {
  /// The talk is over: he writes down what came of it, or when the customer wants to be called again.
  mutating func update(now: Date) -> [Output] {
    waiting = nil
    work?.stage = .updating
    guard Double.random(in: 0..<1, using: &dice) < manner.callBackShare else {
      return transact(.updateCallCompletionStats, completion)
    }
    let isPersonal = Double.random(in: 0..<1, using: &dice) < manner.personalShare
    var attributes = completion
    attributes.set(DesktopKey.callBackType, isPersonal ? "Personal" : "Campaign")
    attributes.set(
      DesktopKey.dateTime,
      SimulatedAgent.wallClock(at: now + manner.callBackSeconds, inZone: work?.timeZone ?? "UTC"))
    return transact(.recordReschedule, attributes)
  }

  var completion: KeyValueList {
    [
      DesktopKey.callResult: .integer(CallResult.answer.rawValue),
      "notes": .string("spoke with \(name)"),
    ]
  }

  mutating func wrapUp() -> [Output] {
    work?.stage = .wrapUp
    return wait(Double.random(in: manner.wrapUpSeconds, using: &dice), for: .wrapUp)
  }

  mutating func process() -> [Output] {
    work?.stage = .processing
    return transact(
      .recordProcessed, [DesktopKey.callResult: .integer(CallResult.answer.rawValue)])
  }

  /// "mm/dd/yyyy hh:mm", the first full minute that is not before `date`.
  static func wallClock(at date: Date, inZone name: String) -> String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: name) ?? .gmt
    let minute = Date(
      timeIntervalSince1970: (date.timeIntervalSince1970 / 60).rounded(.up) * 60)
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: minute)
    func digits(_ number: Int?, _ count: Int) -> String {
      let text = String(number ?? 0)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return "\(digits(parts.month, 2))/\(digits(parts.day, 2))/\(digits(parts.year, 4)) "
      + "\(digits(parts.hour, 2)):\(digits(parts.minute, 2))"
  }
}
