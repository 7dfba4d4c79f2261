// SPDX-License-Identifier: GPL-3.0-or-later
public import CPDLink
import NIOCore
import Synchronization

/// A connection that carries lines both ways.
///
/// It ends when either side closes it, when the peer vanishes or does not read, and when nothing refers to it any more.
public final class LineConnection: Sendable {
  /// The lines that come in, until the connection ends. Whoever reads slowly slows the peer. To be iterated once: a second
  /// iterator traps. Lines that come after the iteration are thrown away.
  public let inbound: Inbound
  /// Who is there, for logs.
  public let peer: String
  private let channel: any Channel
  private let source: LineHandler.Source
  private let limits: LineLimits
  private let sending = Sending()

  /// What the channel's callbacks need of a connection, so that they do not keep it.
  private final class Sending: Sendable {
    let state = Mutex((unsentBytes: 0, isClosing: false))
  }

  /// Kept once the channel is connected, and the peer is who it says: only then may lines be sent. Fails with what was
  /// wrong if that never comes.
  let active: EventLoopFuture<Void>

  /// To be called on the channel's event loop, before the channel is active; the channel must not read by itself.
  init(on channel: any Channel, awaitsHandshake: Bool = false, limits: LineLimits) throws {
    let active = channel.eventLoop.makePromise(of: Void.self)
    self.active = active.futureResult
    let producer = LineHandler.makeSequence(on: channel, limits: limits)
    self.channel = channel
    self.limits = limits
    source = producer.source
    inbound = Inbound(sequence: producer.sequence)
    peer = channel.remoteAddress?.ipAddress ?? "unix"
    do {
      try channel.pipeline.syncOperations.addHandler(
        LineHandler(
          framer: LineFramer(limit: limits.line), source: producer.source, active: active,
          awaitsHandshake: awaitsHandshake))
    } catch {
      active.fail(error)
      throw error
    }
  }

  deinit { close() }

  /// Sends a line, its LF added. Does not wait: what the peer has not read is kept up to `LineLimits.unsentBytes`; at
  /// more the connection is ended and `peerTooSlow` thrown.
  public func send(_ line: String) throws(LineError) {
    guard !line.utf8.contains(UInt8(ascii: "\n")) else { throw LineError(.notOneLine) }
    let count = line.utf8.count + 1
    let admission = sending.state.withLock { state -> LineError.Reason? in
      guard !state.isClosing, channel.isActive else { return .closed }
      guard state.unsentBytes + count <= limits.unsentBytes else { return .peerTooSlow }
      state.unsentBytes += count
      return nil
    }
    if let admission {
      if admission == .peerTooSlow { channel.close(promise: nil) }
      throw LineError(admission, peer)
    }
    var buffer = channel.allocator.buffer(capacity: count)
    buffer.writeString(line)
    buffer.writeInteger(UInt8(ascii: "\n"))
    channel.writeAndFlush(buffer).whenComplete { [sending] _ in
      sending.state.withLock { $0.unsentBytes -= count }
    }
  }

  /// Ends the connection: what was sent still goes out, for `LineLimits.lingerSeconds` at most; what comes in is no
  /// longer taken. Closing twice does nothing.
  public func close() {
    let isFirst = sending.state.withLock { state -> Bool in
      defer { state.isClosing = true }
      return !state.isClosing
    }
    guard isFirst else { return }
    source.finish()
    let channel = channel
    channel.eventLoop.scheduleTask(in: .milliseconds(Int64(limits.lingerSeconds * 1000))) {
      channel.close(promise: nil)
    }
    // Behind all that was sent, which waits in the loop's queue even where we run on the loop (as the last owner's
    // release may): then our side ends, and the peer's end closes the channel. Ending while something of the peer's
    // lies unread would reset the connection and could cost it our last line.
    channel.eventLoop.execute {
      channel.writeAndFlush(channel.allocator.buffer(capacity: 0)).whenComplete { _ in
        channel.close(mode: .output, promise: nil)
        channel.read()
      }
    }
  }

  /// Returns when the connection has ended.
  public func closed() async {
    try? await channel.closeFuture.get()
  }

  /// The lines of a connection.
  public struct Inbound: AsyncSequence, Sendable {
    public typealias Element = LineFramer.Output
    let sequence: LineHandler.Sequence

    public func makeAsyncIterator() -> Iterator {
      Iterator(lines: sequence.makeAsyncIterator())
    }

    public struct Iterator: AsyncIteratorProtocol {
      let lines: LineHandler.Sequence.AsyncIterator

      /// Nil once the connection has ended, or the reading task was cancelled.
      public mutating func next() async -> LineFramer.Output? { await lines.next() }
    }
  }
}
