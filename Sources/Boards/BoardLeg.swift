// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls

/// Our end of a call on a board.
public struct BoardLeg: Leg {
  let trunk: BoardTrunk
  let call: CallKey
  public let line: String
  public let description: String

  public func play(_ samples: [Int16]) { trunk.post(.play(call, samples)) }

  public func playThrough(_ samples: [Int16]) async {
    await withCheckedContinuation { done in trunk.post(.playThrough(call, samples, done)) }
  }

  /// Both legs must be of one trunk, different and alive. A leg that was joined to a third is parted from it.
  public func join(_ other: any Leg) async throws {
    guard let other = other as? BoardLeg, other.trunk === trunk else {
      throw TrunkError(.cannotJoin, line: line, detail: "\(other.line) is on another trunk")
    }
    try await withCheckedThrowingContinuation { done in
      trunk.post(.join(call, other.call, done))
    }
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
