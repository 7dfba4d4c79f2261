// SPDX-License-Identifier: GPL-3.0-or-later
import CSIP
import Calls
import Foundation
public import RTP
import Synchronization

/// A call that somebody places to this endpoint: what stands at the far end of a test rig answers it.
///
/// It must be taken or refused before the handler that was given it returns.
public final class IncomingCall: Sendable {
  /// User part of the URI that was called.
  public let target: String
  /// User part of From.
  public let caller: String
  private let endpoint: SIPEndpoint
  private let id: UInt64
  private let state = Mutex(State())

  private struct State: Sendable {
    var near: AudioDescription?
    var media: MediaKey?
    /// Known before the media were open.
    var far: AudioDescription?
    var isOver = false
    var ended: (@Sendable () -> Void)?
  }

  init(_ event: SIPEvent, endpoint: SIPEndpoint) {
    target = event.target
    caller = event.caller
    self.endpoint = endpoint
    id = event.id
    endpoint.stack.handle(id) { self.take($0) }
  }

  private var stack: SIPStack { endpoint.stack }
  private var media: MediaThread { endpoint.media }

  /// Called once the call is over, whoever ended it.
  public func onEnd(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.ended = body } }

  /// Opens the call's media with `party` at their end, and describes them in a first response: 183, or 200 to answer at once.
  public func take(
    _ party: any MediaParty, status: Int, phrase: String,
    offers: [PayloadFormat] = [.pcmu, .pcma, .opus]
  ) {
    let sockets: MediaSockets
    do throws(SIPError) {
      sockets = try endpoint.openSockets()
    } catch {
      return refuse(status: 503, phrase: "Service Unavailable")
    }
    let near = AudioDescription(
      address: endpoint.options.mediaAddress ?? endpoint.options.address, port: sockets.port,
      types: AudioDescription.offer(offers))
    state.withLock { $0.near = near }
    let opening = MediaOpening(
      sockets: sockets, offered: near.types, listener: nil, party: party, secret: nil,
      // A caller that is gone without a BYE is let go.
      timeout: 30, failed: { [weak self] _ in self?.hangUp(cause: 41) })
    Task {
      guard let key = try? await media.open(opening) else { return hangUp() }
      let (far, isOver) = state.withLock { state in
        state.media = key
        return (state.far, state.isOver)
      }
      if let far { media.post(.agree(key, far)) }
      if isOver { media.post(.end(key, .local, nil)) }
    }
    respond(status, phrase, near)
  }

  /// Answers a call that was taken.
  public func answer() {
    guard let near = state.withLock({ $0.near }) else { return }
    respond(200, "OK", near)
  }

  /// Sends digits as events (RFC 4733), once the media are open.
  public func send(digits: String) {
    if let key = state.withLock({ $0.media }) { media.post(.digits(key, digits)) }
  }

  /// A response before the answer, without a description.
  public func progress(status: Int, phrase: String) { respond(status, phrase, nil) }

  private func respond(_ status: Int, _ phrase: String, _ near: AudioDescription?) {
    let id = id
    stack.now { handle in
      guard let handle else { return }
      guard let near else { return _ = sip_progress(handle, id, Int32(status), phrase, nil) }
      var raw = near.raw
      if status < 200 {
        _ = sip_progress(handle, id, Int32(status), phrase, &raw)
      } else {
        _ = sip_answer(handle, id, &raw)
      }
    }
  }

  public func refuse(status: Int, phrase: String, cause: Int? = nil) {
    let id = id
    let reason = cause.map { "Reason: Q.850;cause=\($0)\r\n" } ?? ""
    stack.now { handle in
      if let handle { _ = sip_refuse(handle, id, Int32(status), phrase, reason) }
    }
    over()
  }

  /// Ends a call that is up.
  public func hangUp(cause: Int = 16) {
    let id = id
    stack.now { handle in if let handle { sip_hang_up(handle, id, Int32(cause)) } }
    over()
  }

  private func take(_ event: SIPEvent) {
    switch event.kind {
    case SIP_CHANGED:
      guard let far = event.far else { return }
      let key = state.withLock { state in
        state.far = far
        return state.media
      }
      if let key { media.post(.agree(key, far)) }
    case SIP_ANSWERED: if let key = state.withLock({ $0.media }) { media.post(.answered(key)) }
    case SIP_ENDED: over()
    default: break
    }
  }

  private func over() {
    stack.forget(id)
    let (key, ended) = state.withLock { state in
      let ended = state.isOver ? nil : state.ended
      state.isOver = true
      return (state.media, ended)
    }
    if let key { media.post(.end(key, .local, nil)) }
    ended?()
  }
}

extension SIPEndpoint {
  /// Has `handler` take the calls of others, on the stack's thread. The endpoint must be one that takes calls.
  public func onCall(_ handler: @escaping @Sendable (IncomingCall) -> Void) {
    stack.onIncoming { [weak self] event in
      guard let self else { return }
      handler(IncomingCall(event, endpoint: self))
    }
  }
}
