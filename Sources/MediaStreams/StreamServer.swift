// SPDX-License-Identifier: GPL-3.0-or-later
public import CPDLink
public import LineSocket
public import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import Synchronization

/// One port for calls that other systems stream to us: AudioSocket of Asterisk, WebSocket as carriers of the cloud have it,
/// and the verdicts by HTTP. What a connection speaks is told by its first byte.
///
/// AudioSocket asks nobody who he is: it is taken from this machine only, unless `isOpen`. WebSocket and HTTP want the token,
/// where there is one: `Authorization: Bearer TOKEN` or `?token=TOKEN`; without one they too are this machine's only.
public struct StreamServer: Sendable {
  public struct Options: Sendable {
    public var address: Address
    public var token: Token?
    /// AudioSocket is taken from anywhere.
    public var isOpen = false
    /// A prior for the calls of AudioSocket, which say nothing of themselves.
    public var country: String?
    /// Seconds of audio after which an undecided call is decided.
    public var seconds = 30.0
    /// Connections at a time.
    public var connections = 1000

    public init(address: Address) { self.address = address }
  }

  let options: Options
  let logger: Logger
  let book = VerdictBook()
  /// Told of each verdict, with the call's id.
  let decided: @Sendable (String, String) -> Void

  /// - Parameter decided: gets the call's id and a line for people.
  public init(
    _ options: Options, logger: Logger,
    decided: @escaping @Sendable (String, String) -> Void = { _, _ in }
  ) {
    self.options = options
    self.logger = logger
    self.decided = decided
  }

  /// Serves until its task is cancelled. `listening` gets the address bound. Throws `LineError` where it cannot.
  public func run(
    listening: @Sendable (Address) async -> Void = { _ in }
  ) async throws(LineError) {
    guard case .tcp(let host, let port) = options.address else {
      throw LineError(.badAddress, "streams come over TCP; write tcp:host:port")
    }
    let channel: any Channel
    do {
      channel = try await bootstrap.bind(host: host, port: port).get()
    } catch {
      throw LineError(.cannotListen, "\(options.address): \(error)")
    }
    await listening(.tcp(host: host, port: channel.localAddress?.port ?? port))
    await withTaskCancellationHandler {
      try? await channel.closeFuture.get()
    } onCancel: {
      channel.close(promise: nil)
    }
  }

  private var bootstrap: ServerBootstrap {
    let server = self
    let served = Served()
    let most = options.connections
    return ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        guard served.enter(most) else { return channel.close() }
        channel.closeFuture.whenComplete { _ in served.leave() }
        return channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(FirstByteHandler(server))
        }
      }
  }

  private final class Served: Sendable {
    private let count = Atomic<Int>(0)

    func enter(_ most: Int) -> Bool {
      guard count.add(1, ordering: .relaxed).newValue <= most else {
        count.subtract(1, ordering: .relaxed)
        return false
      }
      return true
    }

    func leave() { count.subtract(1, ordering: .relaxed) }
  }

  /// Whether a peer is on this machine.
  static func isLocal(_ address: SocketAddress?) -> Bool {
    guard let text = address?.ipAddress else { return false }
    return text == "::1" || text.hasPrefix("127.") || text.hasPrefix("::ffff:127.")
  }

  func admits(_ head: HTTPRequestHead, from peer: SocketAddress?) -> Bool {
    guard let token = options.token else { return StreamServer.isLocal(peer) }
    let bearer = head.headers.first(name: "Authorization").flatMap {
      $0.hasPrefix("Bearer ") ? String($0.dropFirst(7)) : nil
    }
    return token.matches(Token(bearer ?? StreamServer.query(head.uri, "token") ?? ""))
  }

  static func query(_ uri: String, _ name: String) -> String? {
    guard let mark = uri.firstIndex(of: "?") else { return nil }
    for pair in uri[uri.index(after: mark)...].split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1)
      if parts.count == 2, parts[0] == name { return String(parts[1]) }
    }
    return nil
  }
}

/// Looks at a connection's first byte: 'G' begins a request of HTTP, 0x01 the id of AudioSocket.
final class FirstByteHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private let server: StreamServer
  private var timeout: Scheduled<Void>?

  init(_ server: StreamServer) { self.server = server }

  /// Seconds that a connection has to say anything.
  static let patience = TimeAmount.seconds(10)

  func handlerAdded(context: ChannelHandlerContext) {
    let channel = context.channel
    timeout = context.eventLoop.scheduleTask(in: FirstByteHandler.patience) {
      channel.close(promise: nil)
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) { timeout?.cancel() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = unwrapInboundIn(data)
    let pipeline = context.pipeline.syncOperations
    do {
      switch buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) {
      case UInt8(ascii: "G"): try addHTTP(pipeline, context)
      case 0x01 where server.options.isOpen || StreamServer.isLocal(context.remoteAddress):
        try pipeline.addHandler(AudioSocketHandler(server))
      default: return context.close(promise: nil)
      }
    } catch {
      return context.close(promise: nil)
    }
    context.fireChannelRead(data)
    pipeline.removeHandler(context: context, promise: nil)
  }

  private func addHTTP(
    _ pipeline: ChannelPipeline.SynchronousOperations, _ context: ChannelHandlerContext
  ) throws {
    let server = server
    let upgrader = NIOWebSocketServerUpgrader(
      maxFrameSize: MediaStreamMessage.mostBytes,
      shouldUpgrade: { channel, head in
        let isIn = server.admits(head, from: channel.remoteAddress)
        return channel.eventLoop.makeSucceededFuture(isIn ? HTTPHeaders() : nil)
      },
      upgradePipelineHandler: { channel, _ in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(
            NIOWebSocketFrameAggregator(
              minNonFinalFragmentSize: 1, maxAccumulatedFrameCount: 64,
              maxAccumulatedFrameSize: MediaStreamMessage.mostBytes))
          try pipeline.addHandler(MediaStreamHandler(server))
        }
      })
    let answering = VerdictHandler(server)
    let loopBound = NIOLoopBound(answering, eventLoop: context.eventLoop)
    try pipeline.configureHTTPServerPipeline(
      withServerUpgrade: (
        upgraders: [upgrader],
        completionHandler: { context in
          context.pipeline.syncOperations.removeHandler(loopBound.value, promise: nil)
        }
      ))
    try pipeline.addHandler(answering)
  }
}
