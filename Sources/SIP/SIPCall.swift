// SPDX-License-Identifier: GPL-3.0-or-later
import CSIP
import Calls
import Foundation
import Logging
import RTP
import Synchronization

/// One call of a trunk between its signalling and its media: what the stack tells becomes what the listener is told.
final class SIPCall: Sendable {
  let trunk: SIPTrunk
  let line: Int
  let state = Mutex(State())

  struct State: Sendable {
    var id: UInt64?
    var media: MediaKey?
    var isDialed = false
    var isAnswered = false
    var isOver = false
    /// Whether the line may be used again.
    var isReleased = false
    var invitation: Invitation?
    /// What each branch of a forked call has said of its audio.
    var branches: [String: AudioDescription] = [:]
  }

  /// Errors with which nobody can have been reached.
  private static let unreached = [
    ECONNREFUSED, ENETUNREACH, EHOSTUNREACH, EDESTADDRREQ, ENOENT, EPROTONOSUPPORT,
  ]

  /// Branches of a forked call that are kept apart.
  static let mostBranches = 16

  init(trunk: SIPTrunk, line: Int) {
    self.trunk = trunk
    self.line = line
  }

  var stack: SIPStack { trunk.endpoint.stack }
  var media: MediaThread { trunk.endpoint.media }

  func begin(media key: MediaKey) { state.withLock { $0.media = key } }

  // MARK: What the stack tells

  func take(_ event: SIPEvent) {
    guard let key = state.withLock({ $0.media }) else { return }
    switch event.kind {
    case SIP_PROGRESS: progressed(event, key)
    case SIP_CHANGED: if let far = event.far { media.post(.agree(key, far)) }
    case SIP_ANSWERED: answered(event, key)
    case SIP_DIGIT:
      media.post(.note(key, CallEventNote(kind: .digit, name: event.text, text: "SIP INFO")))
    case SIP_TRANSFER: transferred(event, key)
    case SIP_ENDED:
      if let invitation = another(behind: event) {
        invite(again: invitation, behind: event, key)
      } else {
        ended(event, key)
      }
    default: break
    }
  }

  private func note(_ name: String, _ text: String, _ key: MediaKey) {
    media.post(
      .note(
        key, CallEventNote(kind: .signalling, name: name, text: text.isEmpty ? nil : text)))
  }

  /// How the far side fares with whom it was handed over to; once it is there, this end leaves (RFC 5589, 6.1).
  private func transferred(_ event: SIPEvent, _ key: MediaKey) {
    note("REFER", "\(event.status)", key)
    guard (200...299).contains(event.status) else { return }
    hangUp()
    media.post(.end(key, .local, nil))
  }

  private func progressed(_ event: SIPEvent, _ key: MediaKey) {
    let isFirst = state.withLock { state in
      defer { state.isDialed = true }
      if let far = event.far, state.branches.count < SIPCall.mostBranches {
        state.branches[event.branch] = far
      }
      return !state.isDialed
    }
    if isFirst { media.post(.dialed(key)) }
    // The newest early media are the ones to be heard.
    if let far = event.far { media.post(.agree(key, far)) }
    if event.status > 100 { note("\(event.status)", words(event), key) }
  }

  private func words(_ event: SIPEvent) -> String {
    let cause = event.cause.map { " (Q.850 cause \($0))" } ?? ""
    return event.text + cause
  }

  private func answered(_ event: SIPEvent, _ key: MediaKey) {
    let (isFirst, far) = state.withLock { state in
      defer {
        state.isDialed = true
        state.isAnswered = true
      }
      // A 200 without a description: its branch described itself before, reliably.
      return (!state.isAnswered, state.branches.count > 1 ? state.branches[event.branch] : nil)
    }
    guard isFirst else { return }
    if let far { media.post(.agree(key, far)) }
    media.post(.answered(key))
  }

  func ended(_ event: SIPEvent, _ key: MediaKey) {
    let (isFirst, isAnswered, isDialed) = state.withLock { state in
      defer { state.isOver = true }
      return (!state.isOver, state.isAnswered, state.isDialed)
    }
    releaseLine()
    guard isFirst else { return }
    if event.retryAfter > 0, event.status == 503 { trunk.holdBack(event.retryAfter) }
    let name = trunk.lines[line]
    let cause: EndCause
    if isAnswered, event.error == 0 {
      note("BYE", event.cause.map { "Q.850 cause \($0)" } ?? event.text, key)
      cause = .remote
    } else if event.status >= 300 {
      note("\(event.status)", words(event), key)
      cause = .refused(Clearing(status: event.status, phrase: event.text, cause: event.cause))
    } else {
      let silent = event.error == ETIMEDOUT ? "the far side does not answer" : event.errorText
      let what = event.text.isEmpty ? silent : event.text
      cause = .failed(
        TrunkError(
          .lineFailed, line: name, detail: what,
          couldHaveDialed: isDialed || !SIPCall.unreached.contains(event.error)))
    }
    let (logger, attempt) = (trunk.logger, name)
    Task { [media] in
      let summary = await withCheckedContinuation { media.post(.end(key, cause, $0)) }
      if let summary { logger.debug("\(attempt): media: \(summary)") }
    }
  }

  private func releaseLine() {
    let isFirst = state.withLock { state in
      defer { state.isReleased = true }
      return !state.isReleased
    }
    if isFirst { trunk.release(line) }
  }

  // MARK: What is asked for

  /// Ends the call's signalling. Nothing happens if it is over.
  func hangUp(cause: Int = 16) {
    let id = state.withLock { state -> UInt64? in
      defer { state.isOver = true }
      return state.isOver ? nil : state.id
    }
    guard let id else { return }
    stack.post { [stack, self] handle in
      if let handle { sip_hang_up(handle, id, Int32(cause)) }
      stack.forget(id)
      self.releaseLine()
    }
  }

  /// Hands the call over to `uri` (REFER). Throws where it cannot be asked.
  func refer(to uri: String) async throws {
    guard SIPURI.isURI(uri) else {
      throw TrunkError(.badNumber, detail: "a call is handed over to a SIP URI")
    }
    guard let id = state.withLock({ $0.isOver ? nil : $0.id }) else {
      throw TrunkError(.cannotJoin, detail: "the call is over")
    }
    let error: Int32 = await withCheckedContinuation { done in
      stack.post { handle in
        done.resume(returning: handle.map { sip_refer($0, id, uri) } ?? ESHUTDOWN)
      }
    }
    guard error == 0 else {
      throw TrunkError(.cannotJoin, detail: String(cString: strerror(error)))
    }
  }
}
