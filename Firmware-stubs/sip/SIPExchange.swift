// SPDX-License-Identifier: GPL-3.0-or-later
public import Logging
import RTP
public import SIP
public import Simulation
import Synchronization

/// Telephones behind a SIP trunk: takes each call and connects the far end that the script has at its number.
///
/// A far end that is heard before it answers is connected by 183 with early media; one that answers at once by 200. A number
/// that nobody has is refused with 404.
public final class SIPExchange: Sendable {
  private let endpoint: SIPEndpoint
  private let script: FarEndScript
  private let log: CallLog?
  private let counts = Mutex(Counts())

  /// Calls that have come, and those that are up.
  public struct Counts: Sendable {
    public var arrivals = 0
    public var up = 0
  }

  /// - Parameters:
  ///   - options: where it listens, and its speed.
  ///   - log: path of a file that gets a line for each call that arrives: time and number.
  public init(
    _ options: SIPEndpoint.Options, script: FarEndScript, log: String? = nil,
    logger: Logger = Logger(label: "exchange")
  ) throws {
    endpoint = SIPEndpoint(options, takesCalls: true, logger: logger)
    self.script = script
    self.log = try log.map { try CallLog(path: $0) }
  }

  public var port: UInt16 { endpoint.port }
  public var arrivals: Counts { counts.withLock { $0 } }

  public func start() async throws {
    try await endpoint.start()
    endpoint.onCall { [weak self] in self?.take($0) }
  }

  public func stop() async { await endpoint.stop() }

  private func take(_ call: IncomingCall) {
    let number = call.target
    log?.note(number)
    counts.withLock { $0.arrivals += 1 }
    guard let entry = script[number] else {
      return call.refuse(status: 404, phrase: "Not Found", cause: 1)
    }
    counts.withLock { $0.up += 1 }
    call.onEnd { [weak self] in self?.counts.withLock { $0.up -= 1 } }
    let behavior = entry.behavior
    let isAnsweredAtOnce = behavior.answers && behavior.rings == nil && behavior.early == nil
    let party = FarEndParty(behavior, call: call, isAnswered: isAnsweredAtOnce)
    call.take(
      party, status: isAnsweredAtOnce ? 200 : 183,
      phrase: isAnsweredAtOnce ? "OK" : "Session Progress")
  }
}
