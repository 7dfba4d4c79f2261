// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import NIOCore
import NIOTLS

/// Bytes in, lines out to an asynchronous sequence, and no more read than its reader takes.
final class LineHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias BackPressure = NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark
  typealias Sequence = NIOAsyncSequenceProducer<LineFramer.Output, BackPressure, Demand>
  typealias Source = Sequence.Source

  private var framer: LineFramer
  private let source: Source
  private var lines: [LineFramer.Output] = []
  private var active: EventLoopPromise<Void>?
  private let awaitsHandshake: Bool

  /// `active` is kept once the channel is connected and its handshake over, if it has one; it fails if it never is.
  init(
    framer: LineFramer, source: Source, active: EventLoopPromise<Void>, awaitsHandshake: Bool
  ) {
    self.framer = framer
    self.source = source
    self.active = active
    self.awaitsHandshake = awaitsHandshake
  }

  static func makeSequence(on channel: any Channel, limits: LineLimits) -> Sequence.NewSequence {
    Sequence.makeSequence(
      elementType: LineFramer.Output.self,
      backPressureStrategy: BackPressure(
        lowWatermark: max(1, limits.waitingLines / 2), highWatermark: max(2, limits.waitingLines)),
      finishOnDeinit: true, delegate: Demand(channel: channel))
  }

  func channelActive(context: ChannelHandlerContext) {
    if !awaitsHandshake { becomeActive() }
    context.read()
    context.fireChannelActive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .handshakeCompleted = event as? TLSUserEvent { becomeActive() }
    context.fireUserInboundEventTriggered(event)
  }

  private func becomeActive() {
    active?.succeed()
    active = nil
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    active?.fail(ChannelError.ioOnClosedChannel)
    active = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    framer.consume(bytes.readableBytesUInt8Span, into: &lines)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    defer { context.fireChannelReadComplete() }
    guard !lines.isEmpty else { return context.read() }
    let result = source.yield(contentsOf: lines)
    lines.removeAll(keepingCapacity: true)
    switch result {
    // Dropped: nobody takes lines any more; the peer's end is still to be seen.
    case .produceMore, .dropped: context.read()
    case .stopProducing: break
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    source.finish()
    context.fireChannelInactive()
  }

  /// A reset or the like: the connection is over, and that is all that its reader can know.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    active?.fail(error)
    active = nil
    context.close(promise: nil)
  }

  /// The reader's demand, as reads of the channel.
  final class Demand: NIOAsyncSequenceProducerDelegate, Sendable {
    private let channel: any Channel

    init(channel: any Channel) { self.channel = channel }

    func produceMore() { channel.read() }

    /// The reader is gone; the channel ends with its connection. Reading goes on so that the peer's end is seen.
    func didTerminate() { channel.read() }
  }
}
