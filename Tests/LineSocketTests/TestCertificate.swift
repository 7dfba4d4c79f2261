// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import LineSocket

/// A certificate that vouches for itself, and its key, made by openssl in a folder of their own.
struct TestCertificate {
  private let folder: Folder
  var certificate: String { folder.path + "/certificate.pem" }
  var key: String { folder.path + "/key.pem" }

  init(for names: String = "IP:127.0.0.1,DNS:localhost") async throws {
    folder = try Folder()
    let made = try await openssl([
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
      "2", "-subj", "/CN=earshot", "-addext", "subjectAltName=\(names)", "-keyout",
      "\(folder.path)/key.pem", "-out", "\(folder.path)/certificate.pem",
    ])
    guard made.status == 0 else { throw LineError(.badCertificate, made.output) }
  }

  var identity: TLSIdentity {
    get throws { try TLSIdentity(certificate: certificate, key: key) }
  }
  var trust: TLSTrust { get throws { try TLSTrust(authorities: certificate) } }
}

/// Runs openssl to its end, with this on its standard input; what it says on both outputs. Waiting holds up no thread.
func openssl(
  _ arguments: [String], input: String = ""
) async throws -> (status: Int32, output: String) {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/openssl")
  process.arguments = arguments
  let (asked, answered) = (Pipe(), Pipe())
  process.standardInput = asked
  process.standardOutput = answered
  process.standardError = answered
  let (ends, end) = AsyncStream.makeStream(of: Int32.self)
  process.terminationHandler = { process in
    end.yield(process.terminationStatus)
    end.finish()
  }
  try process.run()
  try asked.fileHandleForWriting.write(contentsOf: Data(input.utf8))
  try asked.fileHandleForWriting.close()
  let (texts, text) = AsyncStream.makeStream(of: Data.self)
  Thread {
    text.yield((try? answered.fileHandleForReading.readToEnd()) ?? Data())
    text.finish()
  }.start()
  var output = Data()
  for await data in texts { output += data }
  for await status in ends { return (status, String(decoding: output, as: UTF8.self)) }
  return (-1, "")
}

/// A client of plain TCP in system calls.
final class RawTCP: Sendable {
  private let descriptor: Int32

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw CocoaError(.fileReadUnknown) }
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { _ = close(descriptor) }

  func write(_ bytes: [UInt8]) { _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }

  /// What comes until the peer ends; nil where he does not for 10 s.
  func readToEnd() -> [UInt8]? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count > 0 { bytes += buffer[..<count] }
      if count == 0 || count < 0 && errno == ECONNRESET { return bytes }
      if count < 0 { return nil }
    }
  }
}
