// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation

/// One row of a calling list on its way to a record; it collects what is wrong with it.
struct CallingListRow {
  let row: CSVReader.Row
  let layout: CallingListLayout
  var problems: [CallingListProblem] = []
  /// Zones that were looked up already.
  var zones: Set<String>

  init(row: CSVReader.Row, layout: CallingListLayout, zones: Set<String>) {
    self.row = row
    self.layout = layout
    self.zones = zones
  }

  /// nil if anything is wrong.
  /// `number`: how many records come before it.
  mutating func record(options: CallingListImport.Options, number: Int) -> Record? {
    let recordID =
      options.numberedFrom.map { $0 + number }
      ?? integer(.recordID, in: Record.identifiers, default: nil)
    var chainID = integer(.chainID, in: Record.identifiers, default: nil, isNeeded: false)
    if let first = options.numberedFrom { chainID = chainID.map { $0 + first - 1 } }
    chainID = chainID ?? recordID
    let chainN = integer(.chainN, in: Record.attempts, default: 0)
    let phone = phone(by: options.numbers)
    let contactType = code(.contactInfoType, default: ContactInfoType.noContactType)
    if let contactType, !contactType.isDialable {
      report(
        .contactInfoType, "\(contactType.rawValue) is nothing to call; leave the row out")
    }
    let recordType = code(.recordType, default: RecordType.general)
    let status = status()
    let result = code(.callResult, default: CallResult.unknown)
    let attempt = integer(.attempt, in: Record.attempts, default: 0)
    let scheduled = time(.dialSchedTime)
    let called = time(.callTime)
    let window = window(timeZone: options.timeZone)
    guard problems.isEmpty, let recordID, let chainID, let chainN, let phone, let contactType,
      let recordType, let status, let result, let attempt, let window
    else { return nil }
    return Record(
      recordID: recordID, chainID: chainID, chainN: chainN, contactInfo: phone,
      contactInfoType: contactType, recordType: recordType, recordStatus: status,
      callResult: result, attempt: attempt, dialSchedTime: scheduled, callTime: called,
      window: window, agentID: text(.agentID), campaign: options.campaign, list: options.list,
      custom: custom())
  }

  private mutating func report(_ column: CallingListColumn, _ text: String) {
    problems.append(CallingListProblem(line: row.line, column, text))
  }

  /// The field without the spaces around it; nil where it is empty or has no column.
  private func text(_ column: CallingListColumn) -> String? {
    guard let position = layout.positions[column], position < row.fields.count else { return nil }
    let field = row.fields[position]
    guard let first = field.utf8.first, let last = field.utf8.last else { return nil }
    if first > UInt8(ascii: " "), last > UInt8(ascii: " "), first < 0x80, last < 0x80 {
      return field
    }
    let text = field.trimmingCharacters(in: .whitespaces)
    return text.isEmpty ? nil : text
  }

  private mutating func integer(
    _ column: CallingListColumn, in range: ClosedRange<Int>, default fallback: Int?,
    isNeeded: Bool = true
  ) -> Int? {
    guard let text = text(column) else {
      if fallback == nil, isNeeded { report(column, "empty; give a whole number") }
      return fallback
    }
    guard let number = Int(text), range.contains(number) else {
      let bounds =
        range.upperBound >= Int.max / 4
        ? "from \(range.lowerBound) on" : "from \(range.lowerBound) to \(range.upperBound)"
      report(column, "\"\(text)\"; give a whole number \(bounds)")
      return nil
    }
    return number
  }

  private mutating func code<Code: RawRepresentable & CaseIterable>(
    _ column: CallingListColumn, default fallback: Code
  ) -> Code? where Code.RawValue == Int {
    guard let text = text(column) else { return fallback }
    if let number = Int(text), let code = Code(rawValue: number) { return code }
    let numbers = Code.allCases.map(\.rawValue)
    report(
      column, "\"\(text)\"; it is a number from \(numbers.min() ?? 0) to \(numbers.max() ?? 0)")
    return nil
  }

  private mutating func status() -> RecordStatus? {
    let status = code(.recordStatus, default: RecordStatus.ready)
    guard let status, !status.isFinal, status != .ready else { return status }
    report(
      .recordStatus,
      "\(status.rawValue) is a record in the hands of an OCS; give 1 for one to be dialed")
    return nil
  }

  private mutating func phone(by rules: any NumberRules) -> PhoneNumber? {
    guard let text = text(.contactInfo) else {
      report(.contactInfo, "empty; give the number to dial")
      return nil
    }
    do throws(NumberFault) {
      return try rules.number(text)
    } catch {
      report(.contactInfo, "\"\(PhoneNumber.masked(text))\" is \(error)")
      return nil
    }
  }

  /// The number stands in the list already.
  static func double(_ line: Int, first: Int32) -> CallingListProblem {
    CallingListProblem(
      line: line, .contactInfo,
      "the number of line \(first), which is of another chain: one of the two calls is too many")
  }

  private mutating func time(_ column: CallingListColumn) -> Date? {
    guard let seconds = integer(column, in: Record.seconds, default: 0), seconds > 0 else {
      return nil
    }
    return Date(timeIntervalSince1970: Double(seconds))
  }

  private mutating func window(timeZone fallback: String?) -> DailyWindow? {
    let day = 0...86_400
    let from = integer(.dailyFrom, in: day, default: DailyWindow.defaultFrom)
    let till = integer(.dailyTill, in: day, default: DailyWindow.defaultTill)
    guard let zone = text(.timeZone) ?? fallback else {
      report(.timeZone, "empty; give the zone's IANA name, \"Europe/Berlin\"")
      return nil
    }
    guard zones.contains(zone) || TimeZone(identifier: zone) != nil else {
      report(.timeZone, "there is no zone \"\(zone)\"; give an IANA name, \"Europe/Berlin\"")
      return nil
    }
    zones.insert(zone)
    guard let from, let till else { return nil }
    if from == till {
      report(.dailyTill, "the same as daily_from: the record could never be dialed")
      return nil
    }
    return DailyWindow(from: from, till: till, timeZone: zone)
  }

  private func custom() -> [String: String] {
    var custom: [String: String] = [:]
    for (position, name) in layout.custom where !row.fields[position].isEmpty {
      custom[name] = row.fields[position]
    }
    return custom
  }
}
