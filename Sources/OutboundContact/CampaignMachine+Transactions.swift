// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation

/// An agent's transactions on the record in his hands: each is acknowledged when it is durable, or refused.
extension CampaignMachine {
  mutating func takeTransaction(
    _ kind: DesktopRequest.Kind, _ request: DesktopRequest, of agent: String, now: Date,
    into step: inout CampaignStep
  ) {
    let call: OpenCall
    let pending: PendingUpdate
    do throws(Refusal) {
      call = try heldCall(for: request, of: agent)
      pending = try update(kind, request, of: call, now: now)
    } catch {
      return refuse(request, of: agent, error.error, error.text, into: &step)
    }
    var changed = call
    changed.attempt.pending = pending
    let id = call.attempt.id
    calls[id] = changed
    if kind == .recordProcessed {
      if call.phase == .talking {
        hangUp(id, into: &step)
        notify(agent, DesktopEvent.Name.released, of: call, into: &step)
      }
      let treatment = request.attributes.string(DesktopKey.treatment)
      finalise(changed, withTreatment: treatment == "Campaign", now: now, into: &step)
    } else if pending != call.attempt.pending {
      step.transitions.append(.attemptChanged(changed.attempt))
    }
    acknowledge(kind, request, of: agent, into: &step)
  }

  /// Why a transaction is refused.
  struct Refusal: Error {
    var error: DesktopError
    var text: String?

    init(_ error: DesktopError, _ text: String? = nil) {
      self.error = error
      self.text = text
    }
  }

  private func heldCall(
    for request: DesktopRequest, of agent: String
  ) throws(Refusal) -> OpenCall {
    if let campaign = request.attributes.string(DesktopKey.campaignName),
      campaign != configuration.name
    {
      throw Refusal(.unknownCampaign, "there is no campaign \"\(campaign)\" here")
    }
    guard let handle = request.recordHandle else {
      throw Refusal(.missingAttribute, "\(DesktopKey.recordHandle) is missing or no number")
    }
    guard let call = calls.values.first(where: { $0.record.recordID == handle }),
      call.isWithAgent
    else { throw Refusal(.unknownRecord) }
    guard call.attempt.agent == agent else { throw Refusal(.notYourRecord) }
    return call
  }

  /// The agent's updates with this one.
  private func update(
    _ kind: DesktopRequest.Kind, _ request: DesktopRequest, of call: OpenCall, now: Date
  ) throws(Refusal) -> PendingUpdate {
    var pending = call.attempt.pending
    if request.attributes.values[DesktopKey.callResult] != nil {
      guard let number = request.attributes.integer(DesktopKey.callResult),
        let result = CallResult(rawValue: number)
      else { throw Refusal(.invalidValue, "\(DesktopKey.callResult) is no call result") }
      pending.callResult = result
    }
    pending.custom.merge(request.attributes.custom) { _, new in new }
    switch kind {
    case .recordProcessed:
      if call.phase == .offered { throw Refusal(.wrongState, "the call has not reached you yet") }
    case .doNotCall: pending.disposition = .doNotCall(try scope(of: request))
    case .recordCancel: pending.disposition = .cancel(try scope(of: request))
    case .recordReschedule:
      pending.disposition = try callBack(request, of: call.record, now: now)
    default: break
    }
    return pending
  }

  private func scope(of request: DesktopRequest) throws(Refusal) -> ChainScope {
    guard let text = request.attributes.string(DesktopKey.chainAttribute) else {
      return .recordOnly
    }
    guard let scope = ChainScope(rawValue: text) else {
      throw Refusal(
        .invalidValue, "\(DesktopKey.chainAttribute) is RecordOnly or AllChain")
    }
    return scope
  }

  private func callBack(
    _ request: DesktopRequest, of record: Record, now: Date
  ) throws(Refusal) -> PendingUpdate.Disposition {
    let type = request.attributes.string(DesktopKey.callBackType) ?? "Campaign"
    guard type == "Campaign" || type == "Personal" else {
      throw Refusal(.invalidValue, "\(DesktopKey.callBackType) is Campaign or Personal")
    }
    guard let text = request.attributes.string(DesktopKey.dateTime) else {
      throw Refusal(.missingAttribute, "\(DesktopKey.dateTime) is missing")
    }
    guard let date = DesktopDate.date(text, inZone: record.window.timeZone) else {
      throw Refusal(.invalidValue, "\(DesktopKey.dateTime) is no date as mm/dd/yyyy hh:mm")
    }
    guard date >= now else { throw Refusal(.invalidValue, "\(text) is past") }
    guard record.window.isOpen(at: date) else {
      throw Refusal(.invalidValue, "\(text) is outside the hours in which the record may be dialed")
    }
    return .callBack(at: date, personal: type == "Personal")
  }

  private func acknowledge(
    _ kind: DesktopRequest.Kind, _ request: DesktopRequest, of agent: String,
    into step: inout CampaignStep
  ) {
    // The acknowledgement of RequestRecordCancel has a name without "Request".
    let name = kind == .recordCancel ? "RecordCancel" : kind.rawValue
    var attributes = request.attributes
    attributes.set(DesktopKey.applicationID, configuration.applicationID)
    attributes.set(DesktopKey.campaignName, configuration.name)
    attributes.set(DesktopKey.callingList, configuration.callingList)
    step.effects.append(
      .notify(
        agent: agent,
        DesktopEvent(
          name + "Acknowledge", referenceID: request.referenceID, attributes: attributes)))
  }
}
