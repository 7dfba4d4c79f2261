// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import NIOCore
import NIOPosix

/// The side that connects.
public enum LineClient {
  /// Connects to a server; throws `cannotConnect` where nobody answers, or, over TLS, where it is not who it should be.
  ///
  /// `trust`: whom to believe who they are, at an address of TLS; nil: those for whom the machine's roots vouch.
  public static func connect(
    to address: Address, trust: TLSTrust? = nil, limits: LineLimits = LineLimits()
  ) async throws(LineError) -> LineConnection {
    let tls = try TLSSide(to: address, trust: trust)
    let bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .channelOption(.autoRead, value: false)
      .connectTimeout(.milliseconds(Int64(limits.connectSeconds * 1000)))
    let connection: LineConnection
    do {
      switch address {
      case .unix(let path):
        connection = try await bootstrap.connect(unixDomainSocketPath: path) { channel in
          channel.lineConnection(over: address, tls: tls, limits: limits)
        }
      case .tcp(let host, let port), .tls(let host, let port):
        connection = try await bootstrap.connect(host: host, port: port) { channel in
          channel.lineConnection(over: address, tls: tls, limits: limits)
        }
      }
    } catch {
      throw LineError(.cannotConnect, "\(address): \(error)")
    }
    guard tls != nil else { return connection }
    do {
      try await connection.active.get()
    } catch {
      throw LineError(.cannotConnect, "\(address): \(TLSSide.words(of: error))")
    }
    return connection
  }
}

extension Channel {
  /// Makes a connection of a channel that is not active yet.
  func lineConnection(
    over address: Address, tls: TLSSide?, limits: LineLimits
  ) -> EventLoopFuture<LineConnection> {
    eventLoop.makeCompletedFuture {
      if case .unix = address {} else { try setTCPOptions() }
      guard let tls else { return try LineConnection(on: self, limits: limits) }
      try pipeline.syncOperations.addHandler(tls.makeHandler())
      let connection = try LineConnection(on: self, awaitsHandshake: true, limits: limits)
      let limit = eventLoop.scheduleTask(
        in: .milliseconds(Int64(limits.handshakeSeconds * 1000))
      ) { self.close(mode: .all, promise: nil) }
      connection.active.whenComplete { _ in limit.cancel() }
      return connection
    }
  }

  /// Lines leave at once, and a peer that vanished without a word is noticed: probed after 10 s of silence, every 5 s,
  /// given up after 3 probes.
  private func setTCPOptions() throws {
    guard let options = syncOptions else { return }
    try options.setOption(.tcpOption(.tcp_nodelay), value: 1)
    try options.setOption(.socketOption(.so_keepalive), value: 1)
    #if os(Linux)
      for (name, value) in [(TCP_KEEPIDLE, 10), (TCP_KEEPINTVL, 5), (TCP_KEEPCNT, 3)] {
        try options.setOption(.tcpOption(NIOBSDSocket.Option(rawValue: name)), value: value)
      }
    #endif
  }
}
