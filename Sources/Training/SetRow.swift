// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import OutboundContact

/// A row of a table of a ``CallSet``.
struct SetRow: Sendable {
  var path: String
  var header: CSVHeader
  var row: CSVReader.Row

  subscript(name: String) -> String { header.field(name, of: row) ?? "" }

  private func fault(_ text: String) -> CallSet.Fault {
    CallSet.Fault(description: "\(path) line \(row.line): \(text)")
  }

  private func number(_ name: String) throws -> Double? {
    let text = self[name]
    guard !text.isEmpty else { return nil }
    guard let value = Double(text), value.isFinite else {
      throw fault("\(name) '\(text)' is no number; write one, or nothing where it is not known")
    }
    return value
  }

  func samples(_ folder: String, _ place: String) throws -> [Int16] {
    do throws(RecordingError) {
      return try Recording(contentsOf: "\(folder)/\(place)/\(self["file"])").samples
    } catch {
      throw fault("\(error)")
    }
  }

  /// Nil for a clip that is too short, too long, or silent.
  func clip(_ folder: String) throws -> VoiceClip? {
    guard let kind = VoiceClip.Kind(rawValue: self["kind"]) else {
      let known = VoiceClip.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw fault("unknown kind '\(self["kind"])'; known are \(known)")
    }
    guard let start = try number("speech_start_s"), let end = try number("speech_end_s"),
      start >= 0, start < end
    else { throw fault("speech_start_s and speech_end_s must be given, one before the other") }
    let samples = try samples(folder, "clips").map(Float.init)
    let first = min(samples.count, Int(start * Double(SampleTime.rate)))
    let last = min(samples.count, Int(end * Double(SampleTime.rate)))
    return VoiceClip(
      kind: kind, speaker: self["speaker"], source: String(self["file"].prefix { $0 != "-" }),
      language: self["language"], prompt: self["prompt"], samples: samples, speech: first..<last)
  }

  /// Nil for a call that nobody answers, or not with a voice, and for one that is not scored.
  func call(_ folder: String, group: ([String]) -> String) throws -> TrainingCall? {
    guard let outcome = Outcome(rawValue: self["outcome"]) else {
      let known = Outcome.allCases.map(\.rawValue).joined(separator: ", ")
      throw fault("unknown outcome '\(self["outcome"])'; known are \(known)")
    }
    let heard: [Outcome] = [.liveVoice, .answeringMachine, .callScreener, .silence]
    guard heard.contains(outcome), !self["family"].hasSuffix("-uncertain"),
      let answeredAt = try number("answered_at_s")
    else { return nil }
    let note = self["note"]
    var call = TrainingCall(
      origin: .recorded, name: self["file"], outcome: outcome, family: self["family"],
      group: group(self["source_ids"].split(separator: " ").map(String.init)),
      answeredAt: answeredAt, greetingStart: try number("greeting_start_s"),
      greetingEnd: try number("greeting_end_s"), beepStart: try number("beep_start_s"),
      beepEnd: try number("beep_end_s"))
    call.line = TrainingCall.Line(
      level: try number("level_dbm0"), snr: try number("snr_db"), codec: self["codec"],
      noise: ["babble", "street", "tv"].first { note.contains("\($0) noise") } ?? "",
      hasLoss: note.contains("loss="), hasSuppression: note.contains("dtx"),
      language: self["language"])
    call.samples = try samples(folder, "calls")
    return call
  }
}
