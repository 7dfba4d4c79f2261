// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation

@testable import Evaluation

extension Classification {
  /// As if `file` had been heard so.
  static func heard(
    _ outcome: Outcome, file: String = "a.wav", at seconds: Double = 2, confidence: Double = 0.9,
    reason: String = "because", events: [CallEvent] = []
  ) -> Classification {
    Classification(
      file: file,
      verdict: Verdict(
        outcome: outcome, decidedAt: SampleTime(seconds: seconds), answeredAt: nil,
        confidence: confidence, reason: reason), events: events)
  }
}

extension Score.Row {
  static func row(
    _ label: Outcome, as heard: Outcome, family: String = "", at seconds: Double = 2,
    confidence: Double = 0.9
  ) -> Score.Row {
    Score.Row(
      call: LabelledCall(file: "a.wav", outcome: label, family: family),
      result: .heard(heard, at: seconds, confidence: confidence))
  }
}

extension CallEvent {
  static func beep(from start: Double, to end: Double?) -> CallEvent {
    CallEvent(
      .beep, at: SampleTime(seconds: start), end: end.map(SampleTime.init(seconds:)))
  }
}

/// A folder that goes with its last user.
final class TemporaryFolder: Sendable {
  let url = URL(filePath: "/tmp/earshot-evaluation-\(UUID().uuidString.prefix(8))")

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The path of a file with these words in it.
  func file(_ name: String, _ text: String) throws -> String {
    let file = url.appending(path: name)
    try Data(text.utf8).write(to: file)
    return file.path
  }
}
