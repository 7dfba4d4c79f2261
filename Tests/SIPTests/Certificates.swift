// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// An authority and a far side's certificate, made by OpenSSL for one test.
struct Certificates {
  /// PEM of the authority.
  let authority: URL
  /// PEM of key and certificate, signed by it.
  let farSide: URL

  /// - Parameter name: as OpenSSL has it: "IP:127.0.0.1" or "DNS:a.example".
  init(for name: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    authority = folder.appending(path: "ca.pem")
    farSide = folder.appending(path: "far.pem")
    let script = """
      cd '\(folder.path)'
      key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
      openssl req -x509 $key -keyout ca.key -out ca.pem -subj /CN=authority -days 2
      openssl req $key -keyout far.key -out far.csr -subj /CN=far
      printf 'subjectAltName=\(name)\n' > names
      openssl x509 -req -in far.csr -CA ca.pem -CAkey ca.key -CAcreateserial -extfile names -days 2 -out far.crt
      cat far.key far.crt > far.pem
      """
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-ec", script]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
  }
}
