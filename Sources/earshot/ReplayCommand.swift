// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audio
import Detection
import Evaluation
import Foundation

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Decides a folder of recorded calls anew, and says what other settings change.",
    discussion: """
      earshot replay calls --profile quick                       quick against balanced
      earshot replay calls --profile cautious --against quick
      earshot replay calls --costs 200,30,1                      costs of one's own against balanced
      earshot replay calls --costs 200,30,1 --against 120,65,1.65,1.4 --json
      earshot replay calls --profile quick --before monday.jsonl against what was heard on Monday
      earshot replay calls --answered-at 0 --profile quick       the recordings begin at the answer

      Every recording of the folder (not of folders in it) is decided with --profile or --costs; balanced is the default.
      It is compared with what was decided before: the results that --before names, else those of a file results.jsonl in
      the folder, as `earshot evaluate --results` or `earshot classify --format json` writes them; else with
      --against, balanced by default.

      A table truth.csv in the folder, or where --truth says, has the columns file and outcome, and may have
      answered_at_s, which is given as answer supervision; a row whose outcome is unknown has no label. Without a
      table, or such a column in it, --answered-at says when all were answered; else the answer is inferred from what
      is heard.

      A folder of a gateway's recordings needs none of these: beside each recording lies NAME.json with what it was heard as,
      when it was answered and where it was called; it is compared with that, and channel 1, what was heard, is taken.

      Shown are the verdicts before and now, how much later they fall, and each call that changes, with both reasons.

      Exit status: 0 all well, 2 the folder holds no recordings, or one or more could not be read (the others still are).
      """)

  @Argument(help: "Folder of recordings.", completion: .directory) var folder: String

  @OptionGroup var decision: DecisionOption

  @Option(
    help: ArgumentHelp(
      "What to compare with: a profile, or costs.", valueName: "profile|costs"),
    transform: DecisionCosts.init(named:))
  var against: DecisionCosts?

  @Option(help: "Results to compare with, JSON lines.", completion: .file(extensions: ["jsonl"]))
  var before: String?

  @Option(help: "Table of labels and answers.", completion: .file(extensions: ["csv"]))
  var truth: String?

  @OptionGroup var answer: AnswerOption

  @Option(help: "Channel to take from recordings with several, from 1.") var channel: Int?

  @OptionGroup var tones: ToneTableOption
  @OptionGroup var prompts: PromptBookOption

  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    guard against == nil || before == nil else {
      throw ValidationError("--against and --before: give one of them.")
    }
  }

  func run() throws {
    let (calls, labels, earlier, notes) = try Self.orComplain("replay") {
      let calls = try ReplayFolder(path: folder)
      let table = try (truth ?? calls.table).map { try LabelledCall.read($0) } ?? []
      let results = against == nil ? before ?? calls.results : nil
      let labels = Dictionary(table.map { (Results.name(of: $0.file), $0) }) { first, _ in first }
      return (
        calls, labels, try results.map { (name: $0, results: try Results(contentsOf: $0)) },
        calls.sidecars()
      )
    }
    let other = against ?? DecisionProfile.balanced.costs
    let isNoted = earlier == nil && against == nil && !notes.isEmpty
    if earlier == nil, !isNoted, other == decision.chosen {
      Self.complain(
        "replay",
        "both settings are \(other.name); name others with --profile, --costs, --against or --before"
      )
      throw ExitCode.badInput
    }
    if let earlier, !calls.files.contains(where: { earlier.results[$0] != nil }) {
      throw Self.complain(
        "replay",
        "no recording of \(folder) has a result in \(earlier.name); the names of the files must agree"
      )
    }
    let progress = Progress(total: calls.files.count, what: "recordings")
    let recordings = RecordedCalls(
      folder: folder, files: calls.files, channel: channel ?? (notes.isEmpty ? nil : 1))
    let heard = recordings.hear(onEach: progress.advance) { index, recording in
      let file = calls.files[index]
      let label = labels[Results.name(of: file)]
      func verdict(_ costs: DecisionCosts) -> Verdict {
        Classification(
          file: file, samples: recording.samples,
          hints: hints(label, notes[file], costs),
          isVerdictEnough: true
        ).verdict
      }
      let verdictBefore =
        isNoted
        ? notes[file]?.heard.verdict
        : earlier.map { $0.results[file]?.verdict } ?? verdict(other)
      return verdictBefore.map {
        Replay.Row(file: file, before: $0, now: verdict(decision.chosen), label: label)
      }
    }
    progress.finish()
    var unreadable = 0
    var replay = Replay(
      before: isNoted ? "as recorded" : earlier?.name ?? other.name, now: decision.chosen.name)
    for answer in heard {
      do throws(RecordingError) {
        replay.add(try answer.get())
      } catch {
        unreadable += 1
        Self.complain("replay", error)
      }
    }
    if json {
      print(try Report(replay: replay, unreadable: unreadable).jsonLine)
    } else {
      print(replay.text + (unreadable > 0 ? ", \(unreadable) files could not be read" : ""))
    }
    if unreadable > 0 { throw ExitCode.badInput }
  }

  /// What was known of a call beforehand: by the table, else by the gateway's notes, else by --answered-at.
  private func hints(
    _ label: LabelledCall?, _ notes: RecordingNotes?, _ costs: DecisionCosts
  ) -> Classification.Hints {
    var hints = Classification.Hints(country: label?.country, costs: costs)
    if let label, label.supervision == .signalled {
      (hints.answeredAt, hints.supervision) = (label.answeredAt, .signalled)
    } else if let notes {
      hints = notes.hints(costs: costs)
      hints.country = label?.country ?? hints.country
    } else if let answeredAt = answer.answeredAt {
      (hints.answeredAt, hints.supervision) = (answeredAt, .signalled)
    }
    return hints
  }

  private struct Report: Encodable {
    var replay: Replay
    var unreadable: Int

    private enum CodingKeys: String, CodingKey { case unreadable }

    func encode(to encoder: any Encoder) throws {
      try replay.encode(to: encoder)
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(unreadable, forKey: .unreadable)
    }
  }
}
