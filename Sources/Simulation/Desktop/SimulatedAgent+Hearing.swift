// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact

/// What the desk says, and what he makes of it.
extension SimulatedAgent {
  mutating func hear(_ event: DesktopEvent, now: Date) -> [Output] {
    let handle = event.userData?.integer(DesktopKey.recordHandle)
    switch event.name {
    case DesktopEvent.Name.agentLogin:
      isLoggedIn = true
      // What is in hand is given back before the answer to this comes.
      return unacknowledged == nil ? ready() : sayAgain()
    case DesktopEvent.Name.agentReady:
      // Nothing is in hand, then.
      drop()
      return []
    case DesktopEvent.Name.agentNotReady: return wait(manner.retrySeconds, for: .ready)
    case DesktopEvent.Name.ringing: return takeUp(handle, event, isCallUp: false, now: now)
    case DesktopEvent.Name.established: return takeUp(handle, event, isCallUp: true, now: now)
    case DesktopEvent.Name.released: return released(handle, now: now)
    case DesktopEvent.Name.abandoned:
      if work?.handle == handle { drop() }
      return []
    case DesktopEvent.Name.callControlError: return refused(event)
    case DesktopEvent.Name.error: return refusedTransaction(event, now: now)
    default:
      guard event.name.hasSuffix("Acknowledge"), event.referenceID == unacknowledged?.referenceID
      else { return [] }
      return acknowledged()
    }
  }

  private mutating func drop() {
    work = nil
    unacknowledged = nil
    waiting = nil
  }

  private mutating func takeUp(
    _ handle: Int?, _ event: DesktopEvent, isCallUp: Bool, now: Date
  ) -> [Output] {
    guard let handle else { return [] }
    if work?.handle != handle {
      drop()
      work = Work(
        handle: handle, timeZone: event.userData?.string(DesktopKey.timeZoneName),
        stage: .ringing, isCallUp: false)
    }
    guard isCallUp else { return [] }
    work?.isCallUp = true
    switch work?.stage {
    case .ringing:
      work?.stage = .talking
      return wait(Double.random(in: manner.talkSeconds, using: &dice), for: .talk)
    // He is back, and had asked for its release before.
    case .releasing: return ask(.releaseCall)
    default: return []
    }
  }

  private mutating func released(_ handle: Int?, now: Date) -> [Output] {
    guard let work, work.handle == handle else { return [] }
    self.work?.isCallUp = false
    switch work.stage {
    // His telephone was not answered; somebody else gets the call.
    case .ringing:
      drop()
      return []
    // The customer hung up.
    case .talking: return update(now: now)
    case .releasing: return wrapUp()
    case .updating, .wrapUp, .processing: return []
    }
  }

  private mutating func acknowledged() -> [Output] {
    unacknowledged = nil
    guard let work else { return [] }
    if work.stage == .processing {
      processed += 1
      drop()
      return ready()
    }
    guard work.isCallUp else { return wrapUp() }
    self.work?.stage = .releasing
    return ask(.releaseCall)
  }

  /// EventError: something of call control was refused.
  private mutating func refused(_ event: DesktopEvent) -> [Output] {
    let code = event.attributes.integer(DesktopKey.errorCode)
    switch event.referenceID.flatMap({ asked.removeValue(forKey: $0) }) {
    case .agentLogin where code == DesktopError.unauthorized.rawValue:
      isRefused = true
      return []
    // A record waits for him; it has been given back to him, or is about to be.
    case .agentReady where work == nil: return wait(manner.retrySeconds, for: .ready)
    // There is no call any more.
    case .releaseCall where work?.stage == .releasing:
      work?.isCallUp = false
      return wrapUp()
    default: return []
    }
  }

  private mutating func refusedTransaction(_ event: DesktopEvent, now: Date) -> [Output] {
    guard let request = unacknowledged, event.referenceID == request.referenceID else { return [] }
    let number = event.attributes.integer(DesktopKey.errorNumber) ?? 0
    switch DesktopError(rawValue: number) {
    // It was processed, and only the acknowledgement was lost; or somebody else has finished it.
    case .unknownRecord, .notYourRecord:
      if request.kind == .recordProcessed { processed += 1 }
      drop()
      return ready()
    case .invalidValue where request.kind == .recordReschedule:
      return transact(.updateCallCompletionStats, completion)
    default: return wait(manner.retrySeconds, for: .sayAgain)
    }
  }
}
