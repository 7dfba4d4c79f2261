// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls
import Detection

/// What one side of the link asks or tells. Each gets exactly one reply: an acknowledgement or an error.
public enum CPDMessage: Sendable, Hashable {
  // OCS to CPD server.
  case hello(Hello)
  /// Place a call. The attempt's id is dialed once, whatever happens.
  case dial(CallRequest)
  /// Call `to`, the agent's place, and join it to the live call of the attempt; where `engagement` names a telephone
  /// that is up already, that one is joined, at once.
  case transfer(attempt: String, to: String, engagement: String? = nil)
  /// Call an agent's place and keep it, under this id, for a transfer. A hangup of the id, or the end of the
  /// connection, lets it go.
  case engage(engagement: String, to: String)
  /// Play a message to the live call of the attempt, then hang it up.
  case play(attempt: String, CallMessage)
  case hangup(attempt: String)
  /// What became of an attempt?
  case query(attempt: String)
  case ping

  // CPD server to OCS.
  case progress(Progress)
  /// The one outcome of an attempt. It comes again after reconnecting until it is acknowledged.
  case result(CallOutcome)

  public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
    case hello, dial, transfer, engage, play, hangup, query, ping, progress, result
  }

  public var kind: Kind {
    switch self {
    case .hello: .hello
    case .dial: .dial
    case .transfer: .transfer
    case .engage: .engage
    case .play: .play
    case .hangup: .hangup
    case .query: .query
    case .ping: .ping
    case .progress: .progress
    case .result: .result
    }
  }

  /// The attempt that it is about.
  public var attempt: String? {
    switch self {
    case .hello, .ping: nil
    case .dial(let request): request.attempt
    case .transfer(let attempt, _, _), .engage(let attempt, _), .play(let attempt, _),
      .hangup(let attempt), .query(let attempt):
      attempt
    case .progress(let progress): progress.attempt
    case .result(let outcome): outcome.attempt
    }
  }

  /// Whether it is sent again after reconnecting when its reply did not come.
  ///
  /// Results are, and the progress on which agents wait. A dial is not: its sender asks by `query` instead.
  public var outlivesConnection: Bool {
    switch self {
    case .result: true
    case .progress(let progress): progress.state.outlivesConnection
    case .hello, .dial, .transfer, .engage, .play, .hangup, .query, .ping: false
    }
  }
}

/// For logs: type and attempt, never a token, a number to dial or what was heard.
extension CPDMessage: CustomStringConvertible, CustomDebugStringConvertible {
  public var description: String {
    switch self {
    case .hello(let hello): "hello from \(hello.name)"
    case .ping: "ping"
    case .progress(let progress): "progress of \(progress.attempt): \(progress.state.rawValue)"
    case .result(let outcome): "result of \(outcome.attempt): \(outcome.outcome.rawValue)"
    case .dial, .transfer, .engage, .play, .hangup, .query: "\(kind.rawValue) \(attempt ?? "")"
    }
  }

  public var debugDescription: String { description }
}
