// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// The calls that are open, and which of them waits for what: look-ups cost the same however many there are.
struct CallTable: Sendable {
  private var byID: [String: OpenCall] = [:]
  /// Attempt by record.
  private var byRecord: [Int: String] = [:]
  /// The calls that are dialed for nobody in particular.
  private(set) var dialing = Ordered<DialingCall>()
  /// Live calls without an agent, the one that has waited longest first.
  private(set) var waiting = Ordered<Turn>()
  /// Of which the gateway is to be asked.
  private(set) var doubted: Set<String> = []
  /// Calls that may be on a line.
  private(set) var up = 0
  /// No deadline is earlier; there may be none at that moment any more.
  private(set) var nextDeadline: Date?

  struct Turn: Sendable, Hashable, Comparable {
    var since: Date
    var attempt: String

    static func < (one: Turn, other: Turn) -> Bool {
      (one.since, one.attempt) < (other.since, other.attempt)
    }
  }

  var isEmpty: Bool { byID.isEmpty }
  var all: some Collection<OpenCall> { byID.values }

  subscript(id: String) -> OpenCall? {
    get { byID[id] }
    set {
      let old = byID.replaceValue(newValue, forKey: id)
      if let old { leave(old) }
      if let newValue { join(newValue) }
      if old?.record.recordID != newValue?.record.recordID {
        if let old { byRecord[old.record.recordID] = nil }
        if let newValue { byRecord[newValue.record.recordID] = id }
      }
    }
  }

  subscript(record record: Int) -> OpenCall? { byRecord[record].flatMap { byID[$0] } }

  private mutating func leave(_ call: OpenCall) {
    if call.isFloating { dialing.remove(call.asDialing) }
    if call.phase == .waiting {
      waiting.remove(Turn(since: call.attempt.startedAt, attempt: call.attempt.id))
    }
    if call.doubt == .unasked { doubted.remove(call.attempt.id) }
    if call.mayBeUp { up -= 1 }
  }

  private mutating func join(_ call: OpenCall) {
    if call.isFloating { dialing.insert(call.asDialing) }
    if call.phase == .waiting {
      waiting.insert(Turn(since: call.attempt.startedAt, attempt: call.attempt.id))
    }
    if call.doubt == .unasked { doubted.insert(call.attempt.id) }
    if call.mayBeUp { up += 1 }
    if let deadline = call.deadline { nextDeadline = min(nextDeadline ?? deadline, deadline) }
  }

  /// The calls with a deadline that has come, in the order in which they were begun; none until the next deadline.
  mutating func due(_ now: Date) -> [String] {
    guard let next = nextDeadline, next <= now else { return [] }
    nextDeadline = byID.values.compactMap(\.deadline).filter { $0 > now }.min()
    return byID.values.filter { $0.deadline.map { $0 <= now } ?? false }.inOrder
  }

  /// The next deadline that is to come.
  mutating func deadline(after now: Date) -> Date? {
    if let next = nextDeadline, next <= now {
      nextDeadline = byID.values.compactMap(\.deadline).filter { $0 > now }.min()
    }
    return nextDeadline
  }

  /// Moves every deadline, because the clock was set.
  mutating func moveDeadlines(by seconds: Double) {
    for (id, call) in byID {
      var call = call
      // One that never comes stays so.
      if call.checkBy < .distantFuture { call.checkBy += seconds }
      call.agentBy? += seconds
      call.returnBy? += seconds
      if case .asked(let until) = call.doubt { call.doubt = .asked(until: until + seconds) }
      byID[id] = call
    }
    nextDeadline = byID.values.compactMap(\.deadline).min()
  }

  /// All ids, in the order in which the attempts were begun.
  var ids: [String] { byID.values.inOrder }
}

extension Sequence<OpenCall> {
  fileprivate var inOrder: [String] {
    sorted { ($0.attempt.startedAt, $0.attempt.id) < ($1.attempt.startedAt, $1.attempt.id) }
      .map(\.attempt.id)
  }
}
