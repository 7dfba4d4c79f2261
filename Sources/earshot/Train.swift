// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Detection
import Foundation
import Training

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Learns from labelled calls how a person is told from a machine.",
    discussion: """
      earshot train callset --output Sources/Detection/Speech/greeting.model
      earshot train callset --folds 5                 how well that does on voices not learnt from
      earshot train callset --folds 5 --json > cv.json
      earshot train callset --output own.model --seed 7 --composed 20000

      The folder holds truth.csv (labelled calls, in calls/), clips.csv (words, sentences and prompts with their speakers,
      in clips/), of which more calls are composed, and talkoff.csv (music for the background, in talkoff/). The same
      folder, seed and numbers give the same model to the byte, on any number of threads.

      The model is compiled in: build again to use it. Exit status: 0 done, 2 the folder cannot be used.
      """)

  @Argument(help: "Folder of the call set.", completion: .directory)
  var folder: String

  @Option(help: "File for the parameters.", completion: .file(extensions: ["model"]))
  var output: String?

  @Option(
    help: "Cross-validate: speakers and sources shared out among so many folds, each left out once."
  )
  var folds: Int?

  @Flag(help: "The figures of the cross-validation as JSON.")
  var json = false

  @Option(help: "How many calls to compose.")
  var composed = 60_000

  @Option(help: "Of all random choices.")
  var seed: UInt64 = 1

  @Option(help: "Threads; by default one for each core.")
  var threads: Int?

  func validate() throws {
    if output == nil, folds == nil {
      throw ValidationError("name a file with --output, or --folds 5 for figures, or both")
    }
    if let folds, !(2...20).contains(folds) { throw ValidationError("--folds is from 2 to 20") }
    guard (10...1_000_000).contains(composed) else {
      throw ValidationError("--composed is from 10 to 1000000")
    }
    if let threads, threads < 1 { throw ValidationError("--threads is 1 or more") }
    if json, folds == nil { throw ValidationError("--json goes with --folds") }
  }

  func run() throws {
    var trainer = Trainer(threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
    trainer.composed = composed
    trainer.seed = seed
    let start = Date()
    trainer.progress = { text in
      let seconds = String(format: "%4.0f s  ", Date().timeIntervalSince(start))
      Console.complain("\(seconds)\(text)\n")
    }
    trainer.progress("reading \(folder)")
    let set = try Self.orComplain("train") {
      try CallSet(folder, folds: folds ?? 5, threads: trainer.threads)
    }
    let result = trainer.train(on: set)
    if let output {
      do {
        try Data(result.model.text.utf8).write(to: URL(filePath: output))
      } catch {
        throw Self.complain("train", "\(output): cannot be written: \(error.localizedDescription)")
      }
    }
    if folds != nil { try validate(result, trainer) }
    trainer.progress("done")
  }

  private func validate(_ result: Trainer.Result, _ trainer: Trainer) throws {
    var report = TrainReport(result)
    for profile in DecisionProfile.allCases {
      trainer.progress("deciding at the costs of \(profile.rawValue)")
      report.add(
        CrossValidation(result, costs: profile.costs, threads: trainer.threads), profile)
    }
    print(json ? try report.jsonLine : report.text)
  }
}
