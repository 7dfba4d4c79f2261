// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audio
import Evaluation
import Foundation
import Simulation

struct BenchAccuracy: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accuracy",
    abstract: "Measures what the analyzer hears against what is asked of it.",
    discussion: """
      Plays generated signals, good and bad lines and things that are almost signals to the analyzer and prints a
      table: what, within which band, what is asked, what was measured, over how many trials and with which 95 %
      interval.

        earshot bench accuracy
        earshot bench accuracy --quick --only plans
        earshot bench accuracy --only plans --failures 20
        earshot bench accuracy --trial plans:1234 --save heard    the audio of one trial, and what was heard
      (with --quick for a trial of a quick run)
        earshot bench accuracy --json > accuracy.json

      The same seed gives the same trials, whatever else is run.
      Exit status: 0 everything asked was met, 1 something was not, 2 bad input.
      """)

  @Flag(help: "An eighth of the trials.") var quick = false
  @Option(help: "One test alone; --only list names them.") var only: String?
  @Flag(help: "Print JSON.") var json = false
  @Option(help: "Print the first so many trials of each row that were wrong.") var failures = 0
  @Option(help: "One trial alone, as --failures names it.") var trial: String?
  @Option(
    help: "Folder for the audio of the trials that are printed, as WAV files.",
    completion: .directory)
  var save: String?
  @Option(help: "Another seed, other trials.") var seed: UInt64 = 1

  func validate() throws {
    guard failures >= 0 else { throw ValidationError("--failures takes 0 or more.") }
    guard save == nil || failures > 0 || trial != nil else {
      throw ValidationError(
        "--save saves what --failures N or --trial NAME prints; add one of them.")
    }
  }

  func run() throws {
    let effort = quick ? AccuracyEffort.quick : .full
    let all = AccuracySuite.tests(effort, seed: seed)
    if only == "list" { return print(all.map(\.name).joined(separator: "\n")) }
    if let save {
      do {
        try FileManager.default.createDirectory(atPath: save, withIntermediateDirectories: true)
      } catch {
        throw Self.complain(
          "bench accuracy", "\(save): cannot be made: \(error.localizedDescription)")
      }
    }
    if let trial { return try show(trial, of: all) }
    let chosen = all.filter { only == nil || $0.name == only }
    guard !chosen.isEmpty else {
      let known = all.map(\.name).joined(separator: ", ")
      throw Self.complain("bench accuracy", "no test \"\(only ?? "")\"; there are \(known)")
    }
    let results = chosen.map(play)
    let figures = zip(chosen, results).flatMap { $0.figures($1) }
    print(json ? try AccuracyTable.json(figures) : AccuracyTable.text(figures))
    for (test, results) in zip(chosen, results) where failures > 0 {
      try explain(test, results)
    }
    if !figures.allSatisfy(\.passes) { throw ExitCode(1) }
  }

  /// Every trial of a test, over all cores.
  private func play(_ test: AccuracyTest) -> [AccuracyTrial.Result] {
    let progress = Progress(total: test.trials.count, what: "trials of \(test.name)")
    defer { progress.finish() }
    return test.trials.mapInParallel { trial in
      defer { progress.advance() }
      return trial.run()
    }
  }

  private func explain(_ test: AccuracyTest, _ results: [AccuracyTrial.Result]) throws {
    for (row, figure) in test.figures(results).enumerated() where figure.right < figure.count {
      let wrong = test.trials.indices.filter {
        !results[$0].isRight && test.trials[$0].counts(to: row)
      }
      var lines = ["", "\(figure.row.what): \(wrong.count) wrong"]
      let subjects = Dictionary(grouping: wrong) { test.trials[$0].subject }
        .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      for (subject, trials) in subjects.prefix(failures) {
        lines.append("  \(trials.count) of \(subject)")
      }
      for index in wrong.prefix(failures) {
        lines.append("  \(test.name):\(index)  \(test.trials[index].words)")
        lines.append("      heard: \(results[index].heard)")
        try write(test.trials[index], as: "\(test.name)-\(index)")
      }
      Console.complain(lines.joined(separator: "\n") + "\n")
    }
  }

  private func show(_ name: String, of tests: [AccuracyTest]) throws {
    let parts = name.split(separator: ":")
    guard parts.count == 2, let test = tests.first(where: { $0.name == parts[0] }),
      let index = Int(parts[1]), test.trials.indices.contains(index)
    else {
      let known = tests.map { "\($0.name):0...\($0.trials.count - 1)" }.joined(separator: ", ")
      throw Self.complain("bench accuracy", "no trial \"\(name)\"; there are \(known)")
    }
    let result = test.trials[index].run()
    print("\(name)  \(test.trials[index].words)")
    print("\(result.isRight ? "right" : "wrong"), heard: \(result.heard)")
    try write(test.trials[index], as: "\(test.name)-\(index)")
    if !result.isRight { throw ExitCode(1) }
  }

  private func write(_ trial: AccuracyTrial, as name: String) throws {
    guard let save else { return }
    do {
      try Recording(samples: trial.audio).write(to: "\(save)/\(name).wav")
    } catch { throw Self.complain("bench accuracy", error) }
  }
}
