// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls

/// Our end of a call on a board.
public struct BoardLeg: BridgeableLeg {
  let trunk: BoardTrunk
  let call: CallKey
  public let line: String
  public let description: String

  public func play(_ samples: [Int16]) { trunk.post(.play(call, samples)) }

  public func playThrough(_ samples: [Int16]) async {
    await withCheckedContinuation { done in trunk.post(.playThrough(call, samples, done)) }
  }

  public func stopPlaying() { trunk.post(.stopPlaying(call)) }

  /// Both legs must be alive and different. Those of one board hear each other's present block; a leg of another trunk is
  /// joined by a bridge, up to 80 ms later. A leg that was joined to a third is parted from it, and what was being played
  /// gives way.
  public func join(_ other: any Leg) async throws {
    guard let other = other as? BoardLeg, other.trunk === trunk else {
      return try await bridge(to: other)
    }
    try await withCheckedThrowingContinuation { done in
      trunk.post(.join(call, other.call, done))
    }
  }

  package func connect(_ end: BridgeEnd) async throws {
    try await withCheckedThrowingContinuation { done in trunk.post(.connect(call, end, done)) }
  }

  public func hangUp() async {
    await withCheckedContinuation { done in trunk.post(.hangUp(call, done)) }
  }
}

/// A call on a line: the line's next call has another key, so that a leg that outlives its call does nothing.
struct CallKey: Sendable, Hashable {
  /// Index into the trunk's lines.
  var line: Int
  var serial: Int
}
