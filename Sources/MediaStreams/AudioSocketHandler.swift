// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Logging
import NIOCore

/// A connection of AudioSocket: hears its audio, and ends it at the verdict.
final class AudioSocketHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let server: StreamServer
  private var framer = AudioSocketFramer()
  private var frames: [AudioSocketFramer.Frame] = []
  private var call: StreamedCall
  private var id: String?
  private var isOver = false

  init(_ server: StreamServer) {
    self.server = server
    call = StreamedCall(country: server.options.country, seconds: server.options.seconds)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = unwrapInboundIn(data)
    frames.removeAll(keepingCapacity: true)
    do throws(AudioSocketFramer.Fault) {
      try framer.consume(buffer.readableBytesUInt8Span, into: &frames)
    } catch {
      server.logger.notice("AudioSocket: a frame of kind \(error.kind) and \(error.length) bytes")
      return context.close(promise: nil)
    }
    for frame in frames where !isOver { take(frame, context) }
  }

  private func take(_ frame: AudioSocketFramer.Frame, _ context: ChannelHandlerContext) {
    switch frame {
    case .identifier(let id):
      self.id = id
      server.book.note(id, .listening)
    case .audio(let samples):
      guard id != nil else { return context.close(promise: nil) }
      if tell(call.consume(samples.span)) {
        isOver = true
        var buffer = context.channel.allocator.buffer(capacity: 3)
        buffer.writeBytes(AudioSocketFramer.hangUp)
        // Asterisk goes on in its dialplan.
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        context.close(promise: nil)
      }
    case .hangUp: context.close(promise: nil)
    case .failure(let code):
      server.logger.notice("AudioSocket: the far side reports error \(code)")
      context.close(promise: nil)
    case .digit, .other: break
    }
  }

  /// True once there is a verdict.
  private func tell(_ news: [StreamedCall.News]) -> Bool {
    var isDecided = false
    for case .decided(let verdict) in news {
      isDecided = true
      guard let id else { continue }
      server.book.note(id, .decided(verdict))
      server.decided(
        id, "\(verdict.outcome.rawValue) at \(verdict.decidedAt.seconds) s: \(verdict.reason)")
    }
    return isDecided
  }

  func channelInactive(context: ChannelHandlerContext) {
    if !isOver, let id {
      isOver = true
      // The far side hung up before it could be known who it is.
      server.book.note(id, .undecided)
    }
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
