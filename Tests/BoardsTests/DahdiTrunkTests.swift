// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Boards
import CDahdiCard
import Calls
import Detection
import Foundation
import Synchronization
import Testing

/// Whole calls over a DAHDI card: what is heard, and what becomes of a call when the card goes wrong.
@Suite(.timeLimit(.minutes(2)))
struct DahdiTrunkTests {
  static let talker = """
      "1":
        name: somebody who talks
        rings: 2
        play: machine-us-no-beep-female.wav
        repeat: true

    """

  @Test(arguments: [
    ("early: us-busy-480+620hz-minus20dbm0.wav", Outcome.busy),
    ("early: sit-ic-intercept.wav", .sitIC),
    ("rings: 3\n    play: live-us-hello-female.wav\n    patience: 30", .liveVoice),
    ("rings: 3\n    play: machine-us-female-beep-1000hz.wav", .answeringMachine),
    ("rings: 2\n    play: fax-ced-v21-dis.wav", .fax),
  ])
  func `the same audio gives the same verdict in memory and on a card`(
    farEnd: String, expected: Outcome
  ) async throws {
    var heard: [ExchangeSite.Kind: Verdict] = [:]
    for kind in ExchangeSite.Kind.allCases {
      let site = try ExchangeSite(
        kind, farEnds: "  \"1\":\n    name: who\n    expect: \(expected.rawValue)\n    \(farEnd)\n")
      let told = Mutex<[LegEvent]>([])
      try await site.served {
        let events = try await site.call("1")
        told.withLock { $0 = events }
      }
      heard[kind] = told.withLock { $0.verdict }
    }
    let (memory, card) = try (#require(heard[.loopback]), #require(heard[.dahdi]))
    #expect(memory.outcome == expected)
    #expect(card.outcome == expected)
    // µ-law, a block's delay of the answer: no more than two frames of the analyzer.
    let apart = (card.decidedAt - memory.decidedAt)
    #expect(abs(Double(apart)) <= 8000 * 0.1, "\(apart) samples apart")
  }

  @Test func `a line whose battery does not reverse tells a person from what is heard`()
    async throws
  {
    let site = try ExchangeSite(
      .dahdi, options: ",answer=none", reverses: false,
      farEnds:
        "  \"1\":\n    name: h\n    expect: live-voice\n    rings: 3\n    play: live-us-hello-female.wav\n    patience: 30\n"
    )
    #expect(site.trunk.supervision == .unknown)
    let told = Mutex<[LegEvent]>([])
    try await site.served {
      let events = try await site.call("1")
      told.withLock { $0 = events }
    }
    #expect(told.withLock { $0.verdict?.outcome } == .liveVoice)
  }

  @Test func `an alarm in mid-call ends it as dropped, and the line takes the next call`()
    async throws
  {
    let ends = try await calls(2) { card, block in
      if block == 300 { dahdi_card_alarm(card, 1, 1) }
      if block == 400 { dahdi_card_alarm(card, 1, 0) }
    }
    guard case .failed(let error)? = ends.first else {
      Issue.record("\(ends)")
      return
    }
    #expect(error.reason == .lineFailed)
    #expect(error.callResult == .callDropError)
    #expect(ends.last == .local)
  }

  @Test func `a card that is taken away in mid-call ends the call as dropped, and comes back`()
    async throws
  {
    let ends = try await calls(2) { card, block in
      if block == 300 { dahdi_card_unplug(card, 1, 1) }
      if block == 350 { dahdi_card_unplug(card, 1, 0) }
    }
    guard case .failed(let error)? = ends.first else {
      Issue.record("\(ends)")
      return
    }
    #expect(error.callResult == .callDropError)
    #expect(ends.last == .local)
  }

  @Test func `signals, foreign events and a flood of them change no verdict`() async throws {
    let site = try ExchangeSite(
      .dahdi,
      farEnds:
        "  \"1\":\n    name: b\n    expect: busy\n    early: us-busy-480+620hz-minus20dbm0.wav\n")
    let told = Mutex<[LegEvent]>([])
    try await site.served(trouble: { card, block in
      dahdi_card_interrupt(card, 1, 3)
      for code in [19, 23, 27, 99] { dahdi_card_event(card, 1, Int32(code)) }
    }) {
      let events = try await site.call("1")
      told.withLock { $0 = events }
    }
    #expect(told.withLock { $0.verdict?.outcome } == .busy)
    #expect(site.trunk.counters == LineCounters())
  }

  /// How so many calls end, one after another on one line: each is hung up when it is decided.
  private func calls(_ count: Int, trouble: @escaping ExchangeSite.Trouble) async throws
    -> [EndCause]
  {
    let site = try ExchangeSite(.dahdi, farEnds: Self.talker)
    let ends = Mutex<[EndCause]>([])
    try await site.served(trouble: trouble) {
      for _ in 0..<count {
        var events: [LegEvent]?
        // A line in alarm takes no call: it is tried again.
        while events == nil {
          do {
            events = try await site.call("1")
          } catch let error as TrunkError where error.reason == .noFreeLine {
            try await Task.sleep(for: .milliseconds(2))
          }
        }
        if let end = events?.end { ends.withLock { $0.append(end) } }
      }
    }
    return ends.withLock { $0 }
  }
}
