// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation

/// What becomes of a chain after an attempt on its current record, or without one.
struct ChainDisposal: Sendable, Hashable {
  enum Next: Sendable, Hashable {
    /// Still in OCS's hands (Retrieved), to be dialed at once.
    case dial(Chain)
    /// Back in the list (Ready), not to be fetched before.
    case putBack(due: Date)
    /// No record of it is left to dial.
    case done
  }

  /// Changed rows, those of the chain's other records too.
  var records: [Record]
  /// Those that are another campaign's from now on.
  var assigned: [Record] = []
  var next: Next

  var transitions: [Transition] {
    records.map(Transition.recordChanged) + (assigned.isEmpty ? [] : [.chainAssigned(assigned)])
  }
}

extension ChainDisposal {
  /// Back into the list as it was; its first record not before `due`. `endingEarlier`: numbers that come before it in
  /// the chain are done with, or they would be dialed first.
  static func putBack(
    _ chain: Chain, due: Date? = nil, endingEarlier: Bool = false
  ) -> ChainDisposal {
    var records = chain.records
    let first = (records[0].chainN, records[0].recordID)
    for index in records.indices {
      let isEarlier = (records[index].chainN, records[index].recordID) < first
      records[index].recordStatus = endingEarlier && isEarlier ? .chainUpdated : .ready
    }
    if let due { records[0].dialSchedTime = due }
    return ChainDisposal(
      records: records, next: .putBack(due: records[0].dialSchedTime ?? .distantPast))
  }

  /// Every record ends: the first in `status`, the others as `others`.
  static func end(
    _ chain: Chain, as status: RecordStatus, others: RecordStatus = .chainUpdated,
    result: CallResult? = nil, type: RecordType? = nil
  ) -> ChainDisposal {
    var records = chain.records
    for index in records.indices {
      records[index].recordStatus = index == 0 ? status : others
      // ChainUpdated alone says that nothing was done with the record itself.
      if others != .chainUpdated || index == 0 || type != nil {
        if let result { records[index].callResult = result }
        if let type { records[index].recordType = type }
      }
    }
    return ChainDisposal(records: records, next: .done)
  }

  /// The current record ends without being dialed; the chain goes on with the next.
  static func skip(
    _ chain: Chain, as status: RecordStatus, result: CallResult? = nil, type: RecordType? = nil
  ) -> ChainDisposal {
    var record = chain.current
    record.recordStatus = status
    if let type { record.recordType = type }
    if let result { record.callResult = result }
    return ChainDisposal(records: [record], next: chain.rest.map(Next.dial) ?? .done)
  }

  /// By the campaign's treatments, after `result` of `attempt` on the chain's current record.
  ///
  /// A record that has had `configuration.maxAttempts` is not dialed again, but where its sequence would lead to the
  /// next number of the chain in the end, it does so at once.
  static func treatment(
    of chain: Chain, after result: CallResult, attempt: Attempt,
    by configuration: CampaignConfiguration, now: Date
  ) -> ChainDisposal {
    var record = chain.current
    let used = record.callResult == result ? record.treatmentsUsed : 0
    record.count(attempt, result: result)
    record.treatmentsUsed = used + 1
    let plan = configuration.treatments
    let action =
      record.attempt < configuration.maxAttempts
      ? plan.action(after: result, used: used) : plan.lastResort(after: result)
    // An abandoned number is left alone for a while, whatever the treatment says.
    let rest = result == .abandoned ? now + configuration.restHours * 3600 : now
    func retry(at date: Date, as type: RecordType) -> ChainDisposal {
      record.recordType = type
      return .putBack(chain.replacingCurrent(with: record), due: max(date, rest))
    }
    switch action {
    case nil, .markDB, .execute:
      return .end(chain.replacingCurrent(with: record), as: .updated)
    case .markAllChain:
      return .end(
        chain.replacingCurrent(with: record), as: .updated, others: .updated, result: result)
    case .markAsAgentError:
      return .end(chain.replacingCurrent(with: record), as: .agentError)
    case .redial where rest > now:
      return retry(at: rest, as: record.recordType.rescheduled)
    case .redial:
      record.recordStatus = .retrieved
      return ChainDisposal(
        records: [record], next: .dial(chain.replacingCurrent(with: record)))
    case .retryIn(let minutes, _):
      return retry(at: now + Double(minutes) * 60, as: record.recordType.rescheduled)
    case .retryAt(let moment):
      guard let date = moment.date(after: now, inZone: record.window.timeZone) else {
        return .end(chain.replacingCurrent(with: record), as: .updated)
      }
      return retry(at: date, as: record.recordType.rescheduled)
    case .reschedule(let minutes):
      return retry(
        at: now + Double(minutes) * 60,
        as: record.agentID == nil ? .campaignRescheduled : .personalRescheduled)
    case .nextInChain:
      return .skip(chain.replacingCurrent(with: record), as: .updated)
    case .nextInChainAfter(let minutes):
      return .next(
        of: chain.replacingCurrent(with: record), due: now + Double(minutes) * 60)
    case .nextInChainAt(let moment):
      let chain = chain.replacingCurrent(with: record)
      let zone = chain.rest?.current.window.timeZone ?? record.window.timeZone
      guard let date = moment.date(after: now, inZone: zone) else {
        return .end(chain, as: .updated)
      }
      return .next(of: chain, due: date)
    case .assignToGroup(let group):
      return .assigned(chain.replacingCurrent(with: record), to: group, due: rest)
    }
  }

  /// The current record is done; the chain goes on with the next at `due`.
  private static func next(of chain: Chain, due: Date) -> ChainDisposal {
    var record = chain.current
    record.recordStatus = .updated
    guard let rest = chain.rest else { return ChainDisposal(records: [record], next: .done) }
    let back = ChainDisposal.putBack(rest, due: due)
    return ChainDisposal(records: [record] + back.records, next: back.next)
  }

  /// The whole chain is another campaign's from here on.
  private static func assigned(
    _ chain: Chain, to campaign: String, due: Date
  ) -> ChainDisposal {
    var records = chain.records
    for index in records.indices {
      records[index].recordStatus = .ready
      records[index].campaign = campaign
      records[index].treatmentsUsed = 0
    }
    records[0].dialSchedTime = due
    return ChainDisposal(records: [], assigned: records, next: .done)
  }

  /// Back into the list without an agent's final word; what he had said of it stays with it.
  static func givenBack(
    _ chain: Chain, after attempt: Attempt, wasDialed: Bool, now: Date
  ) -> ChainDisposal {
    let left = attempt.pending.left
    var record = chain.current
    record.take(left.filter { $0.recordID == record.recordID })
    record.custom.merge(attempt.pending.custom) { _, new in new }
    if wasDialed {
      record.count(
        attempt, result: attempt.pending.callResult ?? attempt.result?.callResult ?? .unknown)
    }
    let rest = chain.replacingCurrent(with: record).without(left)
    let back = ChainDisposal.putBack(rest.chain)
    return ChainDisposal(records: rest.left + back.records, next: back.next)
  }

  /// By the agent's word, after a call that he had.
  static func finalUpdate(
    of chain: Chain, after attempt: Attempt, wasDialed: Bool, withTreatment: Bool,
    by configuration: CampaignConfiguration, now: Date
  ) -> ChainDisposal {
    let left = attempt.pending.left
    var record = chain.current
    record.take(left.filter { $0.recordID == record.recordID })
    record.custom.merge(attempt.pending.custom) { _, new in new }
    record.agentID = attempt.agent
    let parted = chain.replacingCurrent(with: record).without(left)
    var disposal = finalUpdate(
      of: parted.chain, after: attempt, wasDialed: wasDialed, withTreatment: withTreatment,
      by: configuration, at: now)
    disposal.records = parted.left + disposal.records
    return disposal
  }

  private static func finalUpdate(
    of chain: Chain, after attempt: Attempt, wasDialed: Bool, withTreatment: Bool,
    by configuration: CampaignConfiguration, at now: Date
  ) -> ChainDisposal {
    var record = chain.current
    let result =
      attempt.pending.callResult ?? attempt.result?.callResult
      ?? (wasDialed ? .answer : record.callResult)
    func settle(_ result: CallResult) {
      if wasDialed {
        record.count(attempt, result: result)
      } else {
        record.callResult = result
        record.dialSchedTime = nil
      }
    }
    switch attempt.pending.disposition {
    case nil where withTreatment && wasDialed:
      return .treatment(of: chain, after: result, attempt: attempt, by: configuration, now: now)
    case nil:
      settle(result)
      return .end(chain.replacingCurrent(with: record), as: .updated)
    case .callBack(let date, let personal):
      settle(result)
      record.recordType = personal ? .personalCallBack : .campaignCallBack
      record.treatmentsUsed = 0
      return .putBack(chain.replacingCurrent(with: record), due: date, endingEarlier: true)
    case .doNotCall(let scope):
      settle(.doNotCall)
      record.recordType = .noCall
      let chain = chain.replacingCurrent(with: record)
      guard scope == .allChain else { return .end(chain, as: .updated) }
      return .end(chain, as: .updated, result: .doNotCall, type: .noCall)
    case .cancel(let scope):
      settle(.cancelRecord)
      let chain = chain.replacingCurrent(with: record)
      guard scope == .allChain else { return .end(chain, as: .cancelled) }
      return .end(chain, as: .cancelled, others: .cancelled, result: .cancelRecord)
    }
  }
}

extension Chain {
  /// The chain without the records that an agent left for its first, and these as they end.
  fileprivate func without(_ left: [LeftRecord]) -> (chain: Chain, left: [Record]) {
    let gone = Set(left.map(\.recordID)).subtracting([current.recordID])
    let ended = records.filter { gone.contains($0.recordID) }.map { record in
      var record = record
      let said = left.filter { $0.recordID == record.recordID }
      record.recordStatus =
        said.contains { $0.calledAt != nil || $0.callResult != nil } ? .updated : .chainUpdated
      record.take(said)
      return record
    }
    return (
      Chain(
        current: current,
        others: records.dropFirst().filter { !gone.contains($0.recordID) }), ended
    )
  }
}

extension Record {
  /// What an agent had said of it before he went on to another number.
  fileprivate mutating func take(_ left: [LeftRecord]) {
    for said in left {
      custom.merge(said.custom) { _, new in new }
      if let calledAt = said.calledAt {
        attempt += 1
        callTime = calledAt
        dialSchedTime = nil
      }
      if let result = said.callResult { callResult = result }
      switch said.disposition {
      case .doNotCall:
        callResult = .doNotCall
        recordType = .noCall
        recordStatus = .updated
      case .cancel:
        callResult = .cancelRecord
        recordStatus = .cancelled
      case .callBack, nil: break
      }
    }
  }
}

extension Record {
  /// An attempt more, and what came of it.
  fileprivate mutating func count(_ attempt: Attempt, result: CallResult) {
    self.attempt += 1
    callTime = attempt.startedAt
    callResult = result
    dialSchedTime = nil
  }
}

extension RecordType {
  /// The type of a record of this type that a treatment has postponed.
  fileprivate var rescheduled: RecordType {
    switch self {
    case .personalCallBack, .personalRescheduled: .personalRescheduled
    default: .campaignRescheduled
    }
  }
}

extension Chain {
  func replacingCurrent(with record: Record) -> Chain {
    Chain(current: record, others: records.dropFirst())
  }
}
