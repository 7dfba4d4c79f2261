// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation

/// Records that come from desktops, and what is run for those that are done.
extension CampaignMachine {
  /// What a treatment has run after a call's result.
  func execute(after result: CallResult, of call: OpenCall, into step: inout CampaignStep) {
    let record = call.record
    let used = record.callResult == result ? record.treatmentsUsed : 0
    guard record.attempt + 1 < configuration.maxAttempts,
      case .execute(let name) = configuration.treatments.action(after: result, used: used)
    else { return }
    let written = step.transitions.lazy.compactMap { transition -> Record? in
      if case .recordChanged(let changed) = transition, changed.recordID == record.recordID {
        changed
      } else {
        nil
      }
    }
    step.effects.append(.execute(name: name, written.first ?? record, result))
  }

  mutating func takeAdd(
    _ request: DesktopRequest, _ agent: String, now: Date, into step: inout CampaignStep
  ) {
    do throws(Refusal) {
      step.effects.append(.add(try newRecord(request, now: now), agent: agent, request))
    } catch {
      refuse(request, of: agent, error.error, error.text, into: &step)
    }
  }

  mutating func takeAdded(
    _ record: Record, _ agent: String, _ request: DesktopRequest, into step: inout CampaignStep
  ) {
    if record.recordStatus == .ready {
      // There is something to do again.
      if state == .finished { state = .running }
      let due = record.dialSchedTime ?? .distantPast
      supply.add(due)
      if isFetching { putBackWhileFetching = min(putBackWhileFetching ?? due, due) }
    }
    var answered = request
    answered.attributes.set(DesktopKey.recordHandle, record.recordID)
    answered.attributes.set(DesktopKey.chainID, record.chainID)
    answered.attributes.set(DesktopKey.chainN, record.chainN)
    acknowledge(answered, of: agent, into: &step)
  }

  private func newRecord(_ request: DesktopRequest, now: Date) throws(Refusal) -> Record {
    let said = request.attributes
    if let campaign = wrongCampaign(request) {
      throw Refusal(.unknownCampaign, "there is no campaign \"\(campaign)\" here")
    }
    guard let text = said.string(DesktopKey.phone) else {
      throw Refusal(.missingAttribute, "\(DesktopKey.phone) is missing")
    }
    guard let phone = PhoneNumber(text) else {
      throw Refusal(.invalidValue, "\(DesktopKey.phone) is no number to dial")
    }
    guard let zone = said.string(DesktopKey.timeZoneName) else {
      throw Refusal(.missingAttribute, "\(DesktopKey.timeZoneName) is missing")
    }
    guard TimeZone(identifier: zone) != nil else {
      throw Refusal(.invalidValue, "\(DesktopKey.timeZoneName) is no zone's IANA name")
    }
    let window = DailyWindow(
      from: try integer(DesktopKey.from, of: said, in: 0...86_400) ?? DailyWindow.defaultFrom,
      till: try integer(DesktopKey.until, of: said, in: 0...86_400) ?? DailyWindow.defaultTill,
      timeZone: zone)
    guard window.from != window.till else {
      throw Refusal(.invalidValue, "\(DesktopKey.until) is the same as \(DesktopKey.from)")
    }
    var record = Record(
      recordID: 0, chainID: try integer(DesktopKey.chainID, of: said, in: Record.identifiers) ?? 0,
      contactInfo: phone, window: window, agentID: said.string(DesktopKey.agentID),
      campaign: configuration.name, list: try list(in: said), custom: said.custom)
    record.contactInfoType = try code(DesktopKey.phoneType, of: said) ?? .noContactType
    record.recordType = try code(DesktopKey.recordType, of: said) ?? .general
    record.recordStatus = try code(DesktopKey.recordStatus, of: said) ?? .ready
    record.callResult = try code(DesktopKey.callResult, of: said) ?? .unknown
    record.attempt = try integer(DesktopKey.attempts, of: said, in: Record.attempts) ?? 0
    guard record.recordStatus == .ready || record.recordStatus.isFinal else {
      throw Refusal(.invalidValue, "\(DesktopKey.recordStatus) is 1 or a final one")
    }
    if let text = said.string(DesktopKey.dateTime) {
      guard let date = DesktopDate.date(text, inZone: zone) else {
        throw Refusal(.invalidValue, "\(DesktopKey.dateTime) is no date as mm/dd/yyyy hh:mm")
      }
      record.dialSchedTime = date
    }
    record.callTime = try integer(DesktopKey.callTime, of: said, in: 0...Int(UInt32.max))
      .flatMap { $0 == 0 ? nil : Date(timeIntervalSince1970: Double($0)) }
    return record
  }

  /// The campaign's own list where none is named.
  private func list(in said: KeyValueList) throws(Refusal) -> String? {
    guard let name = said.string(DesktopKey.callingList), name != configuration.callingList else {
      return configuration.lists.first?.name
    }
    let known = configuration.lists.map(\.name)
    guard known.contains(name) else {
      let names = ([configuration.callingList] + known).joined(separator: ", ")
      throw Refusal(.invalidValue, "\(DesktopKey.callingList) is one of \(names)")
    }
    return name
  }

  private func integer(
    _ key: String, of said: KeyValueList, in range: ClosedRange<Int>
  ) throws(Refusal) -> Int? {
    guard said.values[key] != nil else { return nil }
    guard let number = said.integer(key), range.contains(number) else {
      throw Refusal(.invalidValue, "\(key) has a value that it cannot have")
    }
    return number
  }

  private func code<Code: RawRepresentable<Int>>(
    _ key: String, of said: KeyValueList
  ) throws(Refusal) -> Code? {
    guard said.values[key] != nil else { return nil }
    guard let code = said.integer(key).flatMap(Code.init(rawValue:)) else {
      throw Refusal(.invalidValue, "\(key) has a value that it cannot have")
    }
    return code
  }
}
