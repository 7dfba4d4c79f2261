// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A port on loopback that is free for UDP and TCP now.
enum ExchangePort {
  static func find() throws -> UInt16 {
    for _ in 0..<32 {
      guard let port = bind(SOCK_DGRAM, 0), bind(SOCK_STREAM, port) != nil else { continue }
      return port
    }
    throw SettingsError(path: "127.0.0.1", line: nil, "has no free port for SIP")
  }

  private static func bind(_ type: __socket_type, _ port: UInt16) -> UInt16? {
    let descriptor = socket(AF_INET, Int32(type.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    return withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        guard Foundation.bind(descriptor, generic, length) == 0,
          getsockname(descriptor, generic, &length) == 0
        else { return nil }
        return UInt16(bigEndian: pointer.pointee.sin_port)
      }
    }
  }
}
