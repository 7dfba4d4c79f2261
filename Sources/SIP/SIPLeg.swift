// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls

/// Our end of a call on a SIP trunk.
public struct SIPLeg: BridgeableLeg {
  let call: SIPCall
  let key: MediaKey
  let media: MediaThread
  public let line: String
  public let description: String

  public func play(_ samples: [Int16]) { media.post(.play(key, samples)) }

  public func playThrough(_ samples: [Int16]) async {
    await withCheckedContinuation { media.post(.playThrough(key, samples, $0)) }
  }

  public func stopPlaying() { media.post(.stopPlaying(key)) }

  /// Sends digits as events (RFC 4733), where the far side takes them.
  public func send(digits: String) { media.post(.digits(key, digits)) }

  /// Both legs must be alive and different. Packets of a leg of this endpoint are passed on as they come, between Opus and
  /// G.711 coded anew; a leg of another trunk is joined by a bridge, up to 80 ms later.
  public func join(_ other: any Leg) async throws {
    guard let other = other as? SIPLeg, other.media === media else {
      return try await bridge(to: other)
    }
    try await withCheckedThrowingContinuation { media.post(.join(key, other.key, $0)) }
  }

  package func connect(_ end: BridgeEnd) async throws {
    try await withCheckedThrowingContinuation { media.post(.connect(key, end, $0)) }
  }

  /// Hands the call over to a SIP URI: the far side calls that, and this leg ends when it has.
  public func refer(to uri: String) async throws { try await call.refer(to: uri) }

  public func hangUp() async {
    call.hangUp()
    _ = await withCheckedContinuation { media.post(.end(key, .local, $0)) }
  }
}
