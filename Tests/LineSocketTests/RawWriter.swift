// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A client of a Unix socket in plain system calls, which knows when nobody takes its bytes.
final class RawWriter: Sendable {
  private let descriptor: Int32

  init(_ path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let result = withUnixAddress(path) { connect(descriptor, $0, $1) }
    guard result == 0 else { throw CocoaError(.fileReadUnknown) }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  }

  deinit { _ = close(descriptor) }

  /// Writes `bytes`; false where for half a second nothing more is taken, whatever was taken of them before.
  func write(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count > 0 {
        sent += count
      } else {
        var readiness = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&readiness, 1, 500) == 1 else { return false }
      }
    }
    return true
  }

  /// No more comes.
  func finish() { _ = shutdown(descriptor, Int32(SHUT_WR)) }
}

/// Calls `body` with the socket address of `path`.
func withUnixAddress(
  _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
) -> Int32 {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
  return withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
    }
  }
}
