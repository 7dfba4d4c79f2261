// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Evaluation

/// `earshot evaluate --compare A B`: two files of results, side by side.
extension Evaluate {
  func printComparison(of calls: [LabelledCall]) throws {
    let results = try compare.map { path in
      try Self.orComplain("evaluate") { try Results(contentsOf: path) }
    }
    let comparison = Comparison(calls, before: results[0], after: results[1])
    guard !comparison.pairs.isEmpty else {
      Self.complain(
        "evaluate",
        "no call of \(table) has a result in both \(compare[0]) and \(compare[1]); the names of the files must agree"
      )
      throw ExitCode.badInput
    }
    print(
      json
        ? try comparison.jsonLine : comparison.text(names: (before: compare[0], after: compare[1])))
  }
}
