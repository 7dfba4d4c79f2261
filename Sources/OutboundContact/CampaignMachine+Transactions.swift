// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation

/// An agent's transactions on the record in his hands: each is acknowledged when it is durable, or refused.
extension CampaignMachine {
  mutating func takeTransaction(
    _ kind: DesktopRequest.Kind, _ request: DesktopRequest, of agent: String, now: Date,
    into step: inout CampaignStep
  ) {
    let isOfNoRecord = request.attributes.values[DesktopKey.recordHandle] == nil
    if isOfNoRecord, kind == .doNotCall || kind == .recordCancel, request.namesCustomer {
      return bar(kind, request, of: agent, into: &step)
    }
    let call: OpenCall
    let pending: PendingUpdate
    do throws(Refusal) {
      call = try heldCall(for: request, of: agent, now: now, into: &step)
      pending = try update(kind, request, of: call, now: now)
    } catch {
      return refuse(request, of: agent, error.error, error.text, into: &step)
    }
    let id = call.attempt.id
    change(id, now: now, into: &step) { $0.attempt.pending = pending }
    if kind == .recordProcessed, let changed = calls[id] {
      if changed.phase == .talking || changed.phase == .dialing {
        hangUp(id, into: &step)
        notify(agent, DesktopEvent.Name.released, of: changed, into: &step)
      }
      let treatment = request.attributes.string(DesktopKey.treatment)
      finalise(changed, withTreatment: treatment == "Campaign", now: now, into: &step)
    }
    if kind == .doNotCall, let changed = calls[id] { recordOptOut(of: changed, into: &step) }
    acknowledge(request, of: agent, into: &step)
    if kind == .doNotCall || kind == .recordCancel {
      tellOthers(but: id, into: &step) { $0.contactInfo == call.record.contactInfo }
    }
  }

  /// A record in hand is given back, or its chain is asked for.
  mutating func takeRecordRequest(
    _ kind: DesktopRequest.Kind, _ request: DesktopRequest, of agent: String, now: Date,
    into step: inout CampaignStep
  ) {
    do throws(Refusal) {
      let call = try heldCall(for: request, of: agent, now: now, into: &step)
      if kind == .recordReject {
        reject(request, call, of: agent, into: &step, now: now)
      } else {
        sendChained(request, call, of: agent, into: &step)
      }
    } catch {
      refuse(request, of: agent, error.error, error.text, into: &step)
    }
  }

  mutating func takeMakeCall(
    _ request: DesktopRequest, _ agent: String, now: Date, into step: inout CampaignStep
  ) {
    do throws(Refusal) {
      let call = try heldCall(for: request, of: agent, now: now, into: &step)
      makeCall(request, call, of: agent, now: now, into: &step)
    } catch {
      refuse(request, of: agent, error.error, error.text, into: &step)
    }
  }

  /// Other desktops that have such a record in hand are told that it was cancelled.
  func tellOthers(
    but attempt: String? = nil, into step: inout CampaignStep, _ isMeant: (Record) -> Bool
  ) {
    for other in calls.all where other.attempt.id != attempt && isMeant(other.record) {
      guard let agent = other.attempt.agent, agents[agent]?.heldAttempt == other.attempt.id else {
        continue
      }
      step.effects.append(
        .notify(agent: agent, recordEvent(DesktopEvent.Name.recordCancel, of: other)))
    }
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

  /// The record in the agent's hands that a request is about. One of another number of the same customer moves him
  /// on to that number.
  private mutating func heldCall(
    for request: DesktopRequest, of agent: String, now: Date, into step: inout CampaignStep
  ) throws(Refusal) -> OpenCall {
    if let campaign = wrongCampaign(request) {
      throw Refusal(.unknownCampaign, "there is no campaign \"\(campaign)\" here")
    }
    guard let handle = request.recordHandle else {
      if request.kind == .makeCall, let id = agents[agent]?.heldAttempt, let call = calls[id] {
        return call
      }
      throw Refusal(.missingAttribute, "\(DesktopKey.recordHandle) is missing or no number")
    }
    if let call = calls[record: handle], call.isWithAgent {
      guard call.attempt.agent == agent else { throw Refusal(.notYourRecord) }
      return call
    }
    guard let id = agents[agent]?.heldAttempt, let held = calls[id],
      held.chain.records.contains(where: { $0.recordID == handle })
    else { throw Refusal(.unknownRecord) }
    if let other = held.chain.records.first(where: { $0.recordID == handle }), isListed(other) {
      throw Refusal(.onDoNotCallList)
    }
    if cancelled.contains(handle) {
      throw Refusal(.wrongState, "record \(handle) was cancelled")
    }
    guard let moved = move(held, to: handle, of: agent, now: now, into: &step) else {
      throw Refusal(.wrongState, "the call of record \(held.record.recordID) is still up")
    }
    return moved
  }

  /// The campaign that a request names, where it is not this one.
  func wrongCampaign(_ request: DesktopRequest) -> String? {
    let campaign = request.attributes.string(DesktopKey.campaignName)
    return campaign == configuration.name ? nil : campaign
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
    case .doNotCall:
      pending.disposition = .doNotCall(try scope(of: request))
      if let customer = request.attributes.string(DesktopKey.customerID) {
        pending.custom[Record.customerIDField] = customer
      }
    case .recordCancel: pending.disposition = .cancel(try scope(of: request))
    case .recordReschedule, .scheduledRecordReschedule:
      if kind == .scheduledRecordReschedule, !call.record.recordType.isCallBack {
        throw Refusal(.wrongState, "record \(call.record.recordID) is no callback")
      }
      pending.disposition = try callBack(request, of: call.record, now: now)
    default: break
    }
    return pending
  }

  func scope(of request: DesktopRequest) throws(Refusal) -> ChainScope {
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

  /// The positive answer to an outbound request: its attributes, and where they belong.
  mutating func acknowledge(
    _ request: DesktopRequest, of agent: String, into step: inout CampaignStep
  ) {
    // The acknowledgement of RequestRecordCancel has a name without "Request".
    let name = request.kind == .recordCancel ? "RecordCancel" : request.name
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

extension RecordType {
  /// The customer chose the time.
  var isCallBack: Bool { self == .personalCallBack || self == .campaignCallBack }
}
