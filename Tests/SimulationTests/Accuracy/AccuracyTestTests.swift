// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Simulation

struct AccuracyTestTests {
  private func figure(
    _ requirement: AccuracyRow.Requirement, _ outcomes: [(Double, Bool)]
  ) -> AccuracyFigure {
    AccuracyFigure(
      test: "t", row: AccuracyRow("what", "band", requirement),
      outcomes: outcomes.map { (place: $0.0, isRight: $0.1) })
  }

  private func shares(_ right: Int, of count: Int, least: Double) -> AccuracyFigure {
    figure(.share(least), (0..<count).map { (0, $0 < right) })
  }

  @Test func `a share passes from what is asked`() {
    #expect(shares(99, of: 100, least: 0.99).passes)
    #expect(!shares(98, of: 100, least: 0.99).passes)
    #expect(!shares(0, of: 0, least: 0).passes)
    #expect(figure(.measured, [(0, false)]).passes)
  }

  @Test func `the interval is Wilson's`() {
    // Brown, Cai and DasGupta (2001) give the formula; these are its values at 10 of 10 and at 8 of 10.
    let all = shares(10, of: 10, least: 1).interval
    #expect(abs(all.lowerBound - 0.7225) < 0.0005 && all.upperBound == 1)
    let most = shares(8, of: 10, least: 1).interval
    #expect(abs(most.lowerBound - 0.4902) < 0.0005 && abs(most.upperBound - 0.9433) < 0.0005)
    #expect(shares(0, of: 0, least: 1).interval == 0...1)
  }

  @Test func `a reach ends before the first place with a miss`() {
    let outcomes = [(0.0, true), (1, true), (1, true), (2, true), (2, false), (3, true)]
    #expect(figure(.reach(1, unit: "dB"), outcomes).extent == 1)
    #expect(figure(.reach(1, unit: "dB"), outcomes).passes)
    #expect(!figure(.reach(2, unit: "dB"), outcomes).passes)
    #expect(figure(.reach(0, unit: "dB"), [(0, false)]).extent == nil)
    #expect(!figure(.reach(0, unit: "dB"), [(0, false)]).passes)
    #expect(figure(.reach(3, unit: "dB"), [(0, true), (3, true)]).passes)
  }

  @Test func `a descent ends above the highest place with a miss`() {
    let outcomes = [(20.0, true), (16, true), (12, false), (12, true), (8, true)]
    #expect(figure(.descent(16, unit: "dB"), outcomes).extent == 16)
    #expect(figure(.descent(16, unit: "dB"), outcomes).passes)
    #expect(!figure(.descent(12, unit: "dB"), outcomes).passes)
    #expect(!figure(.descent(20, unit: "dB"), [(20, false)]).passes)
  }

  @Test func `a trial counts to its own rows alone`() {
    func trial(_ rows: [Int]) -> AccuracyTrial {
      AccuracyTrial(rows: rows, subject: "s", "w") {
        []
      } isRight: { _ in
        true
      }
    }
    let rows = ["a", "b"].map { AccuracyRow($0, "", .share(1)) }
    let test = AccuracyTest(name: "t", rows: rows, trials: [trial([0, 1]), trial([1])])
    let figures = test.figures([
      .init(isRight: true, heard: ""), .init(isRight: false, heard: ""),
    ])
    #expect(figures.map(\.count) == [1, 2])
    #expect(figures.map(\.right) == [1, 1])
  }
}
