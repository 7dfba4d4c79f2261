// SPDX-License-Identifier: GPL-3.0-or-later
import CSIP
public import Calls
import Foundation
import Logging
import RTP
import Synchronization

/// A SIP trunk: calls go out as INVITE, and are heard from their first packet on.
///
/// A call's listener hears silence by the clock until packets come, so that its sample 0 is the moment of the INVITE. The
/// line's `dialed` is the first provisional response, its answer the 200.
public final class SIPTrunk: Trunk {
  public let name: String
  public let lines: [String]
  let configuration: SIPTrunkConfiguration
  let endpoint: SIPEndpoint
  let logger: Logger
  private let gate: Mutex<TrunkGate>
  private let registration = Mutex<UInt64?>(nil)
  private let start = ContinuousClock.now

  /// Throws where the configuration makes no sense.
  public init(_ configuration: SIPTrunkConfiguration, endpoint: SIPEndpoint) throws(SIPError) {
    if let fault = configuration.fault {
      throw SIPError(fault: "trunk \(configuration.name): \(fault)")
    }
    name = configuration.name
    self.configuration = configuration
    self.endpoint = endpoint
    logger = endpoint.logger
    lines = (1...configuration.calls).map { "\(configuration.name)/\($0)" }
    gate = Mutex(TrunkGate(calls: configuration.calls, rate: configuration.callsPerSecond))
  }

  private var now: Duration { ContinuousClock.now - start }

  public func place(_ request: CallRequest, listener: Listener) async throws -> any Leg {
    guard let uri = configuration.uri(of: request.number) else {
      throw TrunkError(.badNumber, detail: "wanted 1 to 64 digits, * or #, or a SIP URI")
    }
    let line: Int
    switch gate.withLock({ $0.take(at: now) }) {
    case .success(let index): line = index
    case .failure(let error): throw error
    }
    do {
      return try await place(request, listener, uri: uri, line: line)
    } catch {
      gate.withLock { $0.release(line) }
      throw error
    }
  }

  private func place(
    _ request: CallRequest, _ listener: Listener, uri: String, line: Int
  ) async throws -> SIPLeg {
    let name = lines[line]
    let sockets: MediaSockets
    do throws(SIPError) {
      sockets = try endpoint.openSockets()
    } catch {
      throw TrunkError(.lineFailed, line: name, detail: error.description)
    }
    let secret = configuration.isSecure ? MediaCrypto.makeSecret() : nil
    let call = SIPCall(trunk: self, line: line)
    let opening = MediaOpening(
      sockets: sockets, offered: AudioDescription.offer(configuration.audio), listener: listener,
      party: nil, secret: secret, timeout: configuration.mediaTimeout,
      failed: { [weak call] _ in call?.hangUp(cause: 41) })
    let key = try await endpoint.media.open(opening)
    call.begin(media: key)
    let near = AudioDescription(
      address: endpoint.options.mediaAddress ?? endpoint.options.address, port: sockets.port,
      types: opening.offered, secret: secret)
    let identity = configuration.identity(request.callerID)
    do {
      try await call.invite(
        SIPCall.Invitation(
          uri: uri, near: near, from: identity.from, headers: identity.headers))
    } catch {
      endpoint.media.post(.drop(key))
      throw error
    }
    let formats = configuration.audio.map(\.name).joined(separator: ", ")
    return SIPLeg(
      call: call, key: key, media: endpoint.media, line: name,
      description: "\(name): SIP over \(configuration.transport.rawValue), port "
        + "\(sockets.port) \(secret == nil ? "RTP" : "SRTP") \(formats) → order by sequence, concealment → "
        + "16 bits, 8 kHz → listener for \(request.country ?? "any country")")
  }

  func release(_ line: Int) { gate.withLock { $0.release(line) } }

  /// The far side wants no calls for a while.
  func holdBack(_ seconds: Int) {
    logger.notice("\(name): the far side wants no calls for \(seconds) s")
    gate.withLock { $0.close(for: seconds, at: now) }
  }

  // MARK: Registration and heartbeat

  /// Registers and beats, if it is to, until its task is cancelled.
  public func serve() async {
    if configuration.registers { register() }
    guard configuration.heartbeat > 0 else {
      while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
      return unregister()
    }
    while !Task.isCancelled {
      beat()
      try? await Task.sleep(for: .seconds(configuration.heartbeat))
    }
    unregister()
  }

  /// Whether the far side has us registered; nil: it has not said.
  public var isRegistered: Bool? { registrationState.withLock { $0 } }
  private let registrationState = Mutex<Bool?>(nil)

  private func register() {
    let (logger, name) = (logger, name)
    let id = endpoint.stack.register { [weak self] event in
      guard event.kind == SIP_REGISTERED, event.status >= 200 || event.error != 0 else { return }
      let isIn = (200...299).contains(event.status)
      let before = self?.registrationState.withLock { state in
        defer { state = isIn }
        return state
      }
      guard before != isIn else { return }
      if isIn {
        logger.info("\(name): registered")
      } else {
        logger.warning(
          "\(name): not registered: \(event.error == 0 ? "\(event.status) \(event.text)" : event.errorText)"
        )
      }
    }
    registration.withLock { $0 = id }
    let configuration = configuration
    endpoint.stack.post { handle in
      guard let handle else { return }
      let strings = CStrings()
      var account = sip_account()
      let host = configuration.domain ?? configuration.host
      let user = SIPURI.safe(configuration.username ?? "")
      account.registrar = strings.pointer(configuration.hostURI)
      account.uri = strings.pointer("sip:\(user)@\(host)")
      account.contact = strings.pointer(user)
      account.route = strings.pointer(configuration.route)
      account.username = strings.pointer(configuration.username)
      account.password = strings.pointer(configuration.password)
      account.expires = configuration.expires
      let error = sip_register(handle, id, &account)
      if error != 0 {
        logger.warning("\(name): cannot register: \(String(cString: strerror(error)))")
      }
    }
  }

  private func unregister() {
    guard let id = registration.withLock({ $0 }) else { return }
    endpoint.stack.post { handle in if let handle { sip_unregister(handle, id) } }
  }

  private func beat() {
    let id = endpoint.stack.register { [weak self] event in
      // Whatever it answers, it is there. No answer is known by the next beat, long before the transaction's 32 s are over.
      if event.error != ETIMEDOUT { self?.note { $0.beat(answered: event.error == 0) } }
    }
    note { $0.beat() }
    let uri = configuration.hostURI
    let stack = endpoint.stack
    stack.post { handle in
      guard let handle, sip_ping(handle, id, uri) == 0 else { return stack.forget(id) }
    }
  }

  /// Changes what is known of the far side, and says so where that makes it down or up.
  private func note(_ beat: (inout TrunkGate) -> Void) {
    let (before, isDown) = gate.withLock { gate in
      let before = gate.isDown
      beat(&gate)
      return (before, gate.isDown)
    }
    if before != isDown {
      logger.warning("\(name): the far side \(isDown ? "does not answer" : "answers again")")
    }
  }
}
