// SPDX-License-Identifier: GPL-3.0-or-later
public import Detection

/// What can be had for what: how many people and machines are rightly heard, and how soon, at one set of costs after
/// another.
///
/// The costs make a curve for each profile: all are the profile's but for the price of a person taken for a machine, which
/// goes from an eighth of that of an agent on a machine to 128 times as much. Right at one end, the cheap one, machines
/// are hardly missed; at the other, people are not.
public struct TradeOff: Sendable {
  /// A point's costs, and the curve on which it lies.
  public struct Setting: Sendable, Hashable {
    public var curve: String
    public var costs: DecisionCosts

    public init(curve: String, costs: DecisionCosts) {
      self.curve = curve
      self.costs = costs
    }
  }

  /// A person's or a machine's call, and what it was heard as at each setting.
  public struct Row: Sendable {
    public var call: LabelledCall
    public var verdicts: [Verdict]

    public init(call: LabelledCall, verdicts: [Verdict]) {
      self.call = call
      self.verdicts = verdicts
    }
  }

  /// How well calls were heard at one setting.
  public struct Point: Sendable {
    public var setting: Setting
    public var live: Proportion
    public var machine: Proportion
    public var liveCalledMachine: Proportion
    public var machineCalledLive: Proportion
    /// Of people's calls, after the answer and after the greeting's end; of machines', after the greeting's start.
    public var liveAfterAnswer: Percentiles
    public var liveAfterGreeting: Percentiles
    public var machineAfterStart: Percentiles

    /// The profile whose costs these are.
    public var profile: DecisionProfile? { setting.costs.profile }
  }

  public private(set) var points: [Point] = []

  /// `rows` have a verdict for each of `settings`.
  public init(_ settings: [Setting], rows: [Row]) {
    points = settings.indices.map { index in
      let score = Score(
        rows.filter { $0.verdicts.indices.contains(index) }.map { row in
          Score.Row(
            call: row.call,
            result: Classification(file: row.call.file, verdict: row.verdicts[index]))
        })
      func latency(_ outcome: Outcome, _ clock: Score.Clock) -> Percentiles {
        score.latencies[outcome]?[clock] ?? Percentiles([])
      }
      return Point(
        setting: settings[index], live: score.recall[.liveVoice] ?? Proportion(),
        machine: score.recall[.answeringMachine] ?? Proportion(),
        liveCalledMachine: score.share(of: .liveVoice, heardAs: .answeringMachine),
        machineCalledLive: score.share(of: .answeringMachine, heardAs: .liveVoice),
        liveAfterAnswer: latency(.liveVoice, .answer),
        liveAfterGreeting: latency(.liveVoice, .greetingEnd),
        machineAfterStart: latency(.answeringMachine, .greetingStart))
    }
  }

  /// Prices of a person, in those of an agent.
  private static let ratios: [Double] = [0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128]

  /// A curve for each profile, and one for `own` costs unless a profile has them.
  public static func settings(own: DecisionCosts? = nil) -> [Setting] {
    var settings: [Setting] = []
    for profile in [DecisionProfile.quick, .balanced, .cautious] {
      settings += curve(profile.rawValue, through: profile.costs)
    }
    guard let own, own.profile == nil else { return settings }
    return settings + curve("own", through: own)
  }

  private static func curve(_ name: String, through costs: DecisionCosts) -> [Setting] {
    let agent = max(costs.machineTakenForPerson, 0.001)
    let ratio = costs.personTakenForMachine / agent
    // What lies beside the given point would not be seen apart.
    let others = ratios.filter { abs($0 - ratio) > 0.1 * ratio }
    return (others + [ratio]).sorted().map { other in
      var setting = Setting(curve: name, costs: costs)
      if other != ratio { setting.costs.personTakenForMachine = other * agent }
      return setting
    }
  }
}
