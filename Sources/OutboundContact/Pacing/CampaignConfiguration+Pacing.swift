// SPDX-License-Identifier: GPL-3.0-or-later

extension CampaignConfiguration {
  /// The policy that paces the campaign where nothing else is given.
  var policy: any PacingPolicy {
    if let overdialRatio { return ProgressivePolicy(linesPerAgent: overdialRatio) }
    return PredictivePolicy(
      estimates: FloorEstimates(patience: agentWithinSeconds),
      ledger: AbandonmentLedger(rule: abandonmentRule), goal: goal)
  }
}
