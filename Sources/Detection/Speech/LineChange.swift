// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// Whether a line became another with the first sound on it. Where it is nobody's word but an answer, the noise of a room
/// comes with it: on the line that was, it would pass for talk.
///
/// It is listened from that sound on as if the line had begun there. Where it falls back to what it was, it is the same;
/// where it does not for two seconds, another.
struct LineChange: Sendable {
  /// dBm0; on a line with more noise than that there was somebody before.
  static let quiet: Float = -56
  /// dB above the noise that was, up to which noise is the same.
  static let margin: Float = 12
  /// Frames until the line is another.
  static let frames: Int32 = 100

  enum Finding { case none, same, another }

  private(set) var hearing: LineHearing
  /// Noise before the sound, dBm0.
  private let before: Float

  /// nil where the line is not quiet enough for that.
  init?(_ hearing: LineHearing) {
    before = hearing.activity.floor.total
    guard hearing.activity.isStarted, before < LineChange.quiet else { return nil }
    self.hearing = hearing.begunAnew()
  }

  /// Takes the frame that the line takes.
  mutating func consume(
    _ spectrum: SpectralFrame, tone: GreetingListener.Tone, model: GreetingModel
  ) -> Finding {
    guard tone != .certain else { return .same }
    _ = hearing.consume(spectrum, tone: tone, model: model)
    if hearing.activity.floor.total < before + LineChange.margin { return .same }
    return hearing.meter.frame >= LineChange.frames ? .another : .none
  }
}
