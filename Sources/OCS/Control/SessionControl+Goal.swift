// SPDX-License-Identifier: GPL-3.0-or-later
import OutboundContact

/// What predictive dialing is for, set while a campaign is loaded.
extension SessionControl {
  func goal(in request: ControlRequest) throws(ControlFault) -> PacingGoal? {
    guard let method = request.optimizeBy else {
      guard request.optimizeGoal == nil else {
        throw ControlFault(.invalidParameter, "OptimizeBy is missing")
      }
      return nil
    }
    guard campaign.overdialRatio == nil else {
      throw ControlFault(
        .wrongConfiguration,
        "the campaign's overdial_ratio dials so many lines for each agent, whatever the goal; leave it out of the configuration"
      )
    }
    return try PacingGoal(method: method, value: request.optimizeGoal)
  }

  /// Returns once the store has it.
  func pursue(_ new: PacingGoal) async throws(ControlFault) {
    guard new != goal else { return }
    let session = try current()
    let isStored = await withCheckedContinuation { done in
      session.inbox.put(.event(.setGoal(new))) { done.resume(returning: $0) }
    }
    guard isStored else {
      throw ControlFault(.serverConnectionError, "the store did not take it; see the log")
    }
    goal = new
  }
}
