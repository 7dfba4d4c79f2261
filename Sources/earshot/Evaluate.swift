// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audio
import Detection
import Evaluation
import Foundation

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Classifies a labelled set of recordings and says how well they were heard.",
    discussion: """
      earshot evaluate Samples/manifest.csv
      earshot evaluate truth.csv --audio calls --results r.jsonl
      earshot evaluate truth.csv --talkoff talkoff.csv     false hits an hour in talk and music too
      earshot evaluate truth.csv --blind                   without telling the answer's moment
      earshot evaluate truth.csv --hinted                  with each row's country
      earshot evaluate truth.csv --profile quick --json    decided at other costs
      earshot evaluate truth.csv --costs 200,30,1          at costs of one's own
      earshot evaluate truth.csv --tones my.tones          with other tones than the built-in ones
      earshot evaluate truth.csv --curve                   what people, machines and time cost one another
      earshot evaluate truth.csv --plot curve.png          that as a picture; .svg too
      earshot evaluate truth.csv --compare a.jsonl b.jsonl what changed between two results

      The table is CSV with the columns file and outcome, and if it has them family, answered_at_s (given as answer
      supervision; where it is empty, none comes; without the column it is not known whether the line signals answers),
      greeting_start_s, greeting_end_s, beep_start_s, beep_end_s, country, and note with onset= where a signal starts.
      The recordings lie in the table's folder, or in one beside it that is called calls or as the table is. Families
      that end in -uncertain are not scored.

      --talkoff names a table with the columns file and kind (the material) of recordings in which no signal may be
      heard; they count from the answer. The results are the JSON lines of `earshot classify --format json`.

      --curve takes the people and the machines of the table through costs from quick to cautious: three curves, one
      for each profile, along which the price of a person taken for a machine grows, and one through --costs of your
      own. Beside them stand figures that others publish. --compare hears nothing: it takes two files of results.

      Exit status: 0 every row was right, 1 one or more were not, 2 a file could not be read. The results are
      complete in all three cases.
      """)

  @Argument(help: "Table of labelled recordings.", completion: .file(extensions: ["csv"]))
  var table: String

  @Option(help: "Folder of the recordings; by default the table's.", completion: .directory)
  var audio: String?

  @Option(help: "File for the results, one JSON object a line.", completion: .file())
  var results: String?

  @Option(
    help: "Table of recordings in which no signal may be heard.",
    completion: .file(extensions: ["csv"]))
  var talkoff: String?

  @Flag(help: "Leave out answered_at_s: whether the line signals answers is unknown.")
  var blind = false

  @Flag(help: "Give each row's country.")
  var hinted = false

  @OptionGroup var decision: DecisionOption
  @OptionGroup var tones: ToneTableOption
  @OptionGroup var prompts: PromptBookOption

  @Flag(help: "Print one JSON object.") var json = false

  @Flag(help: "Try many costs, and print how people, machines and time trade off.")
  var curve = false

  @Option(
    help: "Draw the trade-off to this .png or .svg; implies --curve.",
    completion: .file(extensions: ["png", "svg"]))
  var plot: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Compare two files of results; name the table before.", valueName: "a.jsonl b.jsonl"),
    completion: .file(extensions: ["jsonl"]))
  var compare: [String] = []

  func validate() throws {
    guard compare.isEmpty || compare.count == 2 else {
      throw ValidationError(
        "--compare takes two files of results: earshot evaluate truth.csv --compare a.jsonl b.jsonl"
      )
    }
    guard compare.isEmpty || !(isCurve || talkoff != nil || results != nil || audio != nil) else {
      throw ValidationError(
        "--compare hears nothing: leave out --curve, --plot, --talkoff, --results and --audio.")
    }
    guard !isCurve || (talkoff == nil && results == nil) else {
      throw ValidationError("--curve gives no results: leave out --talkoff and --results.")
    }
  }

  private var isCurve: Bool { curve || plot != nil }

  func run() throws {
    let calls = try Self.orComplain("evaluate") { try LabelledCall.read(table) }
    if !compare.isEmpty {
      try printComparison(of: calls)
    } else if isCurve {
      try printCurve(of: calls)
    } else {
      try printScore(of: calls)
    }
  }

  func hints(_ call: LabelledCall) -> Classification.Hints {
    Classification.Hints(
      country: hinted ? call.country : nil, answeredAt: blind ? nil : call.answeredAt,
      supervision: blind ? .unknown : call.supervision, costs: decision.chosen)
  }

  /// What `body` makes of each call's recording; those that cannot be read are named and counted.
  func hear<Heard: Sendable>(
    _ calls: [LabelledCall], _ unreadable: inout Int,
    _ body: @Sendable (LabelledCall, Recording) -> Heard
  ) -> [Heard] {
    let progress = Progress(total: calls.count, what: "recordings")
    let heard = recordings(of: calls).hear(onEach: progress.advance) { index, recording in
      body(calls[index], recording)
    }
    progress.finish()
    return readable(heard, lines: calls.map(\.line), of: table, &unreadable)
  }

  func recordings(of calls: [LabelledCall]) -> RecordedCalls {
    let files = calls.map(\.file)
    return audio.map { RecordedCalls(folder: $0, files: files) }
      ?? RecordedCalls(of: table, files: files)
  }

  /// Those that could be read; the others are named.
  func readable<Heard>(
    _ answers: [Result<Heard, RecordingError>], lines: [Int], of table: String,
    _ unreadable: inout Int
  ) -> [Heard] {
    zip(answers, lines).compactMap { answer, line in
      switch answer {
      case .success(let heard): return heard
      case .failure(let error):
        unreadable += 1
        Self.complain("evaluate", "\(table) line \(line): \(error)")
        return nil
      }
    }
  }
}
