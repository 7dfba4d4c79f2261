// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio
import Detection

/// One call from the request to its end, as a pure state machine: what a leg tells and what the owner asks for go in,
/// actions come out. It has no clock; its limits come as events of the leg, in audio time.
///
///     placed ─► dialing ─► hearing ─► ringing ─┬─► live ⇄ transferring ─► joined ─┐
///                                              ├─► playing ──────────────────────┤
///                                              └─────────────────────────────────┴─► clearing ─► released
///
/// Exactly one outcome is reported for every call, before it is released. A call whose result is Answer, or is among the
/// profile's `kept`, stays up until it is joined to an agent, played a message, hung up, or waited too long; any other is
/// hung up at its outcome. A call with an agent's `place` is joined to him as soon as it has a line, and its outcome is
/// news for him that ends nothing.
public struct CallMachine: Sendable {
  public enum Input: Sendable {
    /// The trunk has a line. `chain` is the leg's description.
    case seized(line: String, chain: String)
    case notPlaced(TrunkError)
    case leg(LegEvent)
    /// The owner has a message played to the call, which ends behind it.
    case play(CallMessage)
    case messagePlayed
    /// The owner gives the call to an agent. `placeAgent` comes out, unless no person is waiting.
    case transfer
    case agentNotPlaced(TrunkError)
    case agentLeg(LegEvent)
    /// The two legs hear each other.
    case joined
    case notJoined(TrunkError)
    /// The owner wants the call to end.
    case hangUp
  }

  public enum Action: Sendable, Hashable {
    case report(CallProgress)
    case placeAgent
    case join
    /// Play this message; `messagePlayed` follows.
    case play(CallMessage)
    /// Tell the far end who is calling.
    case identify
    case hangUp
    case hangUpAgent
  }

  enum State: Sendable {
    case placed(Placed)
    case hearing(Hearing)
    case live
    case transferring(Transferring)
    case playing(Playing)
    case joined
    case clearing(ReleaseCause)
    case released
  }

  /// The trunk was asked for a line.
  struct Placed: Sendable {
    var isUnwanted = false
  }

  /// A line is seized and nothing is decided.
  struct Hearing: Sendable {
    enum Phase: Sendable { case dialing, hearing, ringing }

    var phase = Phase.dialing
    var evidence: CallEvidence
    /// What the call is if no person comes on behind the screener that answered it.
    var screened: CallOutcome?
  }

  /// A person is up, and the agent's leg is on its way.
  struct Transferring: Sendable {
    /// The person has waited longer than he should; without this agent he is let go.
    var isOverdue = false
  }

  /// A message is on its way to the far end.
  struct Playing: Sendable {
    let message: CallMessage
    /// It waits for the moment at which a machine records.
    var isWaiting: Bool
  }

  typealias Step = (state: State, actions: [Action])

  public let request: CallRequest
  /// The last place known in the call's audio.
  public private(set) var position = SampleTime.zero
  private(set) var state = State.placed(Placed())
  /// A machine records since some moment of this call.
  private(set) var mayMessageStart = false

  public init(_ request: CallRequest) { self.request = request }

  /// The call is over; nothing comes out any more.
  public var isReleased: Bool {
    if case .released = state { true } else { false }
  }

  /// It is to end before it has a line.
  var isUnwanted: Bool {
    if case .placed(let placed) = state { placed.isUnwanted } else { false }
  }

  /// The call is up, and nothing is being done with it.
  public var isWaiting: Bool {
    if case .live = state { true } else { false }
  }

  /// A person is up: waiting, on his way to an agent, or with one.
  public var isConnected: Bool {
    switch state {
    case .live, .transferring, .playing, .joined: true
    case .placed, .hearing, .clearing, .released: false
    }
  }

  public mutating func handle(_ input: Input) -> [Action] {
    if case .leg(let event) = input {
      position = max(position, event.time)
      if case .heard(let heard) = event, heard.kind == .messageMayStart { mayMessageStart = true }
    }
    let step: Step =
      switch state {
      case .placed(let placed): afterPlaced(placed, input)
      case .hearing(let hearing): afterHearing(hearing, input)
      case .live: afterLive(input)
      case .transferring(let transferring): afterTransferring(transferring, input)
      case .playing(let playing): afterPlaying(playing, input)
      case .joined: afterJoined(input)
      case .clearing(let cause): afterClearing(cause, input)
      case .released: (.released, [])
      }
    state = step.state
    return step.actions
  }
}
