// SPDX-License-Identifier: GPL-3.0-or-later
import NIOCore
import NIOHTTP1

/// `GET /verdict/ID`: what became of a call of AudioSocket, in a word that a dialplan can compare.
final class VerdictHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let server: StreamServer

  init(_ server: StreamServer) { self.server = server }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(let head) = unwrapInboundIn(data) else { return }
    guard server.admits(head, from: context.remoteAddress) else {
      return respond(.unauthorized, "the token is missing or wrong\n", context)
    }
    let path = head.uri.prefix { $0 != "?" }
    guard path.hasPrefix("/verdict/") else {
      return respond(.notFound, "GET /verdict/ID, or a WebSocket\n", context)
    }
    let id = path.dropFirst("/verdict/".count).lowercased()
    respond(.ok, VerdictBook.word(server.book.entry(id)), context)
  }

  private func respond(
    _ status: HTTPResponseStatus, _ text: String, _ context: ChannelHandlerContext
  ) {
    let headers = HTTPHeaders([
      ("Content-Type", "text/plain"), ("Content-Length", "\(text.utf8.count)"),
      ("Connection", "close"),
    ])
    let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    let body = context.channel.allocator.buffer(string: text)
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    context.close(promise: nil)
  }
}
