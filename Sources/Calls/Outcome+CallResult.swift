// SPDX-License-Identifier: GPL-3.0-or-later
public import Detection

extension Outcome {
  /// The call result of a call that turned out so: the one table of it.
  ///
  /// `answered` is whether an answer is known, signalled or inferred.
  public func callResult(answered: Bool) -> CallResult {
    switch self {
    case .liveVoice, .tty: .answer
    case .answeringMachine, .callScreener: .answeringMachine
    case .fax, .modem: .faxDetected
    case .busy: .busy
    case .reorder: .allTrunksBusy
    case .numberUnobtainable: .nuTone
    case .sitIC: .sitIntercept
    case .sitVC: .sitVacant
    case .sitRO: .sitReorder
    case .sitNC: .sitNoCircuit
    case .sitIO, .sitUnknown: .sitUnknown
    case .announcement: answered ? .answer : .sitDetected
    case .ringback: .noAnswer
    case .music: answered ? .answer : .noAnswer
    case .silence: .silence
    case .dialTone: .noProgress
    // An answered call that stays undecided is treated as a person.
    case .unknown: answered ? .answer : .unknown
    }
  }
}
