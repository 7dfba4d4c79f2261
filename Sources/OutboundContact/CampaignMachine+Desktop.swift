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
    _ agent: String, _ name: String, of call: OpenCall, into step: inout CampaignStep
  ) {
    var event = agentEvent(name, agent)
    event.attributes.set(DesktopKey.connection, call.attempt.id)
    event.userData = userData(of: call)
    step.effects.append(.notify(agent: agent, event))
  }

  /// Tells the agent who has the call, if he is there.
  func notifyHolder(_ name: String, of call: OpenCall, into step: inout CampaignStep) {
    guard let agent = call.attempt.agent, agents[agent]?.heldAttempt == call.attempt.id else {
      return
    }
    notify(agent, name, of: call, into: &step)
  }

  /// What is attached to a call: the record, under Genesys' keys, and its custom fields.
  func userData(of call: OpenCall) -> KeyValueList {
    let record = call.record
    var data = KeyValueList()
    let custom = record.custom.merging(call.attempt.pending.custom) { _, new in new }
    for (key, value) in custom where !DesktopKey.known.contains(key) { data.set(key, value) }
    data.set(DesktopKey.applicationID, configuration.applicationID)
    data.set(DesktopKey.campaignName, configuration.name)
    data.set(DesktopKey.callingList, configuration.callingList)
    data.set(DesktopKey.recordHandle, record.recordID)
    data.set(DesktopKey.phone, record.contactInfo.digits)
    let result = call.attempt.pending.callResult ?? call.attempt.result?.callResult
    data.set(DesktopKey.callResult, (result ?? .answer).rawValue)
    data.set(DesktopKey.chainID, record.chainID)
    data.set(DesktopKey.attempts, call.attempt.number)
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
