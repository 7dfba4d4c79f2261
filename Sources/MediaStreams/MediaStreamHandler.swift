// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Logging
import NIOCore
import NIOWebSocket

/// A media stream on its WebSocket.
final class MediaStreamHandler: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  private let server: StreamServer
  private var stream: MediaStream
  private var hasTold = false

  init(_ server: StreamServer) {
    self.server = server
    stream = MediaStream(seconds: server.options.seconds)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    switch frame.opcode {
    case .text, .binary:
      let bytes = frame.unmaskedData
      for answer in stream.receive(String(buffer: bytes)) { send(answer, context) }
      tell()
    case .ping:
      let pong = WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData)
      context.writeAndFlush(wrapOutboundOut(pong), promise: nil)
    case .connectionClose: close(context)
    default: break
    }
  }

  private func send(_ answer: MediaStream.Answer, _ context: ChannelHandlerContext) {
    switch answer {
    case .text(let text):
      let frame = WebSocketFrame(
        fin: true, opcode: .text, data: context.channel.allocator.buffer(string: text))
      context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    case .close: close(context)
    }
  }

  private func tell() {
    guard !hasTold, let verdict = stream.verdict else { return }
    hasTold = true
    server.decided(
      "stream",
      "\(verdict.outcome.rawValue) at \(verdict.decidedAt.seconds) s: \(verdict.reason)")
  }

  private func close(_ context: ChannelHandlerContext) {
    let frame = WebSocketFrame(
      fin: true, opcode: .connectionClose, data: context.channel.allocator.buffer(capacity: 0))
    context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    stream.end()
    tell()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
