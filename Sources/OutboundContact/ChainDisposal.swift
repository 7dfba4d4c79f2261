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
  var next: Next

  var transitions: [Transition] { records.map(Transition.recordChanged) }
}

extension ChainDisposal {
  /// Back into the list as it was; its first record not before `due`.
  static func putBack(_ chain: Chain, due: Date? = nil) -> ChainDisposal {
    var records = chain.records
    for index in records.indices { records[index].recordStatus = .ready }
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
    _ chain: Chain, as status: RecordStatus, result: CallResult? = nil
  ) -> ChainDisposal {
    var record = chain.current
    record.recordStatus = status
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
    switch action {
    case nil, .markDB:
      return .end(chain.replacingCurrent(with: record), as: .updated)
    case .markAllChain:
      return .end(
        chain.replacingCurrent(with: record), as: .updated, others: .updated, result: result)
    case .redial:
      record.recordStatus = .retrieved
      return ChainDisposal(
        records: [record], next: .dial(chain.replacingCurrent(with: record)))
    case .retryIn(let minutes, _):
      record.recordType = record.recordType.rescheduled
      return .putBack(
        chain.replacingCurrent(with: record), due: now + Double(minutes) * 60)
    case .nextInChain:
      return .skip(chain.replacingCurrent(with: record), as: .updated)
    }
  }

  /// By the agent's word, after a call that he had.
  static func finalUpdate(
    of chain: Chain, after attempt: Attempt, withTreatment: Bool,
    by configuration: CampaignConfiguration, now: Date
  ) -> ChainDisposal {
    var record = chain.current
    record.custom.merge(attempt.pending.custom) { _, new in new }
    record.agentID = attempt.agent
    let result = attempt.pending.callResult ?? attempt.result?.callResult ?? .answer
    switch attempt.pending.disposition {
    case nil where withTreatment:
      return .treatment(
        of: chain.replacingCurrent(with: record), after: result, attempt: attempt,
        by: configuration, now: now)
    case nil:
      record.count(attempt, result: result)
      return .end(chain.replacingCurrent(with: record), as: .updated)
    case .callBack(let date, let personal):
      record.count(attempt, result: result)
      record.recordType = personal ? .personalCallBack : .campaignCallBack
      record.treatmentsUsed = 0
      return .putBack(chain.replacingCurrent(with: record), due: date)
    case .doNotCall(let scope):
      record.count(attempt, result: .doNotCall)
      record.recordType = .noCall
      let chain = chain.replacingCurrent(with: record)
      guard scope == .allChain else { return .end(chain, as: .updated) }
      return .end(chain, as: .updated, result: .doNotCall, type: .noCall)
    case .cancel(let scope):
      record.count(attempt, result: .cancelRecord)
      let chain = chain.replacingCurrent(with: record)
      guard scope == .allChain else { return .end(chain, as: .cancelled) }
      return .end(chain, as: .cancelled, others: .cancelled, result: .cancelRecord)
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
