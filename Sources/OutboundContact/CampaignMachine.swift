// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation

/// A campaign in progressive mode as a pure state machine: events in, transitions and effects out, no clock.
///
/// One call is dialed for each agent who is ready, and that agent is reserved until it is known who answered. A live
/// call goes to him; for any other result the campaign's treatments say what becomes of the record.
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
  var state = State.idle
  /// The gateway's lines; nil while it is not connected.
  var lines: Int?
  /// No dialing before, because the gateway refused to.
  var pausedUntil: Date?
  var agents: [String: AgentSession] = [:]
  var nextTurn = 0
  /// By attempt id.
  var calls: [String: OpenCall] = [:]
  /// Calls to be hung up when the gateway is there again.
  var hangUpsOwed: Set<String> = []
  /// Retrieved, to be dialed in this order.
  var buffer: [Chain] = []
  /// Records that the store would not have dialed.
  var barred: Set<Int> = []
  var supply = Supply.unknown
  var isFetching = false
  /// What was put back while a fetch was under way, which may not have seen it.
  var putBackWhileFetching: Date?
  var retryFetchAt: Date?
  var lastWake: Date?

  /// `makeID` makes the attempts' GUIDs.
  public init(
    configuration: CampaignConfiguration,
    makeID: @escaping @Sendable () -> String = { UUID().uuidString }
  ) {
    self.configuration = configuration
    self.makeID = makeID
  }

  /// Takes an event, `now` being the campaign's time.
  public mutating func handle(_ event: CampaignEvent, now: Date) -> CampaignStep {
    var step = CampaignStep()
    take(event, now: now, into: &step)
    passDeadlines(now: now, into: &step)
    askDoubts(now: now, into: &step)
    offerWaiting(now: now, into: &step)
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
    case .fetched(let chains): takeFetched(chains)
    case .fetchFailed:
      isFetching = false
      retryFetchAt = now + 1
    case .barred(let record): barred.insert(record)
    case .stop: stop(into: &step)
    case .gatewayConnected(let lines): self.lines = lines
    case .gatewayLost: loseGateway()
    case .dialAccepted, .progress: break
    case .dialRefused(let attempt, let refusal):
      takeRefusal(refusal, of: attempt, now: now, into: &step)
    case .result(let attempt, let result):
      takeResult(result, of: attempt, now: now, into: &step)
    case .queryAnswered(let attempt, let answer):
      takeAnswer(answer, about: attempt, now: now, into: &step)
    case .transferred(let attempt): establish(attempt, now: now, into: &step)
    case .transferFailed(let attempt, let text):
      failTransfer(of: attempt, text: text, now: now, into: &step)
    case .released(let attempt, let cause):
      release(attempt, cause: cause, now: now, into: &step)
    case .desktop(let agent, let request):
      take(request, of: agent, now: now, into: &step)
    case .agentGone(let agent): loseAgent(agent, now: now)
    }
  }
}
