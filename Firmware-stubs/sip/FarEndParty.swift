// SPDX-License-Identifier: GPL-3.0-or-later
import SIP
import Simulation

/// A far end of the script on one call's media.
///
/// `@unchecked Sendable`: after its making it is the media thread's alone.
final class FarEndParty: MediaParty, @unchecked Sendable {
  private var farEnd: FarEnd
  private let call: IncomingCall
  private var isAnswered: Bool
  private var actions: [FarEnd.Action] = []

  init(_ behavior: FarEndBehavior, call: IncomingCall, isAnswered: Bool) {
    farEnd = FarEnd(behavior)
    self.call = call
    self.isAnswered = isAnswered
    actions.reserveCapacity(4)
  }

  func live(hearing heard: Span<Int16>, speaking: inout MutableSpan<Int16>) {
    actions.removeAll(keepingCapacity: true)
    farEnd.tick(hearing: heard, speaking: &speaking, actions: &actions)
    for action in actions {
      switch action.kind {
      case .answer:
        if !isAnswered { call.answer() }
        isAnswered = true
      case .hangUp where isAnswered: call.hangUp()
      // What it had to say, it said in the band.
      case .hangUp: call.refuse(status: 480, phrase: "Temporarily Unavailable", cause: 16)
      }
    }
  }

  func hear(digit: Character) {}
}
