// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audio
import Detection
import Evaluation
import Foundation

/// `earshot evaluate` by itself: a table's recordings heard, and scored.
extension Evaluate {
  func printScore(of calls: [LabelledCall]) throws {
    let material = try talkoff.map { path in
      try Self.orComplain("evaluate") { try TalkOffRecording.read(path) }
    }
    if let results {
      try Self.orComplain("evaluate") {
        try OutputFile.check(results, apart: inputs(calls, material ?? []))
      }
    }
    var unreadable = 0
    let rows = hear(calls, &unreadable) { call, recording in
      let result = Classification(
        file: call.file, samples: recording.samples, hints: hints(call))
      return Score.Row(call: call, result: result, duration: recording.duration)
    }
    let talk = talkoff.map { hear(material ?? [], of: $0, &unreadable) }
    if let results {
      let lines = try rows.map { try $0.result.jsonLine + "\n" }.joined()
      try Self.orComplain("evaluate") {
        let file = try OutputFile(path: results, apart: inputs(calls, material ?? []))
        try file.write(Data(lines.utf8))
        try file.finish()
      }
    }
    let score = Score(rows)
    if json {
      print(try Report(score: score, talkOff: talk, unreadable: unreadable).jsonLine)
    } else {
      let parts = [score.text, talk?.text ?? "", score.misses.joined(separator: "\n")]
      print(parts.filter { !$0.isEmpty }.joined(separator: "\n\n"))
      print(score.summary + (unreadable > 0 ? ", \(unreadable) files could not be read" : ""))
    }
    if unreadable > 0 { throw ExitCode.badInput }
    if score.right < score.rows.count { throw ExitCode.unexpected }
  }

  private struct Report: Encodable {
    var score: Score
    var talkOff: TalkOff?
    var unreadable: Int

    private enum CodingKeys: String, CodingKey {
      case talkOff = "talk_off"
      case unreadable
    }

    func encode(to encoder: any Encoder) throws {
      try score.encode(to: encoder)
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encodeIfPresent(talkOff, forKey: .talkOff)
      try values.encode(unreadable, forKey: .unreadable)
    }
  }

  private func hear(
    _ material: [TalkOffRecording], of table: String, _ unreadable: inout Int
  ) -> TalkOff {
    let files = material.map(\.file)
    let progress = Progress(total: files.count, what: "recordings of talk")
    let hints = Classification.Hints(
      answeredAt: 0, supervision: .signalled, costs: decision.chosen)
    let heard = RecordedCalls(of: table, files: files).hear(onEach: progress.advance) {
      index, recording in
      let result = Classification(
        file: files[index], samples: recording.samples, hints: hints)
      return (material[index], result, recording.duration)
    }
    progress.finish()
    var talkOff = TalkOff()
    for (recording, result, duration) in readable(
      heard, lines: material.map(\.line), of: table, &unreadable)
    {
      talkOff.add(recording, result, duration: duration)
    }
    return talkOff
  }

  /// What the results may not be written over.
  private func inputs(
    _ calls: [LabelledCall], _ material: [TalkOffRecording]
  ) -> [(path: String, what: String)] {
    func paths(_ recordings: RecordedCalls) -> [(path: String, what: String)] {
      recordings.files.map { ("\(recordings.folder)/\($0)", "one of the recordings") }
    }
    var inputs = [(path: table, what: "the table of recordings")]
    if let talkoff {
      inputs.append((talkoff, "the table of talk"))
      inputs += paths(RecordedCalls(of: talkoff, files: material.map(\.file)))
    }
    if let file = tones.file { inputs.append((file, "the table of tones")) }
    if let file = prompts.file { inputs.append((file, "the book of prompts")) }
    return inputs + paths(recordings(of: calls))
  }
}
