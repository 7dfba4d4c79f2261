// SPDX-License-Identifier: GPL-3.0-or-later

/// What OCS tells a desktop: an answer to a request, or news.
///
///     {"GSW_USER_EVENT":"RecordProcessedAcknowledge","GSW_REFERENCE_ID":7,"GSW_RECORD_HANDLE":12, …}
///     {"GSW_USER_EVENT":"Error","GSW_REFERENCE_ID":7,"GSW_ERROR":"…","GSW_ERROR_NUMBER":3}
///     {"Event":"EventEstablished","ConnID":"…","UserData":{"GSW_RECORD_HANDLE":12, …}}
///
/// Its description leaves out user data and numbers.
public struct DesktopEvent: Sendable, Hashable {
  public enum Name {
    public static let agentLogin = "EventAgentLogin"
    public static let agentReady = "EventAgentReady"
    public static let agentNotReady = "EventAgentNotReady"
    public static let agentLogout = "EventAgentLogout"
    /// In the engaged modes: the agent's telephone is up, and waits for calls.
    public static let engaged = "EventAgentEngaged"
    public static let dialing = "EventDialing"
    public static let ringing = "EventRinging"
    public static let established = "EventEstablished"
    public static let released = "EventReleased"
    /// The customer hung up, or was let go, before the agent heard him.
    public static let abandoned = "EventAbandoned"
    /// More has become known of the call: in preview, what detection says of it.
    public static let attachedDataChanged = "EventAttachedDataChanged"
    public static let callControlError = "EventError"
    public static let error = "Error"
    public static let campaignLoaded = "CampaignLoaded"
    public static let campaignUnloaded = "CampaignUnloaded"
    public static let campaignStarted = "CampaignStarted"
    public static let campaignStopped = "CampaignStopped"
    /// Before the answer to CampaignStatusRequest: the group in which the agent works.
    public static let campaignGroupAssigned = "CampaignGroupAssigned"
    public static let campaignModeChanged = "CampaignModeChanged"
    public static let previewRecord = "PreviewRecord"
    public static let previewRecordEmpty = "PreviewRecordEmpty"
    public static let chainedRecord = "ChainedRecord"
    public static let chainedRecordsDataEnd = "ChainedRecordsDataEnd"
    /// A callback whose time has come, given to its agent without his asking.
    public static let scheduledCall = "ScheduledCall"
    /// The record in the agent's hands was cancelled elsewhere.
    public static let recordCancel = "RecordCancel"
  }

  public var name: String
  /// Echoed from the request; nil for news.
  public var referenceID: Int?
  public var attributes: KeyValueList
  /// What is attached to the call; with EventRinging, EventEstablished, EventReleased, EventAbandoned.
  public var userData: KeyValueList?

  public init(
    _ name: String, referenceID: Int? = nil, attributes: KeyValueList = [:],
    userData: KeyValueList? = nil
  ) {
    self.name = name
    self.referenceID = referenceID
    self.attributes = attributes
    self.userData = userData
  }

  /// T-Lib's events have names that begin with Event, and travel under the key "Event".
  public var isCallControl: Bool { name.hasPrefix("Event") }

  /// A refusal of `request`: Error, or for call control EventError.
  public static func refusal(
    of request: DesktopRequest, _ error: DesktopError, _ text: String? = nil
  ) -> DesktopEvent {
    let text = text ?? error.text
    if request.kind?.isCallControl == true {
      return DesktopEvent(
        Name.callControlError, referenceID: request.referenceID,
        attributes: [
          DesktopKey.errorCode: .integer(error.rawValue), DesktopKey.errorMessage: .string(text),
        ])
    }
    var attributes = request.echoed
    attributes.set(DesktopKey.errorNumber, error.rawValue)
    attributes.set(DesktopKey.error, text)
    return DesktopEvent(Name.error, referenceID: request.referenceID, attributes: attributes)
  }
}

extension DesktopRequest {
  /// The attributes that every answer repeats: application, campaign, calling list, record handle.
  var echoed: KeyValueList {
    let keys = [
      DesktopKey.applicationID, DesktopKey.campaignName, DesktopKey.callingList,
      DesktopKey.recordHandle,
    ]
    return KeyValueList(attributes.values.filter { keys.contains($0.key) })
  }
}

extension DesktopEvent: CustomStringConvertible {
  public var description: String {
    var text = name
    if let referenceID { text += " #\(referenceID)" }
    if let handle = attributes.integer(DesktopKey.recordHandle)
      ?? userData?.integer(DesktopKey.recordHandle)
    {
      text += " record \(handle)"
    }
    if let error = attributes.string(DesktopKey.error)
      ?? attributes.string(DesktopKey.errorMessage)
    {
      text += ": \(error)"
    }
    return text
  }
}

extension DesktopEvent: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: AnyKey.self)
    var attributes = KeyValueList()
    var userData: KeyValueList?
    for key in container.allKeys {
      if try container.decodeNil(forKey: key) { continue }
      if key.stringValue == DesktopKey.userData {
        userData = try container.decode(KeyValueList.self, forKey: key)
      } else {
        attributes.values[key.stringValue] = try KeyValueList.value(in: container, key)
      }
    }
    guard
      let name = attributes.string(DesktopKey.event)
        ?? attributes.string(DesktopKey.callControlEvent)
    else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "an event has a name under GSW_USER_EVENT or Event"))
    }
    let referenceID =
      attributes.integer(DesktopKey.referenceID)
      ?? attributes.integer(DesktopKey.callControlReferenceID)
    for key in [
      DesktopKey.event, DesktopKey.callControlEvent, DesktopKey.referenceID,
      DesktopKey.callControlReferenceID,
    ] { attributes.values[key] = nil }
    self.init(name, referenceID: referenceID, attributes: attributes, userData: userData)
  }

  public func encode(to encoder: any Encoder) throws {
    var list = attributes
    list.set(isCallControl ? DesktopKey.callControlEvent : DesktopKey.event, name)
    list.set(
      isCallControl ? DesktopKey.callControlReferenceID : DesktopKey.referenceID, referenceID)
    try list.encode(to: encoder)
    guard let userData else { return }
    var container = encoder.container(keyedBy: AnyKey.self)
    try container.encode(
      userData, forKey: AnyKey(DesktopKey.userData))
  }
}
