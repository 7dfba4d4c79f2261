// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Evaluation
import Foundation
import OutboundContact
import Simulation

/// What `earshot simulate` prints.
extension Simulate {
  func title(_ floor: FloorScenario) -> String {
    let live =
      floor.liveRateByHour.isEmpty
      ? "\(percent(floor.liveRate, 0)) % of calls answered by people" : "a live rate by the hour"
    let shared = floor.campaigns == 1 ? "" : " shared by \(floor.campaigns) campaigns"
    return
      "\(floor.agents) agents\(shared), \(live), \(seeds) × \(days) days of \(floor.shiftHours) hours"
  }

  func printOut(_ summaries: [FloorSummary], _ study: FloorStudy) throws {
    if json {
      return print(
        summaries.count == 1 ? try summaries[0].jsonLine : try ["policies": summaries].jsonLine)
    }
    var table = TextTable([
      ("policy", .left), ("occupancy %", .right), ("p01", .right), ("abandoned %", .right),
      ("p99", .right), ("worst campaign", .right), ("worst day", .right),
      ("with false machines", .right), ("p99", .right),
      ("answered/agent/h", .right),
    ])
    for summary in summaries {
      table.rows.append([
        summary.policy, percent(summary.occupancy), percent(summary.occupancyP01),
        percent(summary.abandonment, 2), percent(summary.abandonmentP99, 2),
        percent(summary.campaignAbandonmentP99, 2), percent(summary.dayAbandonment, 2),
        percent(summary.unserved, 2),
        percent(summary.unservedP99, 2), String(format: "%.1f", summary.answeredPerHour),
      ])
    }
    print(title(study.scenario))
    print(
      "\(study.rule.name): \(percent(study.rule.limit, 1)) % per \(study.rule.period.rawValue)\n")
    print(table.lines.joined(separator: "\n"))
    if let bound = summaries.first(where: { $0.policy == "clairvoyant" }),
      let ours = summaries.first(where: { $0.policy == "predictive" })
    {
      // Those that stay within the law; others are no measure.
      let others = summaries.filter {
        !$0.policy.hasPrefix("predictive") && $0.policy != "clairvoyant"
          && $0.abandonment <= study.rule.limit
      }
      if let best = others.max(by: { $0.occupancy < $1.occupancy }),
        bound.occupancy > best.occupancy
      {
        let share = (ours.occupancy - best.occupancy) / (bound.occupancy - best.occupancy)
        print(
          "\nOf the way from the best of the others within the law (\(best.policy)) to the bound, "
            + "predictive goes \(percent(share, 0)) %.")
      }
    }
    if summaries.contains(where: { !$0.isRecountEqual }) {
      print("\nThe law's counters are not what the attempts add up to; this is a defect.")
    }
  }

  func percent(_ share: Double, _ decimals: Int = 1) -> String {
    String(format: "%.\(decimals)f", 100 * share)
  }
}
