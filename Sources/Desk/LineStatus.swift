// SPDX-License-Identifier: GPL-3.0-or-later

/// What is on a line: the whole of it, sent whenever something of it changes.
public struct LineStatus: Sendable, Hashable, Codable {
  public enum State: String, Sendable, Hashable, Codable, CaseIterable {
    case dialing, ringing, answered
    /// A person is on the line, and on the way to `agent`, or waits for one where there is none.
    case live
    /// The agent and the customer hear each other.
    case connected
    /// The call is over; `agent` finishes the record.
    case wrapUp = "wrap-up"
    /// The attempt is over; nothing more comes of it.
    case ended
  }

  /// The attempt's GUID.
  public var attempt: String
  public var recordHandle: Int
  /// 1 for the record's first attempt.
  public var number: Int
  public var state: State
  /// All but the last two digits as •.
  public var phone: String?
  public var line: String?
  /// The last that was heard, in words.
  public var heard: String?
  /// Who or what answered ("answering-machine"), once that is decided.
  public var outcome: String?
  /// Probability, 0...1.
  public var confidence: Double?
  /// Seconds of audio from dialing to the decision.
  public var decidedAt: Double?
  /// The call result's name and number.
  public var callResult: String?
  public var callResultCode: Int?
  public var agent: String?

  public init(attempt: String, recordHandle: Int, number: Int, state: State = .dialing) {
    self.attempt = attempt
    self.recordHandle = recordHandle
    self.number = number
    self.state = state
  }

  enum CodingKeys: String, CodingKey {
    case attempt
    case recordHandle = "record_handle"
    case number, state, phone, line, heard, outcome, confidence
    case decidedAt = "decided_at_s"
    case callResult = "call_result"
    case callResultCode = "call_result_code"
    case agent
  }
}
