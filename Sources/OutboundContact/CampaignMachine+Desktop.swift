// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation

/// What is said to desktops.
extension CampaignMachine {
  func refuse(
    _ request: DesktopRequest, of agent: String, _ error: DesktopError, _ text: String? = nil,
    into step: inout CampaignStep
  ) {
    step.effects.append(.notify(agent: agent, .refusal(of: request, error, text)))
  }

  func agentEvent(_ name: String, _ agent: String) -> DesktopEvent {
    var attributes: KeyValueList = [DesktopKey.agent: .string(agent)]
    attributes.set(DesktopKey.place, agents[agent]?.place)
    return DesktopEvent(name, attributes: attributes)
  }

  /// Answers a request of call control.
  func answer(
    _ request: DesktopRequest, _ name: String, to agent: String, into step: inout CampaignStep
  ) {
    var event = agentEvent(name, agent)
    event.referenceID = request.referenceID
    step.effects.append(.notify(agent: agent, event))
  }

  /// Tells an agent of his call.
  func notify(
    _ agent: String, _ name: String, of call: OpenCall, referenceID: Int? = nil,
    into step: inout CampaignStep
  ) {
    var event = agentEvent(name, agent)
    event.referenceID = referenceID
    event.attributes.set(DesktopKey.connection, call.attempt.id)
    event.userData = userData(of: call)
    step.effects.append(.notify(agent: agent, event))
  }

  /// Tells the agent who has the call, if he is there.
  func notifyHolder(_ name: String, of call: OpenCall, into step: inout CampaignStep) {
    guard let agent = call.attempt.agent, agents[agent]?.heldAttempt == call.attempt.id else {
      return
    }
    // Its end answers the request to release it.
    let ends = [DesktopEvent.Name.released, DesktopEvent.Name.abandoned]
    notify(
      agent, name, of: call,
      referenceID: ends.contains(name) ? call.releaseCall?.referenceID : nil, into: &step)
  }

  // MARK: Campaign and records

  /// An event of the campaign: its application, name and group.
  func campaignEvent(_ name: String) -> DesktopEvent {
    DesktopEvent(
      name,
      attributes: KeyValueList([
        DesktopKey.applicationID: .integer(configuration.applicationID),
        DesktopKey.campaignName: .string(configuration.name),
        DesktopKey.callingList: .string(configuration.callingList),
        DesktopKey.campaignGroupName: .string(configuration.name),
      ]).described(as: configuration.description))
  }

  private func campaignEvent(withMode name: String) -> DesktopEvent {
    var event = campaignEvent(name)
    event.attributes.set(DesktopKey.campaignMode, mode.rawValue)
    return event
  }

  /// Tells every agent.
  func announce(_ name: String, into step: inout CampaignStep) {
    for agent in agents.names {
      step.effects.append(.notify(agent: agent, campaignEvent(withMode: name)))
    }
  }

  /// The answer to CampaignStatusRequest: the campaign's news as they stand.
  func tellStatus(_ request: DesktopRequest, _ agent: String, into step: inout CampaignStep) {
    if let campaign = wrongCampaign(request) {
      return refuse(
        request, of: agent, .unknownCampaign, "there is no campaign \"\(campaign)\" here",
        into: &step)
    }
    let name =
      switch state {
      case .idle: DesktopEvent.Name.campaignLoaded
      case .running where !isDialing: DesktopEvent.Name.campaignLoaded
      case .running, .finished: DesktopEvent.Name.campaignStarted
      case .stopping, .stopped: DesktopEvent.Name.campaignStopped
      }
    step.effects.append(
      .notify(agent: agent, campaignEvent(DesktopEvent.Name.campaignGroupAssigned)))
    var event = campaignEvent(withMode: name)
    event.referenceID = request.referenceID
    step.effects.append(.notify(agent: agent, event))
  }

  /// A record that is put into an agent's hands; `record`: another of its chain.
  func recordEvent(_ name: String, of call: OpenCall, _ record: Record? = nil) -> DesktopEvent {
    var attributes = userData(of: call, record ?? call.record)
    if record != nil { attributes.set(DesktopKey.callAttemptGUID, nil as String?) }
    if call.record.recordType.isCallBack {
      attributes.set(
        DesktopKey.callBackType,
        call.record.recordType == .personalCallBack ? "Personal" : "Campaign")
    }
    return DesktopEvent(name, attributes: attributes)
  }

  func userData(of call: OpenCall) -> KeyValueList { userData(of: call, call.record) }

  /// What is attached to a call: the record, under Genesys' keys, and its custom fields.
  private func userData(of call: OpenCall, _ record: Record) -> KeyValueList {
    let isCurrent = record.recordID == call.record.recordID
    var data = KeyValueList()
    data.values.reserveCapacity(24)
    let custom =
      isCurrent
      ? record.custom.merging(call.attempt.pending.custom) { _, new in new } : record.custom
    for (key, value) in custom where !DesktopKey.known.contains(key) { data.set(key, value) }
    data.set(DesktopKey.applicationID, configuration.applicationID)
    data.set(DesktopKey.campaignName, configuration.name)
    data.set(
      DesktopKey.callingList,
      record.list == configuration.name ? configuration.callingList : record.list)
    data.set(DesktopKey.recordHandle, record.recordID)
    data.set(DesktopKey.phone, record.contactInfo.digits)
    let result = call.attempt.pending.callResult ?? call.attempt.result?.callResult
    let unheard = call.isPreview ? record.callResult : .answer
    data.set(
      DesktopKey.callResult, (isCurrent ? result ?? unheard : record.callResult).rawValue)
    data.set(DesktopKey.chainID, record.chainID)
    data.set(
      DesktopKey.attempts,
      isCurrent && call.phase != .previewing ? call.attempt.number : record.attempt)
    data.set(DesktopKey.from, record.window.from)
    data.set(DesktopKey.until, record.window.till)
    data.set(DesktopKey.timeZoneName, record.window.timeZone)
    data.set(
      DesktopKey.timeZoneOffset,
      TimeZone(identifier: record.window.timeZone)?.secondsFromGMT(for: call.attempt.startedAt))
    data.set(DesktopKey.agentID, call.attempt.agent)
    data.set(DesktopKey.callAttemptGUID, call.attempt.id)
    data.set(DesktopKey.interactionType, "Outbound")
    data.set(DesktopKey.interactionSubtype, "OutboundNew")
    return data
  }
}

extension KeyValueList {
  /// With the campaign's description, where it has one.
  fileprivate func described(as text: String?) -> KeyValueList {
    var list = self
    list.set(DesktopKey.campaignDescription, text)
    return list
  }
}
