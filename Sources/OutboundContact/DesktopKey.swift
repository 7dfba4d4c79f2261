// SPDX-License-Identifier: GPL-3.0-or-later

/// The keys of the desktop protocol. Those that begin with GSW_ are Genesys' own names.
public enum DesktopKey {
  public static let request = "GSW_AGENT_REQ_TYPE"
  public static let event = "GSW_USER_EVENT"
  public static let referenceID = "GSW_REFERENCE_ID"
  public static let applicationID = "GSW_APPLICATION_ID"
  public static let campaignName = "GSW_CAMPAIGN_NAME"
  public static let callingList = "GSW_CALLING_LIST"
  public static let recordHandle = "GSW_RECORD_HANDLE"
  public static let phone = "GSW_PHONE"
  public static let callResult = "GSW_CALL_RESULT"
  public static let chainID = "GSW_CHAIN_ID"
  public static let attempts = "GSW_ATTEMPTS"
  public static let from = "GSW_FROM"
  public static let until = "GSW_UNTIL"
  public static let timeZoneName = "GSW_TZ_NAME"
  public static let timeZoneOffset = "GSW_TZ_OFFSET"
  public static let agentID = "GSW_AGENT_ID"
  /// "Campaign" or "Personal".
  public static let callBackType = "GSW_CALLBACK_TYPE"
  /// "mm/dd/yyyy hh:mm", on the wall clock of the record's zone.
  public static let dateTime = "GSW_DATE_TIME"
  public static let callAttemptGUID = "GSW_CALL_ATTEMPT_GUID"
  public static let campaignMode = "GSW_CAMPAIGN_MODE"
  public static let campaignGroupName = "GSW_CAMPAIGN_GROUP_NAME"
  public static let campaignDescription = "GSW_CAMPAIGN_DESCRIPTION"
  public static let error = "GSW_ERROR"
  // Genesys' names for these are not public; ours.
  public static let errorNumber = "GSW_ERROR_NUMBER"
  /// "RecordOnly" or "AllChain".
  public static let chainAttribute = "GSW_CHAIN_ATTR"
  /// "Campaign": the campaign's treatment for the result is applied; else the record is done.
  public static let treatment = "GSW_TREATMENT"
  public static let customerID = "GSW_CUSTOMER_ID"
  public static let phoneType = "GSW_PHONE_TYPE"
  public static let recordType = "GSW_RECORD_TYPE"
  public static let recordStatus = "GSW_RECORD_STATUS"
  public static let callTime = "GSW_CALL_TIME"
  /// The place of a record in its chain.
  public static let chainN = "GSW_CHAIN_N"
  /// Seconds until an agent means to be ready.
  public static let readyTime = "GSW_READY_TIME"
  public static let message = "GSW_MESSAGE"
  public static let interactionType = "InteractionType"
  public static let interactionSubtype = "InteractionSubtype"

  // Call control, under T-Lib's names.
  public static let callControlRequest = "Request"
  public static let callControlEvent = "Event"
  public static let callControlReferenceID = "ReferenceID"
  public static let agent = "AgentID"
  public static let place = "Place"
  public static let token = "Token"
  public static let connection = "ConnID"
  public static let otherDN = "OtherDN"
  public static let userData = "UserData"
  public static let errorMessage = "ErrorMessage"
  public static let errorCode = "ErrorCode"

  /// The keys that mean something here; whatever else a desktop sends is a custom field of the record.
  static let known: Set<String> = [
    request, event, referenceID, applicationID, campaignName, callingList, recordHandle, phone,
    callResult, chainID, attempts, from, until, timeZoneName, timeZoneOffset, agentID,
    callBackType, dateTime, callAttemptGUID, campaignMode, campaignGroupName, campaignDescription,
    customerID, phoneType,
    recordType, recordStatus, callTime, chainN, readyTime, message, otherDN, error, errorNumber,
    chainAttribute, treatment,
    interactionType, interactionSubtype, callControlRequest, callControlEvent,
    callControlReferenceID, agent, place, token, connection, userData, errorMessage, errorCode,
  ]
}
