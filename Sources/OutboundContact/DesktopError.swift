// SPDX-License-Identifier: GPL-3.0-or-later

/// Why a desktop's request was refused. Genesys' numbers are not public; these are ours.
public enum DesktopError: Int, Sendable, CaseIterable {
  case malformed = 1
  case unknownRequest = 2
  /// The mode of the campaign has no such request.
  case notInThisMode = 3
  case notLoggedIn = 4
  case unauthorized = 5
  case unknownRecord = 6
  /// The record is in another agent's hands.
  case notYourRecord = 7
  case missingAttribute = 8
  case invalidValue = 9
  /// Ready is refused while a record waits to be processed; release where there is no call; and the like.
  case wrongState = 10
  case unknownCampaign = 11
  /// The store could not take the change; try again.
  case notStored = 12
  case alreadyLoggedIn = 13
  case stopped = 14
  /// No line is free, or the gateway is not there, or it would not dial.
  case notDialed = 15
  /// The number or the customer is on a Do Not Call list.
  case onDoNotCallList = 16
  /// The called party's clock is outside the record's hours.
  case outsideHours = 17
  /// Preview has not been begun.
  case notPreviewing = 18

  public var text: String {
    switch self {
    case .malformed: "The message is not a JSON object with a request's name"
    case .unknownRequest: "There is no such request"
    case .notInThisMode: "The campaign's dialing mode has no such request"
    case .notLoggedIn: "Log in first"
    case .unauthorized: "Wrong agent or token"
    case .unknownRecord: "No record in hand has this handle"
    case .notYourRecord: "The record is in another agent's hands"
    case .missingAttribute: "An attribute is missing"
    case .invalidValue: "An attribute has a value that it cannot have"
    case .wrongState: "Not in this state"
    case .unknownCampaign: "There is no such campaign here"
    case .notStored: "The change could not be stored; try again"
    case .alreadyLoggedIn: "The agent is logged in at another place"
    case .stopped: "The campaign is stopped"
    case .notDialed: "The call could not be dialed; try again"
    case .onDoNotCallList: "The number is on a Do Not Call list"
    case .outsideHours: "The record may not be called at this hour of its zone"
    case .notPreviewing: "Begin Preview first: PreviewDialingModeStart"
    }
  }
}
