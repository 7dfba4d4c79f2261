// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CPDLink
import Foundation
import LineSocket
import Logging
import Synchronization
import Testing

@testable import MediaStreams

/// The server on a real port, spoken to by a plain socket and by curl's WebSocket peer in Foundation's place: bytes by hand.
@Suite("Stream server", .serialized)
struct StreamServerTests {
  private func serve(
    token: String? = nil, _ body: @escaping @Sendable (Int) async throws -> Void
  ) async throws {
    var options = StreamServer.Options(address: .tcp(host: "127.0.0.1", port: 0))
    options.country = "us"
    options.token = token.map { Token($0) }
    let server = StreamServer(
      options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let serving = Task {
      try await server.run { if case .tcp(_, let bound) = $0 { port.yield(bound) } }
    }
    for await bound in ports {
      try await body(bound)
      break
    }
    serving.cancel()
    _ = try? await serving.value
  }

  private let id: [UInt8] = (1...16).map { UInt8($0) }
  private let name = "01020304-0506-0708-090a-0b0c0d0e0f10"

  @Test(
    "Asterisk's AudioSocket is heard, ended at the verdict, and the verdict is there to be asked for"
  )
  func audioSocket() async throws {
    let (id, name) = (id, name)
    try await serve { port in
      for (file, word) in [
        ("live-us-hello-female", "HUMAN"), ("machine-us-female-beep-1000hz", "MACHINE"),
        ("fax-ced-v21-dis", "FAX"),
      ] {
        let peer = try #require(Peer(port: port))
        peer.send([1, 0, 16] + id)
        let samples = try sample(file) + [Int16](repeating: 0, count: 16_000)
        var isEnded = false
        for start in stride(from: 0, to: samples.count - 160, by: 160) where !isEnded {
          let bytes = samples[start..<start + 160].flatMap {
            [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]
          }
          isEnded = !peer.send([0x10, 1, 0x40] + bytes)
        }
        #expect(peer.receive(until: 3).prefix(3) == [0, 0, 0])
        let answer = try Peer.get("/verdict/\(name)", port: port)
        #expect(answer.hasSuffix("\r\n\r\n\(word)"), "\(file): \(answer)")
      }
    }
  }

  @Test("who hangs up before the verdict is noted as HANGUP", arguments: [true, false])
  func hangUp(isSaid: Bool) async throws {
    let (id, name) = (id, name)
    try await serve { port in
      let peer = try #require(Peer(port: port))
      peer.send([1, 0, 16] + id)
      // A word's beginning.
      for _ in 0..<20 { peer.send([0x10, 1, 0x40] + (0..<320).map { UInt8($0 % 7) }) }
      if isSaid { peer.send([0, 0, 0]) } else { peer.end() }
      #expect(peer.receive(until: 1).isEmpty)
      var answer = ""
      for _ in 0..<100 where !answer.hasSuffix("HANGUP") {
        answer = try Peer.get("/verdict/\(name)", port: port)
        try await Task.sleep(for: .milliseconds(10))
      }
      #expect(answer.hasSuffix("\r\n\r\nHANGUP"), "\(answer)")
    }
  }

  @Test("a WebSocket without the token is refused, with it it is upgraded and answered")
  func webSocket() async throws {
    try await serve(token: "secret") { port in
      let upgrade = { (path: String) in
        "GET \(path) HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
      }
      let stranger = try #require(Peer(port: port))
      stranger.send(Array(upgrade("/media").utf8))
      #expect(!String(decoding: stranger.receive(until: 12), as: UTF8.self).contains("101"))
      let peer = try #require(Peer(port: port))
      peer.send(Array(upgrade("/media?token=secret").utf8))
      let head = String(decoding: peer.receive(until: 129), as: UTF8.self)
      #expect(head.contains("101 Switching Protocols"), "\(head)")
      // A masked text frame, the mask zeros.
      let text = Array(#"{"event":"dance"}"#.utf8)
      peer.send([0x81, 0x80 | UInt8(text.count), 0, 0, 0, 0] + text)
      let reply = String(decoding: peer.receive(until: 60), as: UTF8.self)
      #expect(reply.contains("no event 'dance' is known"), "\(reply)")
    }
  }

  @Test("what speaks neither protocol is closed")
  func strangers() async throws {
    try await serve { port in
      for bytes: [UInt8] in [[0x99, 1, 2], Array("SSH-2.0".utf8), [1, 0xFF, 0xFF]] {
        let peer = try #require(Peer(port: port))
        peer.send(bytes)
        #expect(peer.receive(until: 1).isEmpty)
      }
      #expect(try Peer.get("/", port: port).contains("404"))
    }
  }
}

/// A plain TCP socket.
final class Peer: Sendable {
  private let descriptor: Int32

  init?(port: Int) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var patience = timeval(tv_sec: 5, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    let isThere = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isThere else { return nil }
  }

  deinit { close(descriptor) }

  /// No more is sent.
  func end() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// False where the far side has closed.
  @discardableResult func send(_ bytes: [UInt8]) -> Bool {
    Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
  }

  /// At least `count` bytes, or what comes until the end or 5 s.
  func receive(until count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while bytes.count < count {
      let got = recv(descriptor, &piece, piece.count, 0)
      guard got > 0 else { break }
      bytes += piece.prefix(got)
    }
    return bytes
  }

  static func get(_ path: String, port: Int) throws -> String {
    let peer = try #require(Peer(port: port))
    peer.send(Array("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
    return String(decoding: peer.receive(until: 1 << 20), as: UTF8.self)
  }
}
