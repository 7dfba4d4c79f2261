// SPDX-License-Identifier: GPL-3.0-or-later
import NIOCore
import NIOPosix
import Synchronization

/// The side that listens.
public struct LineServer: Sendable {
  public let address: Address
  public let limits: LineLimits
  private let identity: TLSIdentity?

  /// `identity`: who the server is; an address of TLS needs one, others have none.
  public init(
    address: Address, identity: TLSIdentity? = nil, limits: LineLimits = LineLimits()
  ) {
    self.address = address
    self.identity = identity
    self.limits = limits
  }

  /// Listens and serves until its task is cancelled, which returns normally once every connection is closed.
  ///
  /// `listening` is called once, with the address bound (its port known). `serve` is called for each connection in a
  /// task of its own, cancelled with this one; the connection is closed when it returns. A Unix socket's file has mode
  /// 0600, replaces one that nobody answers on, and is removed at the end. Throws `inUse` or `cannotListen`.
  public func run(
    listening: @Sendable (Address) async -> Void = { _ in },
    _ serve: @escaping @Sendable (LineConnection) async -> Void
  ) async throws(LineError) {
    let (connections, arrivals) = AsyncStream.makeStream(of: LineConnection.self)
    let listener = try await listen(arrivals)
    listener.channel.closeFuture.whenComplete { _ in arrivals.finish() }
    await listening(listener.address)
    await withDiscardingTaskGroup { group in
      for await connection in connections {
        group.addTask {
          await serve(connection)
          connection.close()
        }
      }
      group.cancelAll()
    }
    arrivals.finish()
    try? await listener.channel.close()
    listener.file?.remove()
    if !Task.isCancelled { throw LineError(.cannotListen, "\(address): the socket was closed") }
  }

  private struct Listener {
    var channel: any Channel
    var address: Address
    var file: UnixSocketFile?
  }

  private func listen(
    _ arrivals: AsyncStream<LineConnection>.Continuation
  ) async throws(LineError) -> Listener {
    var tls: TLSSide?
    if case .tls = address {
      guard let identity else {
        throw LineError(.cannotListen, "\(address): TLS needs a certificate and its key")
      }
      tls = .server(identity)
    }
    let bootstrap = bootstrap(arrivals, tls)
    switch address {
    case .unix(let path):
      let file = try UnixSocketFile(listeningAt: path)
      do {
        let channel = try await bootstrap.withBoundSocket(file.descriptor).get()
        return Listener(channel: channel, address: address, file: file)
      } catch {
        file.remove()
        throw LineError(.cannotListen, "\(address): \(error)")
      }
    case .tcp(let host, let port), .tls(let host, let port):
      do {
        let channel = try await bootstrap.bind(host: host, port: port).get()
        let bound = channel.localAddress?.port ?? port
        return Listener(
          channel: channel,
          address: tls == nil ? .tcp(host: host, port: bound) : .tls(host: host, port: bound))
      } catch {
        let isTaken = (error as? IOError)?.errnoCode == UnixSocketFile.addressInUse
        throw LineError(isTaken ? .inUse : .cannotListen, "\(address): \(error)")
      }
    }
  }

  private func bootstrap(
    _ arrivals: AsyncStream<LineConnection>.Continuation, _ tls: TLSSide?
  ) -> ServerBootstrap {
    let address = address
    let limits = limits
    let served = Served()
    return ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .serverChannelOption(.backlog, value: UnixSocketFile.backlog)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.autoRead, value: false)
      .childChannelInitializer { channel in
        guard served.count.withLock({ served.enter(&$0, atMost: limits.connections) }) else {
          return channel.close()
        }
        channel.closeFuture.whenComplete { _ in served.count.withLock { $0 -= 1 } }
        return channel.lineConnection(over: address, tls: tls, limits: limits).map { connection in
          connection.active.whenSuccess { arrivals.yield(connection) }
        }
      }
  }

  /// How many connections there are.
  private final class Served: Sendable {
    let count = Mutex(0)

    func enter(_ count: inout Int, atMost limit: Int) -> Bool {
      guard count < limit else { return false }
      count += 1
      return true
    }
  }
}
