// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio

/// Something heard on the line, with its place in audio time: the evidence that verdicts are made of.
public struct CallEvent: Sendable, Hashable {
  public enum Kind: String, Sendable, Codable, CaseIterable {
    case tone, sit, fax, modem, tty, dtmf, beep, speech, silence, verdict
    /// A digit of Bell MF (R1), and a signal of MFC R2.
    case mf, r2
    /// A recording that is known for one: "repeated", heard before in this call, or the outcome of a known prompt, whose
    /// name is the `text`.
    case recording
    /// The far end answered, as signalled by the line.
    case answer
    /// A machine records from here on: "beep", at the end of its record tone, or "quiet", where none came behind its
    /// greeting. Once a call.
    case messageMayStart = "message-may-start"
    /// What the network says in its own signalling: "180", "486", "BYE", with its words in `text`. Nothing was heard.
    case signalling
    /// What became of the audio on its way: "concealed", lost and made up for, with the figures in `text`.
    case media
  }

  public var kind: Kind
  /// Where it starts.
  public var at: SampleTime
  /// Where it ends, where it has an end that is known. For a beep: the moment that a message may start.
  public var end: SampleTime?
  /// The kind's own name: "busy", "cng", "ic", a DTMF digit, a verdict's outcome.
  public var name: String?
  /// Measured frequencies in Hz, lowest first; empty where none apply.
  public var frequencies: [Float]
  public var level: Level?
  /// A verdict on which the line does not act: "live-voice" while a person is likely and waited on for certainty, "unknown"
  /// where that is withdrawn because more was said.
  public var isProvisional: Bool
  /// Probability, 0...1, for verdicts.
  public var confidence: Double?
  /// Other names that the same signal has ("reorder" beside "busy").
  public var also: [String]
  /// How the plans of all countries share the signal out among its names, where it has several; they add up to 1.
  public var shares: [String: Double]
  /// What the signal said: a text telephone's characters, a fax's DIS in hexadecimal.
  public var text: String?

  public init(
    _ kind: Kind, at: SampleTime, end: SampleTime? = nil, name: String? = nil,
    frequencies: [Float] = [], level: Level? = nil, isProvisional: Bool = false,
    confidence: Double? = nil, also: [String] = [], shares: [String: Double] = [:],
    text: String? = nil
  ) {
    self.kind = kind
    self.at = at
    self.end = end
    self.name = name
    self.frequencies = frequencies
    self.level = level
    self.isProvisional = isProvisional
    self.confidence = confidence
    self.also = also
    self.shares = shares
    self.text = text
  }
}
