// SPDX-License-Identifier: GPL-3.0-or-later
public import ArgumentParser
public import Audio
import Detection
import Foundation

struct Classify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Names who answered in recordings.",
    discussion: """
      earshot classify Samples/*.wav
      earshot classify --format json call.flac          one JSON object a line
      earshot classify --answered-at 4.2 call.wav       the line signalled the answer at 4.2 s
      earshot classify --country de --channel 2 call.wav
      earshot classify --tones my.tones call.wav        other tones than the built-in ones
      earshot classify --headerless alaw switch.al

      WAV (PCM, µ-law, A-law, GSM), AU, FLAC and headerless µ-law or A-law, at any rate. Without --answered-at it
      is not known whether the line signals answers, and the answer is inferred from what is heard.

      Exit status: 0 every file was classified, 2 one or more could not be read (the others are still classified).
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  @Option(help: "table for people, json for machines: one object a line.")
  var format = Format.table

  @Option(help: "Country code of the called network: a prior for its tones.")
  var country: String?

  @OptionGroup var table: ToneTableOption

  @Option(help: "Seconds from the start at which the line signalled the answer.")
  var answeredAt: Double?

  @Option(help: "Channel to take from a recording with several, from 1.")
  var channel: Int?

  @Option(help: "The files have no header and are this: ulaw or alaw, at 8 kHz.")
  var headerless: Recording.Headerless?

  @Argument(help: "Recordings.", completion: .file())
  var files: [String]

  func validate() throws {
    if let answeredAt, !(answeredAt >= 0 && answeredAt < 1e6) {
      throw ValidationError("--answered-at takes seconds from the start, 0 or more.")
    }
    if let country, ListedTone.of(country).isEmpty {
      throw ValidationError(
        "no tone table names the country '\(country)'; give a code that `earshot tones` lists, such as us or br, or leave it out."
      )
    }
  }

  func run() throws {
    let hints = Classification.Hints(
      country: country, answeredAt: answeredAt,
      supervision: answeredAt == nil ? .unknown : .signalled, channel: channel,
      headerless: headerless)
    var failures = 0
    let width = min(48, files.map(\.count).max() ?? 0)
    for file in files {
      do throws(RecordingError) {
        let result = try Classification(path: file, hints: hints)
        switch format {
        case .json: try? print(result.jsonLine)
        case .table: print(result.row(width: width))
        }
      } catch {
        failures += 1
        FileHandle.standardError.write(Data("earshot classify: \(error)\n".utf8))
      }
    }
    if failures > 0 { throw ExitCode.badInput }
  }
}

extension Recording.Headerless: ExpressibleByArgument {}

extension Classification {
  /// One JSON object without line ends.
  var jsonLine: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }

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
