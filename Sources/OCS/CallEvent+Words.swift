// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

extension CallEvent {
  /// For people, in a few words: "tone busy 480+620 Hz", "sit ic", "speech", "perhaps live-voice".
  var words: String {
    if kind == .verdict {
      guard isProvisional else { return name ?? "unknown" }
      return name == Outcome.unknown.rawValue ? "undecided again" : "perhaps \(name ?? "unknown")"
    }
    var words = kind.rawValue
    if let name, name != words { words += " \(name)" }
    if kind == .tone, !frequencies.isEmpty {
      words += " " + frequencies.map { "\(Int($0.rounded()))" }.joined(separator: "+") + " Hz"
    }
    return words
  }
}
