// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import OutboundContact

/// A CPD server in outline: it journals what it dials and each result until that is acknowledged, and forgets its
/// calls, not its journal, when it dies.
struct ModelGateway {
  enum Request: Hashable {
    case dial(DialOrder)
    case transfer(String, to: String)
    case hangUp(String)
    case query(String)
    case play(String, PlayOrder)
    case engage(String)
    case disengage(String)
  }

  /// `attended`: an agent hears it from dialing on. `kept`: up, and no person's.
  enum Call { case dialing, live, talking, attended }
  enum Entry {
    case dialing
    case resulted(AttemptResult)
    case acknowledged
  }

  private(set) var calls: [String: Call] = [:]
  private var orders: [String: DialOrder] = [:]
  private(set) var journal: [String: Entry] = [:]
  /// Agents' telephones that are up and wait.
  private(set) var engaged: Set<String> = []
  private(set) var dialedTwice: [String] = []
  /// On the way to OCS, in order.
  var outbox: [CampaignEvent] = []

  mutating func take(_ request: Request, dice: inout Dice) {
    switch request {
    case .dial(let order):
      let id = order.attempt
      guard journal[id] == nil else {
        dialedTwice.append(id)
        outbox.append(.dialRefused(attempt: id, .duplicate))
        return
      }
      if dice.once(in: 8) {
        outbox.append(.dialRefused(attempt: id, .notNow("no free line")))
      } else {
        journal[id] = .dialing
        calls[id] = .dialing
        orders[id] = order
        outbox.append(.dialAccepted(attempt: id))
      }
    case .transfer(let id, _):
      guard let call = calls[id], call != .dialing else { return }
      if call == .live, dice.once(in: 6) {
        outbox.append(.transferFailed(attempt: id, text: "no answer"))
      } else {
        calls[id] = .talking
        outbox.append(.transferred(attempt: id))
      }
    case .hangUp(let id): end(id, cause: "local")
    case .play(let id, _):
      guard calls[id] == .live else { return }
      if dice.once(in: 6) {
        return outbox.append(.playFailed(attempt: id, text: "no such message"))
      }
      if dice.once(in: 6) { outbox.append(.optedOut(attempt: id)) }
      if dice.once(in: 2) { outbox.append(.played(attempt: id)) }
      end(id, cause: "local")
    case .engage(let id):
      if dice.once(in: 8) {
        outbox.append(.disengaged(engagement: id, text: "no answer"))
      } else {
        engaged.insert(id)
        outbox.append(.engaged(engagement: id))
      }
    case .disengage(let id): engaged.remove(id)
    case .query(let id): outbox.append(.queryAnswered(attempt: id, answer(id)))
    }
  }

  private func answer(_ id: String) -> QueryAnswer {
    switch (calls[id], journal[id]) {
    case (.dialing, _): .dialing
    case (.live, .resulted(let result)), (.talking, .resulted(let result)),
      (.attended, .resulted(let result)):
      .connected(result)
    case (.live, _), (.talking, _), (.attended, _): .connected(nil)
    case (nil, nil): .unknown
    case (nil, .dialing): .interrupted
    case (nil, .resulted(let result)): .finished(result)
    case (nil, .acknowledged): .finished(nil)
    }
  }

  /// Something happens on a line.
  mutating func happen(dice: inout Dice) {
    guard let id = dice.pick(calls.keys.sorted()), let call = calls[id] else { return }
    switch call {
    case .dialing:
      let results: [CallResult] = [
        .answer, .answer, .busy, .noAnswer, .sitVacant, .faxDetected, .answeringMachine,
      ]
      let result = AttemptResult(callResult: dice.pick(results) ?? .busy)
      journal[id] = .resulted(result)
      if orders[id]?.place != nil {
        calls[id] = .attended
        if dice.once(in: 2) { outbox.append(.progress(attempt: id, state: "answered")) }
      } else {
        let isKept = orders[id]?.profile.kept.contains(result.callResult) ?? false
        calls[id] = result.isLive || isKept ? .live : nil
      }
      outbox.append(.result(attempt: id, result))
    case .live: if dice.once(in: 4) { end(id, cause: dice.once(in: 2) ? "abandoned" : "remote") }
    case .talking, .attended: end(id, cause: "remote")
    }
  }

  private mutating func end(_ id: String, cause: String) {
    guard let call = calls[id] else { return }
    calls[id] = nil
    if call == .dialing {
      if orders[id]?.place != nil { outbox.append(.released(attempt: id, cause: cause)) }
      let result = AttemptResult(callResult: .dropped)
      journal[id] = .resulted(result)
      outbox.append(.result(attempt: id, result))
    } else {
      outbox.append(.released(attempt: id, cause: cause))
    }
  }

  mutating func acknowledge(_ id: String) {
    if case .resulted = journal[id] { journal[id] = .acknowledged }
  }

  mutating func die() {
    engaged = []
    calls = [:]
    outbox = []
  }

  /// OCS is there (again): what it has not acknowledged is sent again.
  mutating func connect() {
    outbox = []
    for id in journal.keys.sorted() {
      if case .resulted(let result) = journal[id] {
        outbox.append(.result(attempt: id, result))
      }
    }
  }
}
