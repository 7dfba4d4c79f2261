// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Evaluation
import OutboundContact

/// The rows of a ``CallSet``'s tables, with their recordings.
extension TableRow {
  func samples(_ folder: String, _ place: String) throws(CSVError) -> [Int16] {
    do throws(RecordingError) {
      return try Recording(contentsOf: "\(folder)/\(place)/\(self["file"])").samples
    } catch {
      throw CSVError(line: line, "\(error)")
    }
  }

  /// Nil for a clip that is too short, too long, or silent.
  func clip(_ folder: String) throws(CSVError) -> VoiceClip? {
    guard let kind = VoiceClip.Kind(rawValue: self["kind"]) else {
      let known = VoiceClip.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw CSVError(line: line, "unknown kind '\(self["kind"])'; known are \(known)")
    }
    guard let start = try number("speech_start_s"), let end = try number("speech_end_s"),
      start >= 0, start < end
    else {
      throw CSVError(
        line: line, "speech_start_s and speech_end_s must be given, one before the other")
    }
    let samples = try samples(folder, "clips").map(Float.init)
    func place(_ seconds: Double) -> Int {
      Int(min(Double(samples.count), seconds * Double(SampleTime.rate)))
    }
    return VoiceClip(
      kind: kind, speaker: self["speaker"], source: String(self["file"].prefix { $0 != "-" }),
      language: self["language"], prompt: self["prompt"], samples: samples,
      speech: place(start)..<place(end))
  }

  /// Nil for a call that nobody answers, or a fax, a modem or a textphone, and for one that is not scored.
  func call(
    _ folder: String, group: ([String]) -> String
  ) throws(CSVError) -> TrainingCall? {
    let label = try LabelledCall(self)
    let heard: [Outcome] = [.liveVoice, .answeringMachine, .callScreener, .silence, .music]
    guard heard.contains(label.outcome), label.isScored, let answeredAt = label.answeredAt else {
      return nil
    }
    let note = self["note"]
    var call = TrainingCall(
      origin: .recorded, name: label.file, outcome: label.outcome, family: label.family,
      group: group(self["source_ids"].split(separator: " ").map(String.init)),
      answeredAt: answeredAt, greetingStart: label.greetingStart,
      greetingEnd: label.greetingEnd, beepStart: label.beepStart, beepEnd: label.beepEnd)
    call.line = TrainingCall.Line(
      level: try number("level_dbm0"), snr: try number("snr_db"), codec: self["codec"],
      noise: ["babble", "street", "tv"].first { note.contains("\($0) noise") } ?? "",
      hasLoss: note.contains("loss="), hasSuppression: note.contains("dtx"),
      language: self["language"])
    call.samples = try samples(folder, "calls")
    return call
  }
}
