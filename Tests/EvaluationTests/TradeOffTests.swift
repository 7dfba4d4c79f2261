// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Plot
import Testing

@testable import Evaluation

struct TradeOffTests {
  @Test func `each profile lies on its curve, along which a person's price alone grows`() {
    let settings = TradeOff.settings()
    for profile in DecisionProfile.allCases {
      let curve = settings.filter { $0.curve == profile.rawValue }.map(\.costs)
      #expect(curve.count >= 10)
      #expect(curve.contains(profile.costs))
      let prices = curve.map(\.personTakenForMachine)
      #expect(prices == prices.sorted() && Set(prices).count == prices.count)
      #expect(Set(curve.map(\.machineTakenForPerson)) == [profile.costs.machineTakenForPerson])
      #expect(Set(curve.map(\.lineSecond)) == [profile.costs.lineSecond])
    }
  }

  @Test func `costs of one's own have a curve, unless they are a profile's`() throws {
    let own = try #require(DecisionCosts("200,30,1,0.3"))
    let settings = TradeOff.settings(own: own)
    #expect(settings.contains(.init(curve: "own", costs: own)))
    #expect(TradeOff.settings(own: DecisionProfile.quick.costs) == TradeOff.settings())
  }

  private func verdict(_ outcome: Outcome, at seconds: Double) -> Verdict {
    Classification.heard(outcome, at: seconds).verdict
  }

  private var tradeOff: TradeOff {
    let person = LabelledCall(
      file: "a", outcome: .liveVoice, answeredAt: 0, greetingStart: 0.5, greetingEnd: 1)
    let machine = LabelledCall(
      file: "b", outcome: .answeringMachine, answeredAt: 0, greetingStart: 0.5)
    return TradeOff(
      [
        .init(curve: "quick", costs: DecisionProfile.quick.costs),
        .init(curve: "balanced", costs: DecisionProfile.balanced.costs),
      ],
      rows: [
        .init(
          call: person,
          verdicts: [verdict(.liveVoice, at: 1.25), verdict(.liveVoice, at: 2)]),
        .init(
          call: person,
          verdicts: [verdict(.answeringMachine, at: 1.75), verdict(.liveVoice, at: 3)]),
        .init(
          call: machine,
          verdicts: [verdict(.liveVoice, at: 2), verdict(.answeringMachine, at: 4)]),
      ])
  }

  @Test func `each point counts its own verdicts`() {
    let points = tradeOff.points
    #expect(points.map(\.live) == [Proportion(1, of: 2), Proportion(2, of: 2)])
    #expect(points.map(\.machine) == [Proportion(0, of: 1), Proportion(1, of: 1)])
    #expect(points.map(\.liveCalledMachine.count) == [1, 0])
    #expect(points.map(\.machineCalledLive.count) == [1, 0])
    #expect(points.map(\.liveAfterAnswer.median) == [1.5, 2.5])
    #expect(points.map(\.liveAfterGreeting.median) == [0.5, 1.5])
    #expect(points.map(\.machineAfterStart.median) == [1.5, 3.5])
    #expect(points.map(\.profile) == [.quick, .balanced])
  }

  @Test func `the table marks the profiles and lists the peers`() {
    let text = tradeOff.text(beside: Peer.published)
    for words in [
      "2 people, 1 machines", "20,7,0.65,0.17", "← quick", "← balanced", "AudioCodes AMD",
    ] {
      #expect(text.contains(words), "\(words)")
    }
  }

  @Test(arguments: Canvas.Format.allCases)
  func `the picture is drawn, the profiles and the peers named`(format: Canvas.Format) throws {
    let bytes = try TradeOffPicture(tradeOff, beside: Peer.published).bytes(format)
    guard format == .svg else {
      #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      return
    }
    let svg = String(decoding: bytes, as: UTF8.self)
    for words in [
      ">balanced</text>", ">AudioCodes AMD</text>", ">Asterisk app_amd, stock</text>",
      "people heard as people, %", "costs of quick", "2 people and 1 machines",
    ] { #expect(svg.contains(words), "\(words)") }
    // Half of the people lost is worse than the scale of recall, and on that of mistakes.
    #expect(svg.ranges(of: ">balanced</text>").count == 2)
    #expect(svg.ranges(of: ">quick</text>").count == 1)
  }
}
