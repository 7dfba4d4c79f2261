// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls

/// One call as the media thread holds it.
struct LineCall {
  enum Phase {
    /// Off-hook has been asked for.
    case seizing
    /// Off-hook; dials when the samples have passed.
    case settling(left: Int)
    /// The digits go out; gives up when the samples have passed.
    case dialing(left: Int)
    /// Heard and spoken.
    case open
  }

  /// From off-hook to the first digit: the exchange needs 200 ms to be ready for it.
  static let settling = Int(SampleTime(seconds: 0.2).samples)
  /// A line that is not off-hook by then has failed. Some take 2 s (kewlstart on a real FXO line).
  static let seizing = Int(SampleTime(seconds: 5).samples)

  /// As if each digit were a pulsed 0, ten pulses in 1 s and 0.8 s of pause, and 2 s: then the board has failed to dial.
  static func dialing(_ digits: String) -> Int {
    Int(SampleTime(seconds: 2 + 1.8 * Double(digits.count)).samples)
  }

  let key: CallKey
  /// nil: the line is only heard.
  let digits: String?
  var listener: Listener
  var phase = Phase.seizing
  /// Samples since the line was asked for.
  var age = 0
  /// Who waits for the leg; nil once he has it.
  var placed: CheckedContinuation<BoardLeg, any Error>?
  var queue = PlayQueue()
  /// Who waits for the end of what is played.
  var played: [CheckedContinuation<Void, Never>] = []
  /// The other call that this one is joined to.
  var joined: CallKey?
  /// The end of the bridge to a call of another trunk.
  var bridge: BridgeEnd?

  var couldHaveDialed: Bool {
    switch phase {
    case .seizing, .settling: false
    case .dialing, .open: true
    }
  }
}
