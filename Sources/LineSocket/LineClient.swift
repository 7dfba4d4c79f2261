// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import NIOCore
import NIOPosix

/// The side that connects.
public enum LineClient {
  /// Connects to a server; throws `cannotConnect` where nobody answers.
  public static func connect(
    to address: Address, limits: LineLimits = LineLimits()
  ) async throws(LineError) -> LineConnection {
    let bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .channelOption(.autoRead, value: false)
      .connectTimeout(.milliseconds(Int64(limits.connectSeconds * 1000)))
    do {
      switch address {
      case .unix(let path):
        return try await bootstrap.connect(unixDomainSocketPath: path) { channel in
          channel.lineConnection(over: address, limits: limits)
        }
      case .tcp(let host, let port):
        return try await bootstrap.connect(host: host, port: port) { channel in
          channel.lineConnection(over: address, limits: limits)
        }
      }
    } catch {
      throw LineError(.cannotConnect, "\(address): \(error)")
    }
  }
}

extension Channel {
  /// Makes a connection of a channel that is not active yet.
  func lineConnection(over address: Address, limits: LineLimits) -> EventLoopFuture<LineConnection>
  {
    eventLoop.makeCompletedFuture {
      if case .tcp = address { try setTCPOptions() }
      return try LineConnection(on: self, limits: limits)
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
