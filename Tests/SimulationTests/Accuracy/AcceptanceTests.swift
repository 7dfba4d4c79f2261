// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Simulation

/// A small, fixed sample of what `earshot bench accuracy` measures.
struct AcceptanceTests {
  static let tests = AccuracySuite.tests(.sample)

  @Test(arguments: tests.map(\.name))
  func `signals are heard within their bands and not beyond`(name: String) throws {
    let test = try #require(AcceptanceTests.tests.first { $0.name == name })
    let results = AcceptanceTests.play(test)
    for (row, figure) in test.figures(results).enumerated() {
      let wrong = zip(test.trials, results).first { $0.counts(to: row) && !$1.isRight }
      let example = wrong.map { ", as \($0.words), heard: \($1.heard)" } ?? ""
      let words = "\(figure.row.what): \(figure.right) of \(figure.count)\(example)"
      let isBorne = AcceptanceTests.bears(figure)
      #expect(isBorne, "\(words)")
    }
  }

  /// Whether a figure is not refuted: of a few trials one may be wrong by chance where a share is asked.
  private static func bears(_ figure: AccuracyFigure) -> Bool {
    if case .share(let least) = figure.row.requirement {
      return figure.count > 0 && figure.interval.upperBound >= least
    }
    return figure.passes
  }

  private static func play(_ test: AccuracyTest) -> [AccuracyTrial.Result] {
    test.trials.map { $0.run() }
  }

  @Test func `every test has a name of its own and every row its trials`() {
    let names = AcceptanceTests.tests.map(\.name)
    #expect(Set(names).count == names.count)
    for test in AcceptanceTests.tests {
      #expect(Set(test.rows).count == test.rows.count, "\(test.name)")
      for row in test.rows.indices {
        #expect(test.trials.contains { $0.counts(to: row) }, "\(test.rows[row].what)")
      }
    }
  }

  @Test func `the same seed gives the same trials and another gives others`() {
    for (test, again) in zip(AcceptanceTests.tests, AccuracySuite.tests(.sample)) {
      #expect(test.trials.map(\.words) == again.trials.map(\.words))
      #expect(test.trials.first?.audio == again.trials.first?.audio)
    }
    let other = AccuracySuite.tests(.sample, seed: 2)
    for (test, changed) in zip(AcceptanceTests.tests, other) {
      #expect(test.trials.map(\.words) != changed.trials.map(\.words))
    }
  }
}
