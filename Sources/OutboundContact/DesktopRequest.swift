// SPDX-License-Identifier: GPL-3.0-or-later

/// A request of an agent's desktop: a name and its attributes.
///
///     {"GSW_AGENT_REQ_TYPE":"RecordProcessed","GSW_REFERENCE_ID":7,"GSW_RECORD_HANDLE":12,"GSW_CALL_RESULT":33}
///     {"Request":"RequestAgentLogin","ReferenceID":1,"AgentID":"a1","Place":"9001","Token":"…"}
///
/// Its description leaves out all attributes but the harmless ones: no token, no number.
public struct DesktopRequest: Sendable, Hashable {
  /// The requests that have a name here; whether they are granted is the campaign's to say.
  public enum Kind: String, Sendable, CaseIterable {
    // Call control, T-Lib's names.
    case agentLogin = "RequestAgentLogin"
    case agentReady = "RequestAgentReady"
    case agentNotReady = "RequestAgentNotReady"
    case agentLogout = "RequestAgentLogout"
    case makeCall = "RequestMakeCall"
    case releaseCall = "RequestReleaseCall"
    case monitorLines = "RequestMonitorLines"
    // Outbound transactions, Genesys' names.
    case updateCallCompletionStats = "UpdateCallCompletionStats"
    case recordProcessed = "RecordProcessed"
    case recordReschedule = "RecordReschedule"
    case scheduledRecordReschedule = "ScheduledRecordReschedule"
    case doNotCall = "DoNotCall"
    case recordCancel = "RequestRecordCancel"
    case recordReject = "RecordReject"
    case addRecord = "AddRecord"
    case campaignStatus = "CampaignStatusRequest"
    case previewStart = "PreviewDialingModeStart"
    case previewOver = "PreviewDialingModeOver"
    case previewRecord = "PreviewRecordRequest"
    case chainedRecord = "ChainedRecordRequest"
    case readyTime = "ReadyTime"
    case logOut = "LogOut"

    /// Sent under the key "Request", not GSW_AGENT_REQ_TYPE.
    public var isCallControl: Bool {
      switch self {
      case .agentLogin, .agentReady, .agentNotReady, .agentLogout, .makeCall, .releaseCall,
        .monitorLines:
        true
      default: false
      }
    }
  }

  /// As sent.
  public var name: String
  public var referenceID: Int?
  public var attributes: KeyValueList

  public init(name: String, referenceID: Int? = nil, attributes: KeyValueList = [:]) {
    self.name = name
    self.referenceID = referenceID
    self.attributes = attributes
  }

  public init(_ kind: Kind, referenceID: Int? = nil, attributes: KeyValueList = [:]) {
    self.init(name: kind.rawValue, referenceID: referenceID, attributes: attributes)
  }

  /// nil: a name that is not known. Both RequestRecordCancel and RecordCancel are a cancel.
  public var kind: Kind? { name == "RecordCancel" ? .recordCancel : Kind(rawValue: name) }

  public var recordHandle: Int? { attributes.integer(DesktopKey.recordHandle) }
  public var agent: String? { attributes.string(DesktopKey.agent) }
  public var place: String? { attributes.string(DesktopKey.place) }
  public var token: String? { attributes.string(DesktopKey.token) }
}

extension DesktopRequest: CustomStringConvertible {
  public var description: String {
    var text = name
    if let referenceID { text += " #\(referenceID)" }
    if let recordHandle { text += " record \(recordHandle)" }
    if let agent { text += " agent \(agent)" }
    return text
  }
}

extension DesktopRequest: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: AnyKey.self)
    var attributes = KeyValueList()
    for key in container.allKeys {
      if try container.decodeNil(forKey: key) { continue }
      if key.stringValue == DesktopKey.userData {
        // What is attached counts as said, unless it is said beside.
        let attached = try container.decode(KeyValueList.self, forKey: key)
        attributes.values.merge(attached.values) { said, _ in said }
      } else {
        attributes.values[key.stringValue] = try KeyValueList.value(in: container, key)
      }
    }
    guard
      let name = attributes.string(DesktopKey.request)
        ?? attributes.string(DesktopKey.callControlRequest)
    else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "a request has a name under GSW_AGENT_REQ_TYPE or Request"))
    }
    let referenceID =
      attributes.integer(DesktopKey.referenceID)
      ?? attributes.integer(DesktopKey.callControlReferenceID)
    for key in [
      DesktopKey.request, DesktopKey.callControlRequest, DesktopKey.referenceID,
      DesktopKey.callControlReferenceID,
    ] { attributes.values[key] = nil }
    self.init(name: name, referenceID: referenceID, attributes: attributes)
  }

  public func encode(to encoder: any Encoder) throws {
    let isCallControl = kind?.isCallControl ?? false
    var list = attributes
    list.set(isCallControl ? DesktopKey.callControlRequest : DesktopKey.request, name)
    list.set(
      isCallControl ? DesktopKey.callControlReferenceID : DesktopKey.referenceID, referenceID)
    try list.encode(to: encoder)
  }
}
