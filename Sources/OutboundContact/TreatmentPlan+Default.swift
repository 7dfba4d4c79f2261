// SPDX-License-Identifier: GPL-3.0-or-later
import Calls

extension TreatmentPlan {
  /// What is done where a campaign says nothing. Times are this project's choice, not a recommendation's.
  ///
  /// An abandoned customer is called again after 10 minutes; the rules of law that come with the pacing make that
  /// longer.
  public static let `default` = TreatmentPlan(unchecked: [
    Treatment(.busy, number: 1, .redial),
    Treatment(.busy, number: 2, .retryIn(minutes: 10), times: 3),
    Treatment(.busy, number: 3, .nextInChain),
    Treatment(.noAnswer, number: 1, .retryIn(minutes: 60), times: 2),
    Treatment(.noAnswer, number: 2, .nextInChain),
    Treatment(.answeringMachine, number: 1, .retryIn(minutes: 120)),
    Treatment(.answeringMachine, number: 2, .nextInChain),
    Treatment(.silence, number: 1, .retryIn(minutes: 60)),
    Treatment(.silence, number: 2, .nextInChain),
    Treatment(.abandoned, number: 1, .retryIn(minutes: 10), times: 3),
    Treatment(.abandoned, number: 2, .nextInChain),
    // The number is wrong, or nobody will ever speak there.
    Treatment(.sitInvalidNum, .nextInChain),
    Treatment(.sitVacant, .nextInChain),
    Treatment(.sitIntercept, .nextInChain),
    Treatment(.sitUnknown, .nextInChain),
    Treatment(.sitDetected, .nextInChain),
    Treatment(.faxDetected, .nextInChain),
    Treatment(.pagerDetected, .nextInChain),
    Treatment(.wrongNumber, .nextInChain),
    Treatment(.dialError, .nextInChain),
    // The network had no way.
    Treatment(.sitNoCircuit, number: 1, .retryIn(minutes: 5), times: 3),
    Treatment(.sitNoCircuit, number: 2, .nextInChain),
    Treatment(.sitReorder, number: 1, .retryIn(minutes: 5), times: 3),
    Treatment(.sitReorder, number: 2, .nextInChain),
    Treatment(.allTrunksBusy, number: 1, .retryIn(minutes: 5), times: 3),
    Treatment(.allTrunksBusy, number: 2, .nextInChain),
    // The fault is on this side.
    Treatment(.systemError, number: 1, .retryIn(minutes: 1), times: 3),
    Treatment(.systemError, number: 2, .nextInChain),
    Treatment(.generalError, number: 1, .retryIn(minutes: 5), times: 3),
    Treatment(.generalError, number: 2, .nextInChain),
    Treatment(.noDialTone, number: 1, .retryIn(minutes: 5), times: 3),
    Treatment(.noDialTone, number: 2, .nextInChain),
    Treatment(.noProgress, number: 1, .retryIn(minutes: 5), times: 2),
    Treatment(.noProgress, number: 2, .nextInChain),
    Treatment(.switchError, number: 1, .retryIn(minutes: 5), times: 2),
    Treatment(.switchError, number: 2, .nextInChain),
    Treatment(.callDropError, number: 1, .retryIn(minutes: 5), times: 2),
    Treatment(.callDropError, number: 2, .nextInChain),
    Treatment(.noFreePortError, number: 1, .retryIn(minutes: 1), times: 3),
    Treatment(.noFreePortError, number: 2, .nextInChain),
    Treatment(.unknown, number: 1, .retryIn(minutes: 5), times: 2),
    Treatment(.unknown, number: 2, .nextInChain),
  ])
}
