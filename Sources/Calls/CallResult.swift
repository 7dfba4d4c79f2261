// SPDX-License-Identifier: GPL-3.0-or-later

/// What became of a call, by the numbers of Genesys' call_result enumeration (`gcti.h`).
///
/// Final results of a dialed call are 4, 6–17, 21, 26–28 and 32 and above; the others are states of a call on a switch.
public enum CallResult: Int, Sendable, Hashable, Codable, CaseIterable {
  case ok = 0
  case transferred = 1
  case conferenced = 2
  case generalError = 3
  case systemError = 4
  case remoteRelease = 5
  case busy = 6
  case noAnswer = 7
  case sitDetected = 8
  case answeringMachine = 9
  case allTrunksBusy = 10
  case sitInvalidNum = 11
  case sitVacant = 12
  case sitIntercept = 13
  case sitUnknown = 14
  case sitNoCircuit = 15
  case sitReorder = 16
  case faxDetected = 17
  case queueFull = 18
  case cleared = 19
  case overflowed = 20
  case abandoned = 21
  case redirected = 22
  case forwarded = 23
  case consult = 24
  case pickedup = 25
  case dropped = 26
  case droppedNoAnswer = 27
  case unknown = 28
  case covered = 29
  case converseOn = 30
  case bridged = 31
  case silence = 32
  case answer = 33
  case nuTone = 34
  case noDialTone = 35
  case noProgress = 36
  case noRingBack = 37
  case noEstablished = 38
  case pagerDetected = 39
  case wrongParty = 40
  case dialError = 41
  case callDropError = 42
  case switchError = 43
  case noFreePortError = 44
  case transferError = 45
  case stale = 46
  case agentCallBackError = 47
  case groupCallBackError = 48
  case deafened = 49
  case held = 50
  case doNotCall = 51
  case cancelRecord = 52
  case wrongNumber = 53

  /// The enumeration's own name: "Busy", "SIT Vacant".
  public var name: String {
    switch self {
    case .ok: "Ok"
    case .transferred: "Transferred"
    case .conferenced: "Conferenced"
    case .generalError: "GeneralError"
    case .systemError: "SystemError"
    case .remoteRelease: "RemoteRelease"
    case .busy: "Busy"
    case .noAnswer: "NoAnswer"
    case .sitDetected: "SIT Detected"
    case .answeringMachine: "AnsweringMachine"
    case .allTrunksBusy: "AllTrunksBusy"
    case .sitInvalidNum: "SIT InvalidNum"
    case .sitVacant: "SIT Vacant"
    case .sitIntercept: "SIT Intercept"
    case .sitUnknown: "SIT Unknown"
    case .sitNoCircuit: "SIT NoCircuit"
    case .sitReorder: "SIT Reorder"
    case .faxDetected: "FaxDetected"
    case .queueFull: "QueueFull"
    case .cleared: "Cleared"
    case .overflowed: "Overflowed"
    case .abandoned: "Abandoned"
    case .redirected: "Redirected"
    case .forwarded: "Forwarded"
    case .consult: "Consult"
    case .pickedup: "Pickedup"
    case .dropped: "Dropped"
    case .droppedNoAnswer: "DroppedNoAnswer"
    case .unknown: "Unknown"
    case .covered: "Covered"
    case .converseOn: "ConverseOn"
    case .bridged: "Bridged"
    case .silence: "Silence"
    case .answer: "Answer"
    case .nuTone: "NuTone"
    case .noDialTone: "NoDialTone"
    case .noProgress: "NoProgress"
    case .noRingBack: "NoRingBack"
    case .noEstablished: "NoEstablished"
    case .pagerDetected: "PagerDetected"
    case .wrongParty: "WrongParty"
    case .dialError: "DialError"
    case .callDropError: "CallDropError"
    case .switchError: "SwitchError"
    case .noFreePortError: "NoFreePortError"
    case .transferError: "TransferError"
    case .stale: "Stale"
    case .agentCallBackError: "AgentCallBackError"
    case .groupCallBackError: "GroupCallBackError"
    case .deafened: "Deafened"
    case .held: "Held"
    case .doNotCall: "DoNotCall"
    case .cancelRecord: "CancelRecord"
    case .wrongNumber: "WrongNumber"
    }
  }
}
