// SPDX-License-Identifier: GPL-3.0-or-later
package import Detection

/// A call of which it is known who answered.
package struct TrainingCall: Sendable {
  package enum Origin: String, Sendable, CaseIterable {
    /// One of the set's own, as it stands in truth.csv.
    case recorded
    case composed
  }

  /// What the line did to it, each by the name of its value: for tables.
  package struct Line: Sendable {
    /// dBm0 of active speech; dB over the noise.
    package var level: Double?
    package var snr: Double?
    package var codec = ""
    /// babble, street, tv; empty for the line's noise alone.
    package var noise = ""
    /// Packets lost or kept back.
    package var hasLoss = false
    package var hasSuppression = false
    package var language = ""
  }

  package var origin: Origin
  /// The file, or the number of a composed call.
  package var name: String
  package var outcome: Outcome
  package var family: String
  /// The voice, or the source of a voice: what is left out together.
  package var group: String
  package var fold = 0
  /// Seconds from the start.
  package var answeredAt: Double
  package var greetingStart: Double?
  package var greetingEnd: Double?
  package var beepStart: Double?
  package var beepEnd: Double?
  package var line = Line()
  package var samples: [Int16] = []
  /// For each 20 ms whether the voice, before noise was added, was silent (0), faint (1) or active (2); empty where
  /// that is not known.
  package var voice: [UInt8] = []

  /// Whether a machine is speaking, as far as the trees are concerned; nil where nobody is.
  package var isMachine: Bool? {
    switch outcome {
    case .liveVoice: false
    case .answeringMachine, .callScreener: true
    default: nil
    }
  }
}
