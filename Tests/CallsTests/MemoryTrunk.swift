// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Detection
import Synchronization

/// A trunk whose far ends the test plays by hand.
final class MemoryTrunk: Trunk {
  let name = "memory"
  let lines = ["memory/0", "memory/1"]
  /// The legs placed, in order.
  let placed: AsyncStream<MemoryLeg>
  private let arrivals: AsyncStream<MemoryLeg>.Continuation
  private let fault: Mutex<(any Error)?>

  init(failing fault: (any Error)? = nil) {
    (placed, arrivals) = AsyncStream.makeStream(of: MemoryLeg.self)
    self.fault = Mutex(fault)
  }

  func fail(with error: (any Error)?) { fault.withLock { $0 = error } }

  func place(_ request: CallRequest, listener: Listener) async throws -> any Leg {
    if let fault = fault.withLock({ $0 }) { throw fault }
    let leg = MemoryLeg(request: request, line: lines[0], listener: listener)
    arrivals.yield(leg)
    return leg
  }
}

final class MemoryLeg: Leg {
  let request: CallRequest
  let line: String
  private let state: Mutex<State>

  private struct State {
    var listener: Listener
    var joined: (any Leg)?
    var hangUps = 0
    var playing: [Int16] = []
    var joinFault: TrunkError?
  }

  init(request: CallRequest, line: String, listener: Listener) {
    self.request = request
    self.line = line
    state = Mutex(State(listener: listener))
  }

  var description: String { "\(line) in memory" }
  var isJoined: Bool { state.withLock { $0.joined != nil } }
  /// What is to be sent.
  var playing: [Int16] { state.withLock { $0.playing } }
  var hangUps: Int { state.withLock { $0.hangUps } }

  /// Returns once it was hung up.
  func hungUp() async { while hangUps == 0 { await Task.yield() } }

  func play(_ samples: [Int16]) { state.withLock { $0.playing += samples } }
  func stopPlaying() { state.withLock { $0.playing = [] } }

  func join(_ other: any Leg) async throws {
    try state.withLock {
      if let fault = $0.joinFault { throw fault }
      $0.joined = other
    }
  }

  func hangUp() async {
    state.withLock {
      $0.hangUps += 1
      $0.listener.ended(.local)
    }
  }

  // What the far end does.

  func refuseJoin(_ error: TrunkError) { state.withLock { $0.joinFault = error } }
  func dialed() { state.withLock { $0.listener.dialed() } }
  func answered() { state.withLock { $0.listener.answered() } }
  func end(_ cause: EndCause) { state.withLock { $0.listener.ended(cause) } }

  func hear(_ samples: [Int16], frame: Int = 160) {
    state.withLock { $0.listener.hear(samples, frame: frame) }
  }

  func hearSilence(seconds: Double) { hear([Int16].silence(seconds: seconds)) }
}

extension Listener {
  mutating func hear(_ samples: [Int16], frame: Int = 160) {
    var rest = samples.span
    while !rest.isEmpty {
      consume(rest.extracting(first: frame))
      rest = rest.extracting(droppingFirst: frame)
    }
  }
}

extension CallRequest {
  static func test(
    attempt: String = "a1", country: String? = "us",
    ring: Double = 15, analysis: Double = 1, agentWait: Double = 2,
    screener: ScreenerAction = .drop
  ) -> CallRequest {
    CallRequest(
      attempt: attempt, number: "5550100", country: country,
      profile: CallProfile(
        ringSeconds: ring, analysisSeconds: analysis, agentWaitSeconds: agentWait,
        screener: screener))
  }
}

extension TonePlan {
  /// The tone of a country as samples.
  static func samples(_ kind: Kind, of country: String, seconds: Double) -> [Int16]? {
    guard let tone = TonePlan.of(country)?[kind] else { return nil }
    var synthesizer = ToneSynthesizer(tone)
    return synthesizer.render(Int(seconds * Double(SampleTime.rate)))
  }
}
