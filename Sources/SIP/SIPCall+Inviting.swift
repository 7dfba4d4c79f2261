// SPDX-License-Identifier: GPL-3.0-or-later
import CSIP
import Calls
import Foundation
import Synchronization

/// A call's INVITE, and a second one where the far side wants a longer session interval.
extension SIPCall {
  /// What an INVITE is made of.
  struct Invitation: Sendable {
    var uri: String
    var near: AudioDescription
    var from: String
    var headers: String
    /// Min-SE, which a far side has asked for with 422 (RFC 4028, 7.3); nil: none has.
    var leastInterval: UInt32?
  }

  /// Sends INVITE. Throws where nothing went out.
  func invite(_ invitation: Invitation) async throws {
    let id = begin(invitation)
    let error: Int32 = await withCheckedContinuation { done in
      stack.post { handle in
        done.resume(returning: handle.map { self.send(invitation, id, $0) } ?? ESHUTDOWN)
      }
    }
    guard error == 0 else {
      stack.forget(id)
      throw TrunkError(
        error == ESHUTDOWN ? .stopped : .lineFailed, line: trunk.lines[line],
        detail: error == EDESTADDRREQ || error == EINVAL
          ? "the far side's name is not looked up; give its address, or 'names: true'"
          : String(cString: strerror(error)))
    }
  }

  /// The INVITE that a 422 asks for; nil: it is none, or the second.
  func another(behind event: SIPEvent) -> Invitation? {
    guard event.status == 422, event.leastInterval > 0,
      var invitation = state.withLock({ $0.isOver ? nil : $0.invitation }),
      invitation.leastInterval == nil
    else { return nil }
    invitation.leastInterval = UInt32(min(event.leastInterval, 86_400))
    return invitation
  }

  /// Sends it; where it cannot go out, the call has ended with `event`.
  func invite(again invitation: Invitation, behind event: SIPEvent, _ key: MediaKey) {
    let id = begin(invitation)
    stack.now { [stack] handle in
      guard let handle, self.send(invitation, id, handle) == 0 else {
        stack.forget(id)
        return self.ended(event, key)
      }
    }
  }

  private func begin(_ invitation: Invitation) -> UInt64 {
    let id = stack.register { self.take($0) }
    state.withLock { state in
      state.id = id
      state.invitation = invitation
    }
    return id
  }

  /// On the stack's thread; 0 or an errno.
  private func send(_ invitation: Invitation, _ id: UInt64, _ handle: OpaquePointer) -> Int32 {
    let configuration = trunk.configuration
    let strings = CStrings()
    var raw = invitation.near.raw
    var options = sip_call_options()
    options.uri = strings.pointer(invitation.uri)
    options.from_uri = strings.pointer(invitation.from)
    options.contact = strings.pointer(SIPURI.safe(configuration.username ?? "earshot"))
    options.route = strings.pointer(configuration.route)
    options.username = strings.pointer(configuration.username)
    options.password = strings.pointer(configuration.password)
    options.headers = strings.pointer(invitation.headers)
    options.interval = max(configuration.sessionInterval, invitation.leastInterval ?? 0)
    options.least_interval = invitation.leastInterval ?? 0
    return withUnsafePointer(to: &raw) { pointer in
      options.near = pointer
      return sip_call(handle, id, &options)
    }
  }
}
