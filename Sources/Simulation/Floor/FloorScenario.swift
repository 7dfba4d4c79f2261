// SPDX-License-Identifier: GPL-3.0-or-later

/// A floor that is to be simulated: its agents, its customers, and how the day goes. Times are seconds unless named
/// otherwise; shares are 0...1.
///
/// What is set from the start: talk, after-call work, answer and held lines as in published simulations of predictive
/// dialing, so that results can be compared.
public struct FloorScenario: Sendable, Hashable {
  public var agents = 20
  /// Campaigns that share them, all alike, each with a list and a budget of its own.
  public var campaigns = 1
  /// Share of calls that a person answers.
  public var liveRate = 0.3
  /// The same by hour of the day, 0...23, where it is not `liveRate`.
  public var liveRateByHour: [Int: Double] = [:]
  /// Seconds of conversation: log-normal.
  public var talkMean = 120.0
  public var talkDeviation = 60.0
  /// Seconds of after-call work: exponential.
  public var wrapUpMean = 20.0
  /// Seconds from dialing until a person answers: normal, `answerLeast` at least.
  public var answerMean = 10.0
  public var answerDeviation = 4.0
  public var answerLeast = 2.0
  /// Seconds from the answer to the verdict.
  public var analysisSeconds = 1.5
  /// Seconds for which a call that no person answers holds its line: all as likely.
  public var heldLeast = 3.0
  public var heldMost = 28.0
  /// Of the calls that no person answers, the share that a machine does.
  public var machineShare = 0.5
  /// Seconds until an agent and a customer hear each other.
  public var bridgingSeconds = 0.0
  /// Of the people who answer, the share that is taken for machines.
  public var falseMachineShare = 0.0
  /// When the shift begins, hours of the day, and how many hours it lasts.
  public var shiftStart = 9.0
  public var shiftHours = 8.0
  public var breaks: [Break] = []
  public var changes: [Change] = []
  /// Lines of the gateway.
  public var lines = 20_000

  public init() {}

  /// Some of the agents leave, each at the end of his call, and come back.
  public struct Break: Sendable, Hashable {
    /// Hours of the day.
    public var start: Double
    public var minutes: Double
    /// Of the agents.
    public var share: Double

    public init(start: Double, minutes: Double, share: Double) {
      self.start = start
      self.minutes = minutes
      self.share = share
    }
  }

  /// Something is different from a moment on.
  public struct Change: Sendable, Hashable {
    /// 1 for the first day.
    public var day: Int
    /// Hours of the day.
    public var hour: Double
    public var liveRate: Double?
    public var analysisSeconds: Double?
    public var machineShare: Double?
    public var talkMean: Double?

    public init(
      day: Int, hour: Double, liveRate: Double? = nil, analysisSeconds: Double? = nil,
      machineShare: Double? = nil, talkMean: Double? = nil
    ) {
      self.day = day
      self.hour = hour
      self.liveRate = liveRate
      self.analysisSeconds = analysisSeconds
      self.machineShare = machineShare
      self.talkMean = talkMean
    }
  }

  /// Why it cannot be simulated; nil: it can.
  public var fault: String? {
    func isShare(_ value: Double) -> Bool { value.isFinite && (0...1).contains(value) }
    if !(1...5000).contains(agents) { return "agents: 1 to 5000" }
    if !(1...20).contains(campaigns) { return "campaigns: 1 to 20" }
    if !isShare(liveRate) || liveRate == 0 { return "live: above 0, up to 1" }
    if liveRateByHour.contains(where: { !isShare($0.value) || !(0..<24).contains($0.key) }) {
      return "live_by_hour: hours 0 to 23, shares from 0 to 1"
    }
    let times = [
      talkMean, talkDeviation, wrapUpMean, answerMean, answerDeviation, answerLeast,
      analysisSeconds,
      heldLeast, heldMost, bridgingSeconds,
    ]
    if times.contains(where: { !$0.isFinite || $0 < 0 || $0 > 7200 }) {
      return "times: 0 to 7200 s"
    }
    if talkMean < 1 { return "talk: 1 s or more" }
    if heldMost < heldLeast { return "held: the longest is shorter than the shortest" }
    if ![machineShare, falseMachineShare].allSatisfy(isShare) || falseMachineShare > 0.5 {
      return "machines: 0 to 1; false_machine: 0 to 0.5"
    }
    if !(0..<24).contains(shiftStart) || !(0.1...24).contains(shiftHours)
      || shiftStart + shiftHours > 24
    {
      return "shift: within one day"
    }
    if let rest = breaks.first(where: {
      !isShare($0.share) || $0.start < shiftStart || $0.minutes <= 0
        || $0.start + $0.minutes / 60 > shiftStart + shiftHours
    }) {
      return "breaks: the one at \(rest.start) is not within the shift"
    }
    if changes.contains(where: { $0.day < 1 || !(0..<24).contains($0.hour) }) {
      return "changes: day 1 or later, hour 0 to 24"
    }
    return nil
  }
}
