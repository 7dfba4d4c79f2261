// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
public import Foundation
public import OutboundContact

/// An agent and his desktop: hears what the desk says, and asks for what an agent asks for. Pure: no sockets, no
/// clock; the same seed, the same agent.
///
/// He logs in and is ready. A call comes; he talks, updates the record, releases the call, does his after-call work,
/// says that the record is processed, and is ready again. What was not acknowledged when his connection ended he says
/// again when he is back.
public struct SimulatedAgent: Sendable {
  public enum Input: Sendable, Hashable {
    /// There is a connection to the desk.
    case connected
    case disconnected
    case told(DesktopEvent)
    /// The wait of this number is over.
    case due(Int)
  }

  public enum Output: Sendable, Hashable {
    case send(DesktopRequest)
    /// Give `due` with this number after so many campaign seconds, connected or not.
    case wait(Int, seconds: Double)
  }

  /// The record in his hands.
  struct Work: Sendable, Hashable {
    enum Stage: Sendable, Hashable {
      case ringing, talking, updating, releasing, wrapUp, processing
    }

    let handle: Int
    var timeZone: String?
    var stage: Stage
    var isCallUp: Bool
  }

  enum Purpose: Sendable, Hashable { case talk, wrapUp, sayAgain, ready }

  public let name: String
  let place: String
  let token: String
  let manner: AgentManner
  var dice: SplitMix64
  var isLoggedIn = false
  /// Wrong agent or token: he does not try again.
  public internal(set) var isRefused = false
  /// Records processed.
  public internal(set) var processed = 0
  var work: Work?
  /// A transaction that was not acknowledged.
  var unacknowledged: DesktopRequest?
  /// What was asked on this connection, by reference.
  var asked: [Int: DesktopRequest.Kind] = [:]
  var waiting: (number: Int, purpose: Purpose)?
  private var lastReference = 0
  private var lastWait = 0

  public init(
    name: String, place: String, token: String, manner: AgentManner = AgentManner(), seed: UInt64
  ) {
    self.name = name
    self.place = place
    self.token = token
    self.manner = manner
    dice = SplitMix64(seed: seed)
  }

  /// `now` is the campaign's time.
  public mutating func handle(_ input: Input, now: Date) -> [Output] {
    switch input {
    case .connected:
      guard !isRefused else { return [] }
      return ask(
        .agentLogin,
        [
          DesktopKey.agent: .string(name), DesktopKey.place: .string(place),
          DesktopKey.token: .string(token),
        ])
    case .disconnected:
      isLoggedIn = false
      asked = [:]
      return []
    case .told(let event): return hear(event, now: now)
    case .due(let number):
      guard let waiting, waiting.number == number else { return [] }
      self.waiting = nil
      return goOn(waiting.purpose, now: now)
    }
  }

  private mutating func goOn(_ purpose: Purpose, now: Date) -> [Output] {
    switch purpose {
    case .talk: return update(now: now)
    case .wrapUp: return process()
    case .sayAgain: return sayAgain()
    case .ready: return work == nil ? ready() : []
    }
  }

  // MARK: Asking

  mutating func ask(
    _ kind: DesktopRequest.Kind, _ attributes: KeyValueList = [:]
  ) -> [Output] {
    lastReference += 1
    asked[lastReference] = kind
    return [.send(DesktopRequest(kind, referenceID: lastReference, attributes: attributes))]
  }

  /// Asks for something that has to be acknowledged, now or when he is logged in again.
  mutating func transact(
    _ kind: DesktopRequest.Kind, _ attributes: KeyValueList
  ) -> [Output] {
    lastReference += 1
    var attributes = attributes
    attributes.set(DesktopKey.recordHandle, work?.handle)
    unacknowledged = DesktopRequest(kind, referenceID: lastReference, attributes: attributes)
    return sayAgain()
  }

  mutating func sayAgain() -> [Output] {
    guard isLoggedIn, let unacknowledged else { return [] }
    return [.send(unacknowledged)]
  }

  mutating func ready() -> [Output] { isLoggedIn ? ask(.agentReady) : [] }

  mutating func wait(_ seconds: Double, for purpose: Purpose) -> [Output] {
    lastWait += 1
    waiting = (lastWait, purpose)
    return [.wait(lastWait, seconds: seconds)]
  }
}
