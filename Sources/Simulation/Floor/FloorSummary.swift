// SPDX-License-Identifier: GPL-3.0-or-later
import Evaluation

/// What the seeds of one policy came to. Shares are 0...1; all are medians over seeds unless a percentile is named.
///
/// `{"policy":"predictive","occupancy":0.884,"abandonment":0.0281,"occupancy_p01":…,"abandonment_p99":…,"seeds":200,…}`
public struct FloorSummary: Sendable, Encodable {
  public var policy: String
  public var occupancy: Double
  public var abandonment: Double
  public var occupancyP01: Double
  public var abandonmentP99: Double
  /// The same, of the campaign of each seed where it is highest: the law's budget is each campaign's own.
  public var campaignAbandonmentP99: Double
  /// The worst day of the median seed: of each day the median over seeds, of these the highest.
  public var dayAbandonment: Double
  /// People taken for machines, as a share of all people who answered.
  public var falseMachines: Double
  /// These and the abandoned calls together; and at the 99th percentile.
  public var unserved: Double
  public var unservedP99: Double
  /// Calls answered by a person, per agent and hour.
  public var answeredPerHour: Double
  public var seeds: Int
  public var days: Int
  /// Whether in every seed the law's counters were what the finished attempts add up to.
  public var isRecountEqual: Bool

  private enum CodingKeys: String, CodingKey {
    case policy, occupancy, abandonment
    case occupancyP01 = "occupancy_p01"
    case abandonmentP99 = "abandonment_p99"
    case campaignAbandonmentP99 = "campaign_abandonment_p99"
    case dayAbandonment = "day_abandonment"
    case falseMachines = "false_machines"
    case unserved
    case unservedP99 = "unserved_p99"
    case answeredPerHour = "answered_per_agent_hour"
    case seeds, days
    case isRecountEqual = "recount_equal"
  }

  public init(policy: String, results: [FloorResult], days: Int) {
    func rounded(_ share: Double) -> Double { (share * 10_000).rounded() / 10_000 }
    func percentile(_ percent: Double, _ value: (FloorResult.Stretch) -> Double) -> Double {
      rounded(Percentiles(results.map { value($0.whole) })[percent] ?? 0)
    }
    self.policy = policy
    occupancy = percentile(50, \.occupancy)
    abandonment = percentile(50, \.abandonment)
    occupancyP01 = percentile(1, \.occupancy)
    abandonmentP99 = percentile(99, \.abandonment)
    campaignAbandonmentP99 = rounded(Percentiles(results.map(\.worstCampaign))[99] ?? 0)
    unserved = percentile(50, \.unserved)
    unservedP99 = percentile(99, \.unserved)
    falseMachines = percentile(50) {
      Double($0.falseMachines) / Double(max(1, $0.falseMachines + $0.answered))
    }
    answeredPerHour = percentile(50) {
      $0.onSeconds > 0 ? Double($0.answered) / ($0.onSeconds / 3600) : 0
    }
    let count = results.map(\.days.count).max() ?? 0
    let byDay = (0..<count).map { day in
      Percentiles(results.compactMap { day < $0.days.count ? $0.days[day].abandonment : nil })
        .median ?? 0
    }
    dayAbandonment = rounded(byDay.max() ?? 0)
    seeds = results.count
    self.days = days
    isRecountEqual = results.allSatisfy(\.isRecountEqual)
  }
}
