// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation

/// A campaign as a pure state machine: events in, transitions and effects out, no clock.
///
/// A pacing policy says how many calls are dialed, a live call goes to the agent who is promised to it or has waited
/// longest, or to the safe-harbour message where none comes in time; for any other result the campaign's treatments say
/// what becomes of the record. In preview agents ask for records and have them called.
///
/// It is a value. Keep a copy while a step is committed, and go back to it if the commit fails.
public struct CampaignMachine: Sendable {
  enum State: Sendable, Hashable {
    case idle, running, stopping, stopped, finished
  }

  /// When the store has something to fetch.
  enum Supply: Sendable, Hashable {
    case unknown
    case due(Date)
    case none

    /// A chain more, due at `date`.
    mutating func add(_ date: Date) {
      switch self {
      case .unknown: break
      case .due(let earlier): self = .due(min(earlier, date))
      case .none: self = .due(date)
      }
    }
  }

  public let configuration: CampaignConfiguration
  let makeID: @Sendable () -> String
  public internal(set) var mode: DialingMode
  /// What over-dialing is for.
  public internal(set) var goal: PacingGoal
  public internal(set) var policy: any PacingPolicy
  var kinds = CallKinds()
  /// Whether the log knows that the law's budget is spent.
  var isSpentNoted = false
  var state = State.idle
  /// False: the campaign is loaded, and nothing new is begun.
  var isDialing = true
  /// The gateway's lines; nil while it is not connected.
  var lines: Int?
  /// No dialing before, because the gateway refused to.
  var pausedUntil: Date?
  var agents = AgentTable()
  var nextTurn = 0
  /// Whose telephone is called or up under an id, in the engaged modes.
  var engagements: [String: String] = [:]
  /// Agents who wait for a record in preview, in the order in which they asked.
  var asking: [String] = []
  /// By attempt id.
  var calls = CallTable()
  /// Calls to be hung up when the gateway is there again.
  var hangUpsOwed: Set<String> = []
  /// Retrieved, to be dialed in this order.
  var buffer = ChainBuffer()
  /// Records that the store would not have dialed.
  var barred: Set<Int> = []
  /// Nor these, cancelled for this campaign.
  var cancelled: Set<Int> = []
  var supply = Supply.unknown
  var isFetching = false
  /// What was put back while a fetch was under way, which may not have seen it.
  var putBackWhileFetching: Date?
  var retryFetchAt: Date?
  /// When the store is looked at again, whatever it said; nil while a fetch is under way.
  var nextLook: Date?
  var lastWake: Date?
  /// The time of the last event.
  var lastNow: Date?

  /// - Parameters:
  ///   - policy: how many calls are dialed; nil: one for each ready agent, in the predictive modes
  ///     what the configuration wants.
  ///   - makeID: makes the attempts' GUIDs.
  public init(
    configuration: CampaignConfiguration, policy: (any PacingPolicy)? = nil,
    makeID: @escaping @Sendable () -> String = { UUID().uuidString }
  ) {
    self.configuration = configuration
    mode = configuration.mode
    goal = configuration.goal
    self.policy = policy ?? configuration.policy
    self.makeID = makeID
  }

  /// Takes an event, `now` being the campaign's time.
  public mutating func handle(_ event: CampaignEvent, now: Date) -> CampaignStep {
    var step = CampaignStep()
    followClock(now)
    take(event, now: now, into: &step)
    passDeadlines(now: now, into: &step)
    askDoubts(now: now, into: &step)
    offerWaiting(now: now, into: &step)
    servePreview(now: now, into: &step)
    dial(now: now, into: &step)
    fetch(now: now, into: &step)
    end(into: &step)
    wake(now: now, into: &step)
    return step
  }

  private mutating func take(
    _ event: CampaignEvent, now: Date, into step: inout CampaignStep
  ) {
    switch event {
    case .started(let recovery): start(recovery, now: now, into: &step)
    case .tick: lastWake = nil
    case .fetched(let chains): takeFetched(chains, now: now)
    case .fetchFailed:
      isFetching = false
      retryFetchAt = now + 1
    case .dialing(let isOn): setDialing(isOn, into: &step)
    case .added(let record, let agent, let request):
      takeAdded(record, agent, request, into: &step)
    case .notAdded(let agent, let request, let text):
      refuse(request, of: agent, .notStored, text, into: &step)
    case .setMode(let mode): change(to: mode, into: &step)
    case .setGoal(let goal): pursue(goal, into: &step)
    case .stop: stop(into: &step)
    case .gatewayConnected(let lines): connectGateway(lines: lines, into: &step)
    case .gatewayLost: loseGateway()
    case .dialAccepted: break
    case .progress(let attempt, let state):
      takeProgress(state, of: attempt, now: now, into: &step)
    case .dialRefused(let attempt, let refusal):
      takeRefusal(refusal, of: attempt, now: now, into: &step)
    case .result(let attempt, let result):
      takeResult(result, of: attempt, now: now, into: &step)
    case .queryAnswered(let attempt, let answer):
      takeAnswer(answer, about: attempt, now: now, into: &step)
    case .transferred(let attempt): establish(attempt, now: now, into: &step)
    case .transferFailed(let attempt, let text):
      failTransfer(of: attempt, text: text, now: now, into: &step)
    case .played(let attempt): takePlayed(attempt, now: now, into: &step)
    case .playFailed(let attempt, let text):
      failPlay(of: attempt, text: text, now: now, into: &step)
    case .optedOut(let attempt): optOut(of: attempt, now: now, into: &step)
    case .engaged(let id): takeEngaged(id, into: &step)
    case .disengaged(let id, let text): takeDisengaged(id, text: text, into: &step)
    case .released(let attempt, let cause):
      release(attempt, cause: cause, now: now, into: &step)
    case .desktop(let agent, let request):
      take(request, of: agent, now: now, into: &step)
    case .agentGone(let agent): loseAgent(agent, now: now, into: &step)
    case .lend(let agent): lend(agent, into: &step)
    case .join(let agent): join(agent, now: now, into: &step)
    }
  }

  /// Changes an open call, and with it its attempt: what is stored, and what the law counts of it; first, where a phase
  /// is given, it is in that from now on, or still.
  mutating func change(
    _ id: String, to phase: OpenCall.Phase? = nil, now: Date, into step: inout CampaignStep,
    _ body: (inout OpenCall) -> Void = { _ in }
  ) {
    guard var call = calls[id] else { return }
    let before = call.attempt
    if let phase {
      call.phase = phase
      call.checkBy = now + configuration.checkSeconds(phase)
    }
    body(&call)
    calls[id] = call
    write(call.attempt, after: before, now: now, into: &step)
  }

  /// Has `attempt` stored; what it adds to the counters of the law goes with it.
  mutating func write(
    _ attempt: Attempt, after before: Attempt, now: Date, into step: inout CampaignStep
  ) {
    guard attempt != before else { return }
    // One row, written once a step.
    let earlier = step.transitions.lastIndex {
      if case .attemptChanged(let changed) = $0 { changed.id == attempt.id } else { false }
    }
    if let earlier {
      step.transitions[earlier] = .attemptChanged(attempt)
    } else {
      step.transitions.append(.attemptChanged(attempt))
    }
    count(ComplianceCounts(of: attempt) - ComplianceCounts(of: before), now: now, into: &step)
  }

  mutating func count(_ counts: ComplianceCounts, now: Date, into step: inout CampaignStep) {
    guard !counts.isZero else { return }
    step.transitions.append(.counted(campaign: configuration.name, at: now, counts))
    policy.observe(.counted(counts, at: now))
  }
}
