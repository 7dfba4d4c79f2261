// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Testing

/// What was called, and what the law counts of it.
extension RecordStoreConformance {
  static let history: [StoreCheck] = [
    StoreCheck("the counters of the law add up, day by day", countersAddUp),
    StoreCheck("counters grow with their transition or not at all", countersGrowTogether),
    StoreCheck("calls are found by what is asked", callsAreFound),
    StoreCheck("statistics are of the calls that were made", statisticsAreOfCallsMade),
    StoreCheck("what agents were at is remembered and added up", agentsAreRemembered),
    StoreCheck("old calls are forgotten, open ones and counters kept", oldCallsAreForgotten),
    StoreCheck("a goal that was set is kept, the last one", theLastGoalIsKept),
    StoreCheck("the last calls are remembered, with their lists", lastCallsAreRemembered),
    StoreCheck("a record that is added gets ids of its own", addedRecordsGetIDs),
  ]

  static func countersAddUp(kind: any StoreKind) async throws {
    try await kind.withFolder { folder async throws in
      let store = try await kind.open(in: folder)
      let day = 86_400.0
      let one = ComplianceCounts(dialed: 1)
      for (campaign, at, counts) in [
        ("spring", 0.0, one), ("spring", 60, one), ("spring", day, one), ("autumn", 0, one),
        (
          "spring", 60,
          ComplianceCounts(liveAnswers: 2, abandoned: 1, falseMachines: 1, messagesPlayed: 1)
        ),
        ("spring", 90, ComplianceCounts(dialed: -1)),
      ] {
        try await store.commit([
          .counted(campaign: campaign, at: Rows.noon + at, counts)
        ])
      }
      let midnight = Date(
        timeIntervalSince1970: (Rows.noon.timeIntervalSince1970 / day).rounded(.down) * day)
      let first = ComplianceDay(
        day: midnight,
        counts: ComplianceCounts(
          dialed: 1, liveAnswers: 2, abandoned: 1, falseMachines: 1, messagesPlayed: 1))
      let second = ComplianceDay(day: midnight + day, counts: one)
      let again = try await kind.open(in: folder)
      #expect(
        try await again.compliance(campaign: "spring", since: midnight + 80_000) == [first, second])
      #expect(try await again.compliance(campaign: "spring", since: midnight + day) == [second])
      #expect(try await again.compliance(campaign: "winter", since: .distantPast).isEmpty)
    }
  }

  static func theLastGoalIsKept(kind: any StoreKind) async throws {
    try await kind.withFolder { folder async throws in
      let store = try await kind.open(in: folder)
      #expect(try await store.recovery(campaign: "spring").goal == nil)
      for goal in [PacingGoal.waitTime(20), .overdialRate(0.0125)] {
        try await store.commit([
          .goalChanged(
            campaign: "spring", PacingGoalChange(goal: goal, configured: .busyFactor(0.85)))
        ])
      }
      let again = try await kind.open(in: folder)
      #expect(
        try await again.recovery(campaign: "spring").goal
          == PacingGoalChange(goal: .overdialRate(0.0125), configured: .busyFactor(0.85)))
      #expect(try await again.recovery(campaign: "autumn").goal == nil)
    }
  }

  static func lastCallsAreRemembered(kind: any StoreKind) async throws {
    try await kind.withFolder { folder async throws in
      let store = try await kind.open(in: folder)
      try await store.importList([
        Rows.record(1, list: "gold", type: .campaignCallBack), Rows.record(2, list: "lead"),
        Rows.record(3, campaign: "autumn"), Rows.record(4),
      ])
      func call(_ id: String, on record: Int, campaign: String = "spring", at: Double) async throws
      {
        let attempt = Attempt(
          id: id, recordID: record, chainID: record, campaign: campaign, number: 1,
          startedAt: Rows.noon + at, mode: id == "preview" ? .preview : .predictive,
          recordType: record == 1 ? .campaignCallBack : .general)
        try await store.commit([.attemptOpened(attempt)])
        if id == "open" { return }
        var ended = attempt.closed(.noAnswer, at: at + 20)
        if id == "unmade" { ended.stage = .neverDialed }
        try await store.commit([.attemptChanged(ended)])
      }
      for number in 0..<6 {
        try await call("a\(number)", on: 1 + number % 2, at: Double(10 - number))
      }
      try await call("b", on: 3, campaign: "autumn", at: 1)
      for (at, id) in ["preview", "unmade", "open"].enumerated() {
        try await call(id, on: 4, at: Double(at))
      }
      let calls = try await kind.open(in: folder).recovery(campaign: "spring").calls
      #expect(calls.map(\.attempt.id) == ["a5", "a4", "a3", "a2", "a1", "a0"])
      #expect(calls.map(\.list) == ["lead", "gold", "lead", "gold", "lead", "gold"])
      #expect(calls[1].attempt.recordType == .campaignCallBack)
      #expect(calls[0].attempt.recordType == .general)
    }
  }

  static func countersGrowTogether(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      let fault = await store.fault {
        try await $0.commit([
          .counted(campaign: "spring", at: Rows.noon, ComplianceCounts(dialed: 1)),
          .recordChanged(Rows.record(99)),
        ])
      }
      #expect(fault == .conflict)
      #expect(try await store.compliance(campaign: "spring", since: .distantPast).isEmpty)
    }
  }

  /// Four calls: one abandoned, two that agents had, one busy; and one that was never dialed.
  private static func call(_ store: any ListStore) async throws {
    try await store.importList((1...5).map { Rows.record($0) })
    for (id, at) in [(1, 0.0), (2, 10), (3, 20), (4, 30), (5, 40)] {
      var attempt = Rows.attempt("a\(id)", on: id, at: at)
      try await store.commit([.attemptOpened(attempt)])
      switch id {
      case 1:
        attempt = attempt.closed(.abandoned, at: at + 5)
        attempt.liveAt = attempt.startedAt + 3
        attempt.isAbandoned = true
        attempt.isMessagePlayed = true
      case 2, 3:
        attempt = attempt.closed(.answer, at: at + 60)
        attempt.liveAt = attempt.startedAt + 3
        attempt.connectedAt = attempt.startedAt + 4
        attempt.releasedAt = attempt.startedAt + 34 + Double(id)
        attempt.agent = "A\(id)"
        if id == 3 { attempt.pending.callResult = .wrongNumber }
      case 4: attempt = attempt.closed(.busy, at: at + 5)
      default:
        attempt.stage = .neverDialed
        attempt.closedAt = attempt.startedAt
      }
      try await store.commit([.attemptChanged(attempt)])
    }
  }

  static func callsAreFound(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      try await call(store)
      func found(_ query: CallQuery) async throws -> [String] {
        try await store.calls(query).map(\.id)
      }
      #expect(try await found(CallQuery()) == ["a5", "a4", "a3", "a2", "a1"])
      #expect(try await found(CallQuery(campaign: "spring", limit: 2)) == ["a5", "a4"])
      #expect(try await found(CallQuery(campaign: "autumn")).isEmpty)
      #expect(try await found(CallQuery(agent: "A3")) == ["a3"])
      #expect(try await found(CallQuery(recordID: 4)) == ["a4"])
      #expect(
        try await found(CallQuery(since: Rows.noon + 10, until: Rows.noon + 30)) == ["a3", "a2"])
    }
  }

  static func statisticsAreOfCallsMade(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      let none = try await store.statistics(campaign: "spring", since: nil, until: nil)
      #expect(none == [CallStatistics()])
      try await call(store)
      let all = try await store.statistics(campaign: "spring", since: nil, until: nil)
      #expect(
        all == [
          CallStatistics(
            calls: 4, answered: 3, connected: 2, abandoned: 1, messagesPlayed: 1, waitSeconds: 1,
            talkSeconds: 32.5, wrapUpSeconds: 23.5,
            results: ["Abandoned": 1, "Answer": 1, "WrongNumber": 1, "Busy": 1]),
          CallStatistics(
            agent: "A2", calls: 1, answered: 1, connected: 1, waitSeconds: 1, talkSeconds: 32,
            wrapUpSeconds: 24, results: ["Answer": 1]),
          CallStatistics(
            agent: "A3", calls: 1, answered: 1, connected: 1, waitSeconds: 1, talkSeconds: 33,
            wrapUpSeconds: 23, results: ["WrongNumber": 1]),
        ])
      #expect(all[0].hitRatio == 0.75 && all[0].abandonment == 1 / 3.0)
      let late = try await store.statistics(campaign: "spring", since: Rows.noon + 30, until: nil)
      #expect(late.map(\.calls) == [1])
    }
  }

  static func agentsAreRemembered(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      func change(_ agent: String, _ presence: AgentPresence, _ at: Double) -> AgentChange {
        AgentChange(campaign: "spring", agent: agent, presence: presence, at: Rows.noon + at)
      }
      let history = [
        change("A1", .notReady, 0), change("A1", .ready, 10), change("A2", .ready, 15),
        change("A1", .busy, 20), change("A1", .notReady, 50), change("A1", .loggedOut, 60),
        change("A2", .busy, 70), change("A1", .ready, 100),
      ]
      for change in history { try await store.commit([], agents: [change]) }
      func found(_ agent: String?, _ since: Double?, _ until: Double?) async throws -> [AgentChange]
      {
        try await store.agentHistory(
          campaign: "spring", agent: agent, since: since.map { Rows.noon + $0 },
          until: until.map { Rows.noon + $0 })
      }
      #expect(try await found(nil, nil, nil) == history)
      #expect(try await found("A2", 16, nil) == [history[6]])
      #expect(try await found(nil, 10, 20) == Array(history[1...2]))
      let times = try await store.statistics(campaign: "spring", since: nil, until: nil)
      #expect(times.map(\.loggedInSeconds) == [145, 60, 85])
      #expect(times.map(\.busySeconds) == [60, 30, 30])
      #expect(times[1].agent == "A1" && times[1].occupancy == 0.5)
      let part = try await store.statistics(
        campaign: "spring", since: Rows.noon + 40, until: Rows.noon + 80)
      #expect(part.map(\.busySeconds) == [20, 10, 10] && part[1].loggedInSeconds == 20)
      // An OCS that dies logs nobody out.
      try await store.closeAgentHistory(campaign: "spring")
      try await store.closeAgentHistory(campaign: "spring")
      #expect(
        try await found(nil, 100, nil) == [
          history[7], change("A1", .loggedOut, 100), change("A2", .loggedOut, 100),
        ])
      // With the transaction, or not at all.
      await #expect(throws: RecordStoreError.self) {
        try await store.commit(
          [.recordChanged(Rows.record(9))], agents: [change("A9", .ready, 200)])
      }
      #expect(try await found("A9", nil, nil).isEmpty)
    }
  }

  static func oldCallsAreForgotten(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      try await store.importList([Rows.record(1), Rows.record(2), Rows.record(3)])
      let counted = ComplianceCounts(dialed: 2)
      for id in 1...3 {
        let attempt = Rows.attempt("a\(id)", on: id, at: Double(id))
        try await store.commit([.attemptOpened(attempt)])
        if id != 2 { try await store.commit([.attemptChanged(attempt.closed())]) }
      }
      try await store.commit([.counted(campaign: "spring", at: Rows.noon, counted)])
      #expect(try await store.forgetCalls(before: Rows.noon + 3) == 1)
      #expect(try await store.attempts(campaign: "spring").map(\.id) == ["a2", "a3"])
      #expect(
        try await store.compliance(campaign: "spring", since: .distantPast).map(\.counts)
          == [counted])
    }
  }

  static func addedRecordsGetIDs(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      try await store.importList([Rows.record(7, chain: 9, n: 2)])
      let first = try await store.add(Rows.record(0, chain: 0))
      #expect(first.recordID == 8 && first.chainID == 10 && first.chainN == 0)
      let second = try await store.add(Rows.record(0, chain: 9))
      #expect(second.recordID == 9 && second.chainID == 9 && second.chainN == 3)
      #expect(try await store.records(campaign: "spring").map(\.recordID) == [7, 8, 9])
      #expect(try await store.chains() == [[7, 9], [8]])
    }
  }
}
