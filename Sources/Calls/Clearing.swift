// SPDX-License-Identifier: GPL-3.0-or-later
public import Detection

/// How a network says that a call does not come about: the final response of SIP, and the cause of ITU-T Q.850 behind it
/// where a Reason header (RFC 3326) gives one.
///
/// The cause is the exchange's own word, the response what a gateway made of it: where both are there, the cause counts.
/// The responses are read as RFC 3398, 7.2.4 translates causes into them.
public struct Clearing: Sendable, Hashable, CustomStringConvertible {
  /// SIP status, 300...699; 0 where only a cause came.
  public var status: Int
  public var phrase: String
  /// Q.850, 1...127.
  public var cause: Int?

  public init(status: Int, phrase: String = "", cause: Int? = nil) {
    self.status = status
    self.phrase = phrase
    self.cause = cause
  }

  /// What it says of the called number.
  public struct Meaning: Sendable, Hashable {
    public var outcome: Outcome
    public var callResult: CallResult
    /// Whether it says so of this number, and not merely that something went wrong: then what was heard beside it does
    /// not change it, but for a special information tone.
    public var isPlain: Bool
  }

  public var meaning: Meaning {
    cause.flatMap(Clearing.meaning(ofCause:)) ?? Clearing.meaning(ofStatus: status)
  }

  private static func meaning(ofCause cause: Int) -> Meaning? {
    switch cause {
    // Unallocated number, no route to destination, number changed, invalid number format.
    case 1, 3, 28: Meaning(outcome: .numberUnobtainable, callResult: .sitInvalidNum, isPlain: true)
    case 22: Meaning(outcome: .sitIC, callResult: .sitIntercept, isPlain: true)
    case 17: Meaning(outcome: .busy, callResult: .busy, isPlain: true)
    // No user responding, no answer from user, subscriber absent.
    case 18, 19, 20: Meaning(outcome: .ringback, callResult: .noAnswer, isPlain: true)
    case 21: Meaning(outcome: .unknown, callResult: .dropped, isPlain: true)
    // Destination out of order, no circuit, network out of order, temporary failure, congestion, channel not available,
    // preemption, resources unavailable.
    case 27, 34, 38, 41, 42, 44, 46, 47:
      Meaning(outcome: .reorder, callResult: .allTrunksBusy, isPlain: false)
    // Service or option not available, not implemented; incompatible; protocol errors.
    case 50...101, 111: Meaning(outcome: .unknown, callResult: .switchError, isPlain: false)
    // 16 normal clearing, 31 normal unspecified, 127 interworking and the like say nothing.
    default: nil
    }
  }

  private static func meaning(ofStatus status: Int) -> Meaning {
    switch status {
    case 486, 600: Meaning(outcome: .busy, callResult: .busy, isPlain: true)
    case 404, 410, 484, 604:
      Meaning(outcome: .numberUnobtainable, callResult: .sitInvalidNum, isPlain: true)
    case 408, 480, 487: Meaning(outcome: .ringback, callResult: .noAnswer, isPlain: false)
    // Nobody redirects further: the number is another now.
    case 300...399: Meaning(outcome: .sitIC, callResult: .sitIntercept, isPlain: true)
    case 603, 607, 608: Meaning(outcome: .unknown, callResult: .dropped, isPlain: true)
    case 500, 502, 503, 504: Meaning(outcome: .reorder, callResult: .allTrunksBusy, isPlain: false)
    // The trunk does not want us, or not like this: nothing is wrong with the number.
    default: Meaning(outcome: .unknown, callResult: .switchError, isPlain: false)
    }
  }

  public var description: String {
    let response = status == 0 ? nil : "\(status)" + (phrase.isEmpty ? "" : " \(phrase)")
    return [response, cause.map { "Q.850 cause \($0)" }].compactMap { $0 }.joined(separator: ", ")
  }

  /// The one outcome of what the network says and what was heard before it.
  ///
  /// A special information tone says more than any response. What the network plainly says of the number is next; where
  /// it only says that nothing came of the call, a tone that was heard tells why.
  func weigh(heard: Verdict?) -> (
    outcome: Outcome, callResult: CallResult, confidence: Double, reason: String
  ) {
    let meaning = meaning
    let said = "the network says \(self)"
    guard let heard, heard.outcome.saysWhy else {
      return (meaning.outcome, meaning.callResult, meaning.isPlain ? 0.95 : 0.8, said)
    }
    let agrees = heard.outcome == meaning.outcome
    let counts = heard.outcome.isInformationTone || !meaning.isPlain
    let outcome = counts ? heard.outcome : meaning.outcome
    return (
      outcome,
      counts ? heard.outcome.callResult(answered: false) : meaning.callResult,
      agrees ? 0.99 : counts ? heard.confidence : 0.9,
      agrees || counts ? "\(heard.reason); \(said)" : "\(said); heard was \(heard.reason)"
    )
  }
}

extension Outcome {
  fileprivate var isInformationTone: Bool {
    switch self {
    case .sitIC, .sitVC, .sitRO, .sitNC, .sitIO, .sitUnknown: true
    default: false
    }
  }

  /// Whether it is a reason for a call's not coming about.
  fileprivate var saysWhy: Bool {
    switch self {
    case .busy, .reorder, .numberUnobtainable, .announcement: true
    default: isInformationTone
    }
  }
}
