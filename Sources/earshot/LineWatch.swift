// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Detection
import Foundation
import Gateway

/// One line as it is heard: a meter and its news on a terminal, JSON objects elsewhere; and a recording, where one is
/// wanted.
struct LineWatch {
  /// How often the meter moves.
  static let interval = Duration.milliseconds(200)
  /// JSON has a level this often, in seconds of the call.
  static let levelSeconds = 1.0

  let line: String
  let tap: CallTap
  private let isTerminal: Bool
  private var file: RecordingFile?
  private var position = SampleTime.zero
  private var levelAt = 0.0
  private var heard: [Int16] = []
  private var sent: [Int16] = []
  private var hasMeter = false

  init(line: String, tap: CallTap, json: Bool, recording: RecordingFile? = nil) {
    self.line = line
    self.tap = tap
    isTerminal = !json && isatty(STDOUT_FILENO) == 1
    file = recording
  }

  private struct News: Encodable {
    var line: String
    var at: Double
    var kind: String
    var level: Double?
    var event: CallEvent?
    var text: String?

    private enum CodingKeys: String, CodingKey {
      case line, kind, event, text
      case at = "at_s"
      case level = "level_dbm0"
    }
  }

  /// Takes what has come since the last time: moves the meter, records.
  mutating func tick() throws {
    tap.read(heard: &heard, sent: &sent)
    let count = max(heard.count, sent.count)
    guard count > 0 else { return }
    if !heard.isEmpty {
      let square = heard.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(heard.count)
      position = position + heard.count
      show(Level(meanSquare: square))
    }
    if let file {
      let silence = [Int16](repeating: 0, count: count)
      try file.append(
        (heard + silence.dropFirst(heard.count))[...], (sent + silence.dropFirst(sent.count))[...])
    }
    heard.removeAll(keepingCapacity: true)
    sent.removeAll(keepingCapacity: true)
  }

  private mutating func show(_ level: Level) {
    guard isTerminal else {
      guard position.seconds >= levelAt else { return }
      levelAt = position.seconds + LineWatch.levelSeconds
      return say(
        News(line: line, at: position.roundedSeconds, kind: "level", level: level.dBm0.rounded()))
    }
    // 60 dB of telephone levels in 30 columns.
    let bar = max(0, min(30, Int((level.dBm0 + 60) / 2)))
    let text = String(
      format: "\r\u{1B}[2K%@  %7.1f s  %6.1f dBm0  ", line, position.seconds, level.dBm0)
    Console.say(text + String(repeating: "▮", count: bar) + String(repeating: "·", count: 30 - bar))
    hasMeter = true
  }

  /// Says that something was heard.
  mutating func show(_ event: CallEvent) {
    guard isTerminal else {
      return say(News(line: line, at: event.at.roundedSeconds, kind: "heard", event: event))
    }
    let hz = event.frequencies.map { String(format: "%.0f", $0) }.joined(separator: "+")
    let name = [event.kind.rawValue, event.name, hz.isEmpty ? nil : hz + " Hz", event.text]
    tell(event.at, name.compactMap { $0 }.joined(separator: "  "))
  }

  /// Says what became of the call.
  mutating func show(_ kind: String, at time: SampleTime, _ text: String? = nil) {
    guard isTerminal else {
      return say(News(line: line, at: time.roundedSeconds, kind: kind, text: text))
    }
    tell(time, [kind, text].compactMap { $0 }.joined(separator: "  "))
  }

  private mutating func tell(_ time: SampleTime, _ text: String) {
    finishMeter()
    print(String(format: "%9.2f s  ", time.seconds) + text)
  }

  private func say(_ news: News) {
    guard let text = try? news.jsonLine else { return }
    Console.say(text + "\n")
  }

  private mutating func finishMeter() {
    if hasMeter { Console.say("\r\u{1B}[2K") }
    hasMeter = false
  }

  /// The end: closes the recording and puts its sidecar beside it.
  mutating func finish(_ sidecar: (String) -> RecordingSidecar) throws {
    try tick()
    finishMeter()
    guard let file else { return }
    try file.close()
    let name = URL(filePath: file.path)
    try sidecar(name.lastPathComponent).write(
      to: name.deletingPathExtension().appendingPathExtension("json").path)
    if isTerminal { print("recorded: \(file.path)") }
  }
}
