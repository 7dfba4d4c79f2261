// SPDX-License-Identifier: GPL-3.0-or-later
import CSIP
import Foundation
public import Logging
import RTP
import Synchronization

/// SIP and RTP on one address: a stack, a media thread, and the trunks that share them.
///
///     let endpoint = SIPEndpoint(SIPEndpoint.Options(), logger: logger)
///     let trunk = SIPTrunk(configuration, endpoint: endpoint)
///     try await endpoint.serve { … }
public final class SIPEndpoint: Sendable {
  public struct Options: Sendable {
    /// Numeric, and loopback unless the world is to be let in. Media are on it too, unless `mediaAddress` says otherwise.
    public var address = "127.0.0.1"
    /// For UDP and TCP; 0: any.
    public var port: UInt16 = 0
    /// PEM file with key and certificate. With it or `authorities`, TLS is on `securePort`.
    public var certificate: String?
    /// PEM file of whom to trust; nil: nobody's certificate is checked.
    public var authorities: String?
    /// Names and addresses of which a far side's certificate must have one; none: any that is trusted.
    public var peers: [String] = []
    public var securePort: UInt16 = 0
    public var mediaAddress: String?
    /// Ports for media, in pairs; nil: any.
    public var mediaPorts: ClosedRange<UInt16>?
    /// Names of far sides are looked up (SRV, A).
    public var looksUpNames = false
    /// Audio time to wall time: above 1 only against far sides that are as fast, for tests and demonstrations.
    public var speed = 1.0
    /// Milliseconds that a missing packet is waited for at least; it is more where packets come late.
    public var leastHold = 30.0

    /// Milliseconds of a second of session timers (RFC 4028), for tests.
    package var sessionSecond: UInt32 = 1000

    public init() {}

    /// What cannot be; nil: all is well. Via, Contact and SDP name these addresses, so that each must be one by which far sides
    /// reach this machine.
    public var fault: String? {
      for text in [address, mediaAddress ?? address] {
        guard let parsed = media_address(text, 1) else {
          return "'\(text)' is no numeric address, as 192.0.2.7 is one"
        }
        if parsed.isAny {
          return
            "far sides would be told to answer to \(text): give the address by which they reach this machine, as 192.0.2.7"
        }
      }
      return nil
    }
  }

  public let options: Options
  let stack: SIPStack
  let media: MediaThread
  let logger: Logger
  private let nextPort = Atomic<UInt16>(0)

  public init(
    _ options: Options, takesCalls: Bool = false, logger: Logger = Logger(label: "sip")
  ) {
    self.options = options
    self.logger = logger
    var stack = SIPStack.Options()
    stack.address = options.address
    stack.port = options.port
    stack.certificate = options.certificate
    stack.authorities = options.authorities
    stack.peers = options.peers
    stack.sessionSecond = options.sessionSecond
    stack.securePort = options.securePort
    stack.looksUpNames = options.looksUpNames
    stack.takesCalls = takesCalls
    self.stack = SIPStack(stack)
    // At more than the speed of life a stall of the machine is that much longer in the audio.
    media = MediaThread(
      speed: options.speed, leastHold: Int(8 * options.leastHold * max(1, options.speed)),
      logger: logger)
  }

  /// Starts to serve. Throws `SIPError`.
  public func start() async throws {
    try await stack.start()
    media.begin()
  }

  /// Hangs up everything and ends.
  public func stop() async {
    await stack.stop()
    media.stop()
  }

  /// The port of UDP and TCP, and TLS's, once it has started.
  public var port: UInt16 { stack.ports.plain }
  public var securePort: UInt16 { stack.ports.secure }

  /// Packets of the calls that have ended.
  public var mediaTotals: MediaTotals { media.totals }

  /// Packets' own sockets for a call.
  func openSockets() throws(SIPError) -> MediaSockets {
    let start = nextPort.wrappingAdd(2, ordering: .relaxed).oldValue
    let ports = options.mediaPorts
    let first = ports.map { $0.lowerBound &+ start % max(2, $0.upperBound &- $0.lowerBound) } ?? 0
    return try MediaSockets(
      address: options.mediaAddress ?? options.address, ports: ports, start: first)
  }
}
