// SPDX-License-Identifier: GPL-3.0-or-later
public import ArgumentParser
public import Audio
import Detection
import Evaluation
import Foundation
import Plot

struct Classify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Names who answered in recordings.",
    discussion: """
      earshot classify Samples/*.wav
      earshot classify --format json call.flac          one JSON object a line
      earshot classify --answered-at 4.2 call.wav       the line signalled the answer at 4.2 s
      earshot classify --country de --channel 2 call.wav
      earshot classify --profile cautious *.wav         rather a machine too many than a person hung up on
      earshot classify --costs 200,30,1 call.wav        a person lost is as dear as 200 s of waiting, an agent as 30
      earshot classify --tones my.tones call.wav        other tones than the built-in ones
      earshot classify --prompts known.prompts call.wav     knows prompts that were taught it
      earshot classify --explain call.wav               the whole timeline of evidence
      earshot classify --plot call.png call.wav         a picture of it; .svg too
      earshot classify --plot pictures calls/*.wav      a picture of each, in the folder pictures
      earshot classify --headerless alaw switch.al

      WAV (PCM, µ-law, A-law, GSM), AU, FLAC and headerless µ-law or A-law, at any rate. Without --answered-at it
      is not known whether the line signals answers, and the answer is inferred from what is heard.

      --explain prints when each thing was heard and when it became known: events, runs of a spectral line that were
      followed and whether they pass for tones, speech, and the verdict with its reason; with --format json
      one object a line too. --plot draws spectrogram, followed lines, the probability of a machine with the decision and
      what it cost, level, cadence, events, answer and verdict.

      Exit status: 0 every file was classified, 2 one or more could not be read or drawn (the others still are).
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  @Option(help: "table for people, json for machines: one object a line.")
  var format = Format.table

  @Option(help: "Country code of the called network: a prior for its tones.")
  var country: String?

  @OptionGroup var table: ToneTableOption
  @OptionGroup var prompts: PromptBookOption

  @OptionGroup var answer: AnswerOption

  @Option(help: "Channel to take from a recording with several, from 1.")
  var channel: Int?

  @Option(help: "The files have no header and are this: ulaw or alaw, at 8 kHz.")
  var headerless: Recording.Headerless?

  @OptionGroup var decision: DecisionOption

  @Flag(help: "Print the whole timeline of evidence.")
  var explain = false

  @Option(
    help: "Draw the call to this .png or .svg; of several, each to a .png in this folder.",
    completion: .file(extensions: ["png", "svg"]))
  var plot: String?

  @Argument(help: "Recordings.", completion: .file())
  var files: [String]

  func validate() throws {
    try ListedTone.check(country: country)
  }

  func run() throws {
    let hints = Classification.Hints(
      country: country, answeredAt: answer.answeredAt,
      supervision: answer.answeredAt == nil ? .unknown : .signalled, costs: decision.chosen)
    let pictures: [PictureFile?]
    do throws(PictureError) {
      pictures =
        try plot.map { path throws(PictureError) in
          try PictureFile.files(at: path, for: files)
        } ?? files.map { _ in nil }
    } catch {
      throw Self.complain("classify", error)
    }
    var failures = 0
    let width = min(48, files.map(\.count).max() ?? 0)
    for (file, picture) in zip(files, pictures) {
      do {
        let samples = try Recording(
          contentsOf: file, channel: channel, headerless: headerless
        ).samples
        guard explain || picture != nil else {
          try show(
            Classification(file: file, samples: samples, hints: hints), width: width)
          continue
        }
        let trace = CallTrace(samples, settings: hints.settings, answer: hints.answer)
        let result = Classification(file: file, trace: trace)
        if explain {
          try show(ExplainedCall(classification: result, trace: trace))
        } else {
          try show(result, width: width)
        }
        if let picture { try draw(trace, of: file, to: picture) }
      } catch {
        failures += 1
        Self.complain("classify", error)
      }
    }
    if failures > 0 { throw ExitCode.badInput }
  }

  private func show(_ result: Classification, width: Int) throws {
    print(format == .json ? try result.jsonLine : result.row(width: width))
  }

  private func show(_ call: ExplainedCall) throws {
    print(format == .json ? try call.jsonLine : call.text + "\n")
  }

  private func draw(
    _ trace: CallTrace, of file: String, to picture: PictureFile
  ) throws(PictureError) {
    let drawing = CallPicture(trace, name: URL(filePath: file).lastPathComponent)
    try picture.write(drawing.bytes)
    if drawing.isCompressed {
      Self.complain(
        "classify",
        String(
          format:
            "%@: %.1f hours are drawn compressed, %.1f s in a column; cut the file to see more",
          file, trace.duration / 3600, drawing.secondsPerColumn))
    }
  }
}

extension Recording.Headerless: ExpressibleByArgument {}

extension Classification {
  /// File, outcome, when, confidence, why.
  func row(width: Int) -> String {
    let when = String(format: "%6.2f s", verdict.decidedAt.seconds)
    let confidence = String(format: "%3.0f %%", 100 * verdict.confidence)
    return [
      file.padded(to: width), verdict.outcome.rawValue.padded(to: 17), when, confidence,
      verdict.reason,
    ].joined(separator: "  ")
  }
}

extension String {
  /// Filled with spaces behind, or cut at the front, to `width` characters.
  func padded(to width: Int) -> String {
    count > width && width > 1
      ? "…" + suffix(width - 1) : self + String(repeating: " ", count: max(0, width - count))
  }
}
