// SPDX-License-Identifier: GPL-3.0-or-later
public import ArgumentParser
import Audio
public import Detection
import Evaluation
import Foundation

struct PromptsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prompts",
    abstract: "Teaches recordings: a telephone assistant's question, a carrier's announcement.",
    discussion: """
      earshot prompts add known.prompts call.wav --name assistant-en --as call-screener
      earshot prompts add known.prompts call.wav --name no-such-number --as announcement --from 2.1 --to 7
      earshot prompts list known.prompts                what it knows
      earshot classify --prompts known.prompts call.wav        uses it, as evaluate, replay, listen, dial, amd do
      prompts: known.prompts                            in gateway.yaml

      A call screener's question and a greeting sound alike to who does not know them. Once taught from a recorded call, a
      prompt is known wherever it is heard, 1.5 s behind the beginning of one of its phrases. A recording that is heard
      twice in one call is known for one without being taught.
      """,
    subcommands: [PromptsAdd.self, PromptsList.self])
}

struct PromptsAdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Adds a prompt to a book, in the place of one of its name.",
    discussion: """
      earshot prompts add known.prompts call.wav --name assistant-en --as call-screener
      earshot prompts add known.prompts call.wav --name no-such-number --as announcement --from 2.1 --to 7

      The recording, or its part from --from to --to, holds the prompt and no other voice; up to eight phrases of it are
      taken. The book is made where it does not exist. It holds fingerprints, from which nothing can be heard.

      Exit status: 0 added, 2 a book or a recording that cannot be used, or without a second of speech.
      """)

  @Argument(help: "A book of prompts.", completion: .file(extensions: ["prompts"])) var book: String
  @Argument(help: "A recording of the prompt.", completion: .file()) var file: String
  @Option(help: "What the prompt is called.") var name: String
  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("What it is: \(KnownPrompt.outcomes.text).", valueName: "outcome"))
  var outcome: Outcome
  @Option(help: "Where it begins in the recording, s.") var from = 0.0
  @Option(help: "Where it ends, s.") var to: Double?

  func validate() throws {
    guard KnownPrompt.outcomes.contains(outcome) else {
      throw ValidationError("--as takes one of \(KnownPrompt.outcomes.text).")
    }
    guard !name.isEmpty, !name.contains(where: { $0 == "\t" || $0.isNewline }) else {
      throw ValidationError("--name takes a name without tabs and line ends.")
    }
    // A million seconds are eleven days.
    guard from >= 0, from < 1e6, from < to ?? .infinity else {
      throw ValidationError(
        "--from and --to take seconds, less than a million, the first before the second.")
    }
  }

  func run() throws {
    try Self.orComplain("prompts") {
      var known = PromptBook()
      if FileManager.default.fileExists(atPath: book) { known = try PromptBook(contentsOf: book) }
      let samples = try Recording(contentsOf: file).samples
      let first = min(samples.count, Int(from * Double(SampleTime.rate)))
      let last = min(samples.count, Int(min(to ?? 1e6, 1e6) * Double(SampleTime.rate)))
      guard
        let prompt = KnownPrompt(
          name: name, outcome: outcome, samples: Array(samples[first..<max(first, last)]))
      else {
        throw PromptBookError(
          file: file, reason: "no phrase with a second of speech from \(from) s on")
      }
      known.add(prompt)
      try known.text.write(toFile: book, atomically: true, encoding: .utf8)
      print("\(book): \(prompt.phrases) phrases of \(name), \(outcome.rawValue)")
    }
  }
}

struct PromptsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the prompts of a book.",
    discussion: """
      earshot prompts list known.prompts

      Exit status: 0 in order, 2 not: the line is named.
      """)

  @Argument(help: "A book of prompts.", completion: .file(extensions: ["prompts"])) var book: String

  func run() throws {
    let known = try Self.orComplain("prompts") { try PromptBook(contentsOf: book) }
    var table = TextTable([("name", .left), ("is", .left), ("phrases", .right)])
    table.rows = known.prompts.map { [$0.name, $0.outcome.rawValue, String($0.phrases)] }
    print(table.lines.joined(separator: "\n"))
  }
}

/// `--prompts FILE`, for every command that hears calls.
struct PromptBookOption: ParsableArguments {
  @Option(
    name: .customLong("prompts"),
    help: "A book of known prompts, as `earshot prompts add` makes it.",
    completion: .file(extensions: ["prompts"]))
  var file: String?

  /// Takes effect here, before a command hears anything.
  func validate() throws {
    guard let file else { return }
    PromptBook.use(try Self.orPointOut { try PromptBook(contentsOf: file) })
  }
}

extension Outcome: ExpressibleByArgument {}

extension [Outcome] {
  fileprivate var text: String { map(\.rawValue).joined(separator: ", ") }
}
