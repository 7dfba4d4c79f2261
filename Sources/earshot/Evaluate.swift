// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audio
import Detection
import Foundation
import OutboundContact
import Synchronization

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Classifies a labelled set of recordings and says how many are right.",
    discussion: """
      earshot evaluate Samples/manifest.csv
      earshot evaluate truth.csv --audio calls --results r.jsonl
      earshot evaluate truth.csv --blind              without telling the answer's moment
      earshot evaluate truth.csv --hinted             with each row's country
      earshot evaluate truth.csv --profile quick      decided at other costs
      earshot evaluate truth.csv --tones my.tones     with other tones than the built-in ones

      The table is CSV with the columns file and outcome, and if it has them answered_at_s (given as answer
      supervision; where it is empty, none comes), family and country. The results are the JSON lines of
      `earshot classify --format json`.

      Exit status: 0 every row was right, 1 one or more were not, 2 a file could not be read. The results are
      complete in all three cases.
      """)

  @Argument(help: "Table of labelled recordings.", completion: .file(extensions: ["csv"]))
  var table: String

  @Option(help: "Folder of the recordings; by default the table's.", completion: .directory)
  var audio: String?

  @Option(help: "File for the results, one JSON object a line.", completion: .file())
  var results: String?

  @Flag(help: "Leave out answered_at_s: whether the line signals answers is unknown.")
  var blind = false

  @Flag(help: "Give each row's country.")
  var hinted = false

  @Option(
    help:
      "cautious hardly ever takes a person for a machine, balanced errs least, quick decides soonest."
  )
  var profile = DecisionProfile.balanced

  @OptionGroup var tones: ToneTableOption

  func run() throws {
    let calls: [LabelledCall]
    do {
      calls = try LabelledCall.read(table)
    } catch {
      throw complaint("\(table): \(error is CSVError ? "\(error)" : error.localizedDescription)")
    }
    guard !calls.isEmpty else { throw complaint("\(table): no rows") }
    let folder = audio ?? URL(filePath: table).deletingLastPathComponent().relativePath
    let answers = classify(calls, in: folder)

    var summary = EvaluationSummary()
    var lines: [String] = []
    var unreadable = 0
    for (call, answer) in zip(calls, answers) {
      switch answer {
      case .success(let result):
        summary.add(call, result)
        lines.append(try result.jsonLine)
      case .failure(let error):
        unreadable += 1
        summary.addUnreadable(call)
        _ = complaint("\(table) line \(call.line): \(error)")
      }
    }
    if let results {
      do {
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: results))
      } catch {
        throw complaint("\(results): cannot be written: \(error.localizedDescription)")
      }
    }
    print(summary.text)
    if unreadable > 0 { throw ExitCode.badInput }
    if summary.wrong > 0 { throw ExitCode.unexpected }
  }

  private func classify(
    _ calls: [LabelledCall], in folder: String
  ) -> [Result<Classification, RecordingError>] {
    let answers = Mutex(
      [Result<Classification, RecordingError>?](repeating: nil, count: calls.count))
    let progress = Progress(total: calls.count, what: "recordings")
    DispatchQueue.concurrentPerform(iterations: calls.count) { index in
      let call = calls[index]
      let hints = Classification.Hints(
        country: hinted ? call.country : nil, answeredAt: blind ? nil : call.answeredAt,
        supervision: blind ? .unknown : .signalled, profile: profile)
      let answer = Result { () throws(RecordingError) in
        let recording = try Recording(contentsOf: "\(folder)/\(call.file)")
        return Classification(file: call.file, recording: recording, hints: hints)
      }
      answers.withLock { $0[index] = answer }
      progress.advance()
    }
    progress.finish()
    return answers.withLock { $0 }.compactMap { $0 }
  }

  private func complaint(_ text: String) -> ExitCode {
    FileHandle.standardError.write(Data("earshot evaluate: \(text)\n".utf8))
    return .badInput
  }
}
