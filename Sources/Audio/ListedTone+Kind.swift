// SPDX-License-Identifier: GPL-3.0-or-later

extension ListedTone {
  /// What a tone tells its hearer, in the words of ITU-T E.182 and of the North American networks.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// The exchange is ready for digits.
    case dial
    /// It is ready for more of them: behind a prefix, from another network.
    case secondDial = "second-dial"
    /// It is ready, and a service is active on the line or a message waits (also: stutter dial tone).
    case specialDial = "special-dial"
    /// It is ready, and another call is held.
    case recallDial = "recall-dial"
    /// The far end's telephone rings.
    case ringback
    /// The far end is engaged.
    case busy
    /// All circuits are engaged, or the call failed; elsewhere called congestion.
    case reorder
    /// The number is not in use or cannot be reached.
    case numberUnobtainable = "number-unobtainable"
    /// Why the call failed is about to be said: the three rising tones.
    case specialInformation = "special-information"
    /// The call was stopped and goes to an operator or an announcement.
    case intercept
    /// Another call waits.
    case callWaiting = "call-waiting"
    /// An operator offers a call.
    case offering
    /// Somebody has come into the call.
    case intrusion
    /// An operator listens, time is running out, a conference is joined.
    case warning
    /// The call is being recorded.
    case recorderWarning = "recorder-warning"
    /// The receiver is off its hook, or the line is locked out.
    case howler
    /// The far end is a payphone.
    case payphoneRecognition = "payphone-recognition"
    /// Coins are wanted, or were counted.
    case pay
    /// The call is on its way.
    case route
    /// The call is held or queued.
    case holding
    /// A service was switched as asked.
    case positiveIndication = "positive-indication"
    /// It was not.
    case negativeIndication = "negative-indication"
    /// A test number answers: the milliwatt.
    case test
  }
}
