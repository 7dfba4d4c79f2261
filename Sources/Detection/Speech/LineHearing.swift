// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// What is heard of who speaks on a line, from a start on.
struct LineHearing: Sendable {
  private(set) var activity = VoiceActivity()
  private(set) var meter = GreetingMeter()
  /// Log-odds of speech in the newest frame.
  private(set) var odds: Float = -4
  /// The first frame's start.
  private var origin = SampleTime.zero
  /// Frames that were digital silence.
  private var digitalFrames: Int32 = 0

  /// Whether all that was heard, but for a tenth, was digital silence: no line's noise, no comfort noise.
  var isDigitallySilent: Bool { digitalFrames * 10 > meter.frame * 9 }

  /// Starts anew with the next frame.
  mutating func restart() {
    activity.restart()
    meter = GreetingMeter()
    digitalFrames = 0
  }

  /// The same as if the line had begun with the newest frame.
  func begunAnew() -> LineHearing {
    var other = self
    other.restart()
    other.activity.start()
    return other
  }

  /// Takes one frame.
  mutating func consume(
    _ spectrum: SpectralFrame, tone: GreetingListener.Tone, model: GreetingModel
  ) -> SpeechSegmenter.Change {
    if meter.frame < 0 { origin = spectrum.center + -Spectrum.size / 2 }
    odds = activity.consume(spectrum, isKnownTone: tone == .certain, model: model)
    if activity.frame.isDigitalSilence { digitalFrames += 1 }
    return meter.consume(activity, odds: odds, isSuspect: tone != .none)
  }

  /// The answer is taken to have been `seconds` before the first word, and no earlier than the start.
  mutating func assumeAnswer(before seconds: Float) { meter.assumeAnswer(before: seconds) }

  /// The middle of a frame of the meter.
  func time(of frame: Int32) -> SampleTime {
    origin + Int(frame) * Spectrum.hop + Spectrum.size / 2
  }
}
