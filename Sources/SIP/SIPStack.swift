// SPDX-License-Identifier: GPL-3.0-or-later
import CSIP
import Foundation
import Synchronization

/// The SIP stack on a thread of its own; everything that is asked of it is done there.
///
/// `@unchecked Sendable`: the C handle is used on the stack's thread only, but for `sip_wake`, which may be called from any.
final class SIPStack: @unchecked Sendable {
  /// What the stack binds and whom it answers.
  struct Options: Sendable {
    var address = "127.0.0.1"
    var port: UInt16 = 0
    var certificate: String?
    var authorities: String?
    var peers: [String] = []
    /// Milliseconds of a second of session timers.
    var sessionSecond: UInt32 = 1000
    var securePort: UInt16 = 0
    var looksUpNames = false
    var takesCalls = false
    var software = "Earshot"
  }

  typealias Handler = @Sendable (SIPEvent) -> Void
  /// A job on the stack's thread. The handle is nil where the stack no longer serves.
  typealias Job = @Sendable (OpaquePointer?) -> Void

  private let handle: OpaquePointer?
  private let options: Options
  private let state = Mutex(State())
  private let thread = Atomic<UInt>(0)

  private struct State: ~Copyable {
    var jobs: [Job] = []
    var handlers: [UInt64: Handler] = [:]
    var strangers: Handler?
    var nextID: UInt64 = 1
    var hasEnded = false
    var ready: CheckedContinuation<Void, any Error>?
    var ports: (plain: UInt16, secure: UInt16) = (0, 0)
    var error: Int32 = 0
  }

  init(_ options: Options) {
    self.options = options
    handle = sip_make(
      { owner, event in
        guard let owner, let event else { return }
        Unmanaged<SIPStack>.fromOpaque(owner).takeUnretainedValue().take(SIPEvent(event.pointee))
      }, nil)
  }

  deinit { sip_free(handle) }

  /// UDP's and TCP's port, and TLS's, once it serves.
  var ports: (plain: UInt16, secure: UInt16) { state.withLock { $0.ports } }

  /// Who takes the calls of others: events of kind SIP_INCOMING.
  func onIncoming(_ handler: @escaping Handler) { state.withLock { $0.strangers = handler } }

  /// An id for a call or a registration, and who is told of it.
  func register(_ handler: @escaping Handler) -> UInt64 {
    state.withLock { state in
      defer { state.nextID += 1 }
      state.handlers[state.nextID] = handler
      return state.nextID
    }
  }

  /// Has another handler for a call that came in.
  func handle(_ id: UInt64, _ handler: @escaping Handler) {
    state.withLock { $0.handlers[id] = handler }
  }

  func forget(_ id: UInt64) { state.withLock { $0.handlers[id] = nil } }

  /// Runs `job` on the stack's thread, behind those that wait.
  func post(_ job: @escaping Job) {
    let isTaken = state.withLock { state in
      if !state.hasEnded { state.jobs.append(job) }
      return !state.hasEnded
    }
    if isTaken { _ = sip_wake(handle) } else { job(nil) }
  }

  /// Runs `job` at once where this is the stack's thread, and otherwise like `post`.
  func now(_ job: @escaping Job) {
    guard UInt(pthread_self()) == thread.load(ordering: .relaxed) else { return post(job) }
    job(state.withLock { $0.hasEnded } ? nil : handle)
  }

  /// Starts the thread; returns once the stack serves. Throws `SIPError` where it cannot.
  func start() async throws {
    try await withCheckedThrowingContinuation { (ready: CheckedContinuation<Void, any Error>) in
      state.withLock { $0.ready = ready }
      let thread = Thread { self.run() }
      thread.name = "sip"
      thread.stackSize = 1 << 20
      thread.start()
    }
  }

  /// Hangs up all calls and ends the thread; returns once it has ended, at the latest some 4 s later.
  func stop() async {
    post { handle in if let handle { sip_stop(handle) } }
    while !state.withLock({ $0.hasEnded }) { try? await Task.sleep(for: .milliseconds(5)) }
  }

  private func run() {
    thread.store(UInt(pthread_self()), ordering: .relaxed)
    var raw = sip_options()
    raw.port = options.port
    raw.secure_port = options.securePort
    raw.looks_up_names = options.looksUpNames
    raw.takes_calls = options.takesCalls
    // A call setup of its own takes some 5 messages; 50 a second and as many strangers are answered.
    raw.strangers_per_second = options.takesCalls ? 2000 : 200
    let strings = CStrings()
    raw.address = strings.pointer(options.address)
    raw.certificate = strings.pointer(options.certificate)
    raw.authorities = strings.pointer(options.authorities)
    if !options.peers.isEmpty {
      raw.peers = strings.pointer(options.peers.joined(separator: ","))
    }
    raw.session_second = options.sessionSecond
    raw.software = strings.pointer(options.software)
    sip_set_owner(handle, Unmanaged.passUnretained(self).toOpaque())
    let error = sip_run(handle, &raw)
    let (left, ready) = state.withLock { state in
      state.hasEnded = true
      defer {
        state.jobs = []
        state.ready = nil
      }
      return (state.jobs, state.ready)
    }
    for job in left { job(nil) }
    ready?.resume(throwing: SIPError(cannotStart: error, on: "\(options.address):\(options.port)"))
  }

  private func take(_ event: SIPEvent) {
    switch event.kind {
    case SIP_READY:
      let ready = state.withLock { state in
        state.ports = (event.port, event.securePort)
        defer { state.ready = nil }
        return state.ready
      }
      ready?.resume()
      work()
    case SIP_WOKEN: work()
    case SIP_STOPPED: break
    case SIP_INCOMING: state.withLock { $0.strangers }?(event)
    default:
      let handler = state.withLock { state in
        if event.kind == SIP_ENDED || event.kind == SIP_PONG {
          return state.handlers.removeValue(forKey: event.id)
        }
        return state.handlers[event.id]
      }
      handler?(event)
    }
  }

  private func work() {
    let jobs = state.withLock { state in
      defer { state.jobs = [] }
      return state.jobs
    }
    for job in jobs { job(handle) }
  }
}

/// Strings for C, for as long as this lives.
final class CStrings {
  private var copies: [UnsafeMutablePointer<CChar>] = []

  func pointer(_ text: String?) -> UnsafePointer<CChar>? {
    guard let text, let copy = strdup(text) else { return nil }
    copies.append(copy)
    return UnsafePointer(copy)
  }

  deinit { for copy in copies { free(copy) } }
}

/// Why SIP cannot be had: the fault and what to do about it.
public struct SIPError: Error, Sendable, Hashable, CustomStringConvertible {
  public var fault: String

  public init(fault: String) { self.fault = fault }

  init(cannotStart error: Int32, on address: String) {
    let what =
      switch error {
      case EADDRINUSE: "is in use; choose another port, or 0 for any"
      case EADDRNOTAVAIL: "is no address of this machine"
      case EACCES: "may not be bound; ports below 1024 are root's"
      case EINVAL: "is no numeric address, as in 127.0.0.1:5060"
      default: "cannot be used: \(String(cString: strerror(error)))"
      }
    fault = "SIP on \(address): the address \(what)"
  }

  public var description: String { fault }
}
