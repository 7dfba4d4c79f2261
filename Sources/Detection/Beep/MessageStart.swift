// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// The moment that a message may start on a machine's tape: at the end of its record tone, or, where none comes, once its
/// greeting has been over for so long that none will.
///
/// Of 223 machines' record tones half begin within 0.5 s of the greeting's end, 75 % within 1.6 s, 95 % within 3.7 s and
/// all within 4.6 s. The wait is longer than that: a message before the tone is lost, one some seconds late is not.
struct MessageStart: Sendable {
  /// Seconds of quiet behind a greeting after which no record tone is awaited.
  static let wait = 5.0

  private var isKnown = false

  /// A record tone was heard. The first one counts.
  mutating func heard(_ beep: CallEvent) -> CallEvent? {
    guard !isKnown, let end = beep.end else { return nil }
    isKnown = true
    return CallEvent(.messageMayStart, at: end, name: "beep")
  }

  /// Nobody has spoken, and no tone sounded, since `since`: it is `now`, on a line that a machine has answered.
  mutating func waited(since: SampleTime, now: SampleTime) -> CallEvent? {
    guard !isKnown, Double(now - since) >= MessageStart.wait * Double(SampleTime.rate) else {
      return nil
    }
    isKnown = true
    return CallEvent(.messageMayStart, at: now, name: "quiet")
  }
}
