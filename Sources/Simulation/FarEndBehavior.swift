// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio

/// How a called party behaves, from the last digit on: rings, plays early media, answers, speaks, waits,
/// hangs up. Each step may be left out. All times are seconds of audio.
public struct FarEndBehavior: Sendable, Hashable {
  public enum Ringing: Sendable, Hashable {
    case seconds(Double)
    case forever
  }

  /// How long the caller hears ringback before anything else; nil: not at all.
  public var rings: Ringing?
  /// The ringback of his exchange.
  public var ringback: Tone
  /// What the caller hears after the ringing and before any answer: busy, a SIT, an announcement.
  public var early: FarEndSound?
  /// Whether samples before the answer repeat. They do not where an answer follows.
  public var earlyRepeats: Bool
  /// Whether he answers, with answer supervision.
  public var answers: Bool
  /// From the answer to his first word.
  public var delay: Double
  /// What he plays after the answer; nil: silence.
  public var voice: FarEndSound?
  public var voiceRepeats: Bool
  /// He hangs up this long after what he plays has ended; nil: never.
  public var hangsUpAfter: Double?
  /// He hangs up when, after what he plays has ended, he hears no speech for this long; nil: he has
  /// all the time in the world. Speech that he heard satisfies him for the rest of the call.
  public var patience: Double?

  public init(
    rings: Ringing? = nil, ringback: Tone = Tone([], repeats: false), early: FarEndSound? = nil,
    earlyRepeats: Bool = false, answers: Bool, delay: Double = 0, voice: FarEndSound? = nil,
    voiceRepeats: Bool = false, hangsUpAfter: Double? = nil, patience: Double? = nil
  ) {
    self.rings = rings
    self.ringback = ringback
    self.early = early
    self.earlyRepeats = earlyRepeats
    self.answers = answers
    self.delay = delay
    self.voice = voice
    self.voiceRepeats = voiceRepeats
    self.hangsUpAfter = hangsUpAfter
    self.patience = patience
  }
}
