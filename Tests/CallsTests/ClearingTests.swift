// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Testing

@testable import Calls

struct ClearingTests {
  @Test func `every response and every cause has a meaning`() {
    for status in 300..<700 {
      let meaning = Clearing(status: status).meaning
      #expect(meaning.callResult != .answer && meaning.callResult != .ok)
    }
    for cause in 1...127 { _ = Clearing(status: 480, cause: cause).meaning }
    // Normal clearing says nothing: the response counts.
    #expect(Clearing(status: 486, cause: 16).meaning.callResult == .busy)
  }

  private func outcome(
    _ clearing: Clearing, hearing samples: [Int16]
  ) async -> CallOutcome? {
    let (listener, stream) = Listener.make(for: .test())
    var ear = listener
    var machine = CallMachine(.test())
    _ = machine.handle(.seized(line: "sip/1", chain: ""))
    ear.dialed()
    ear.hear(samples)
    ear.ended(.refused(clearing))
    var outcomes: [CallOutcome] = []
    for await event in stream {
      for case .report(.decided(let outcome)) in machine.handle(.leg(event)) {
        outcomes.append(outcome)
      }
    }
    #expect(outcomes.count == 1)
    #expect(machine.isReleased)
    return outcomes.first
  }

  @Test func `a refusal in silence is what the network says`() async {
    let outcome = await outcome(
      Clearing(status: 486, phrase: "Busy Here"), hearing: .silence(seconds: 0.5))
    #expect(outcome?.outcome == .busy && outcome?.callResult == .busy)
    #expect(outcome?.reason == "the network says 486 Busy Here")
  }

  @Test(arguments: [
    // An announcement tells why, where the response does not; a special information tone says more than any.
    (480, Outcome.announcement, CallResult.sitDetected), (480, .busy, .busy),
    (404, .busy, .sitInvalidNum), (404, .sitIC, .sitIntercept), (503, .ringback, .allTrunksBusy),
  ])
  func `what is heard and what is said make one result`(
    _ status: Int, _ heard: Outcome, _ result: CallResult
  ) {
    let verdict = Verdict(
      outcome: heard, decidedAt: .zero, answeredAt: nil, confidence: 0.8, reason: "heard")
    let weighed = Clearing(status: status).weigh(heard: verdict)
    #expect(weighed.callResult == result)
    #expect(weighed.reason.contains("the network says \(status)"))
  }

  @Test func `what the network plainly says is not changed by a busy tone`() async throws {
    let busy = try #require(TonePlan.samples(.busy, of: "us", seconds: 1.4))
    let outcome = await outcome(Clearing(status: 404, cause: 1), hearing: busy)
    #expect(outcome?.callResult == .sitInvalidNum)
  }

  @Test func `ringing that is only signalled is ringing`() async {
    let (listener, stream) = Listener.make(for: .test())
    var ear = listener
    var machine = CallMachine(.test())
    _ = machine.handle(.seized(line: "sip/1", chain: ""))
    ear.dialed()
    ear.note(.signalling, "180", text: "Ringing")
    ear.hear(.silence(seconds: 20))
    ear.ended(.local)
    var steps: [CallProgress] = []
    for await event in stream {
      for case .report(let step) in machine.handle(.leg(event)) { steps.append(step) }
    }
    #expect(steps.contains { if case .ringing = $0 { true } else { false } })
    let outcome = steps.compactMap { if case .decided(let outcome) = $0 { outcome } else { nil } }
    #expect(outcome.first?.outcome == .ringback)
    #expect(outcome.first?.callResult == .noAnswer)
  }

  @Test func `audio that was made up is in the evidence before the verdict`() async throws {
    let rings = try #require(TonePlan.samples(.busy, of: "us", seconds: 4))
    let (listener, stream) = Listener.make(for: .test())
    var ear = listener
    ear.dialed()
    let frames = stride(from: 0, to: rings.count, by: 160).map { Array(rings[$0..<$0 + 160]) }
    for (index, frame) in frames.enumerated() {
      if index % 20 == 7 { ear.consume(concealed: frame.span) } else { ear.consume(frame.span) }
    }
    ear.ended(.local)
    var kinds: [String] = []
    for await event in stream {
      if case .heard(let heard) = event, heard.kind == .media { kinds.append(heard.text ?? "") }
      if case .decided(let verdict) = event { kinds.append(verdict.outcome.rawValue) }
    }
    #expect(kinds.count == 2 && kinds.last == "busy", "\(kinds)")
    #expect(kinds.first?.contains("ms lost and made up") == true)
  }
}
