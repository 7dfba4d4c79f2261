// SPDX-License-Identifier: GPL-3.0-or-later
import Calls

/// What a line sends, for who records it: each sample at its place in the call, with silence where nothing was sent.
extension LineEar {
  /// Packets go out on ticks of the media thread and as others come in: so far from the clock they are taken as they are.
  private static let slack = 2 * Int64(MediaFloor.frame)
  /// A joined call's packets may pause for so long and come all at once then: what is further ahead of the clock is left out.
  private static let most = MediaLine.relayPause

  /// `frame` is sent at `now`.
  mutating func said(_ frame: Span<Int16>, now: Int64, _ silence: [Int16]) {
    guard isTapped else { return }
    if now - saidUntil > LineEar.slack { say(silence, until: now) }
    guard saidUntil - now <= LineEar.most else { return }
    listener?.said(frame)
    saidUntil += Int64(frame.count)
  }

  /// Nothing may be sent for long: who watches the call is not left waiting. What is sent next finds a gap to fill up to its place.
  mutating func waited(until now: Int64, _ silence: [Int16]) {
    guard isTapped, now - saidUntil > LineEar.most else { return }
    say(silence, until: now - 2 * LineEar.slack)
  }

  private mutating func say(_ silence: [Int16], until now: Int64) {
    while saidUntil < now {
      let count = min(silence.count, Int(now - saidUntil))
      listener?.said(silence.span.extracting(first: count))
      saidUntil += Int64(count)
    }
  }
}
