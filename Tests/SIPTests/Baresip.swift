// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// baresip, which others wrote, as a telephone: answers, speaks, records what it hears.
struct Baresip {
  let port: UInt16
  /// Of TLS, where there is a certificate.
  var securePort: UInt16 { port + 1 }
  private let process: Process
  private let folder: URL

  /// - Parameter certificate: PEM file with key and certificate: calls come over TLS, and media are secret.
  init(
    voice: [Int16], codec: String = "PCMU/8000/1", isSecure: Bool = false,
    certificate: URL? = nil
  ) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "baresip-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    port = try Sipp.freePort()
    let media = try Sipp.freePort()
    for name in ["config", "accounts"] {
      let template = root.appending(path: "Firmware-stubs/sip/baresip/\(name)")
      var text = try String(contentsOf: template, encoding: .utf8)
      for (word, value) in [
        ("@PORT@", "\(port)"), ("@RTP@", "\(media)-\(media + 20)"), ("@FOLDER@", folder.path),
        ("@NAME@", "phone"), ("@CODEC@", codec), ("@MORE@", isSecure ? ";mediaenc=srtp-mand" : ""),
        ("@TLS@", certificate.map { "sip_certificate \($0.path)" } ?? ""),
      ] { text = text.replacing(word, with: value) }
      try Data(text.utf8).write(to: folder.appending(path: name))
    }
    try Recording(samples: voice).write(to: folder.appending(path: "voice.wav").path)
    process = Process()
    process.executableURL = URL(filePath: "/usr/bin/baresip")
    process.arguments = ["-f", folder.path]
    process.currentDirectoryURL = folder
    let log = folder.appending(path: "log")
    try Data().write(to: log)
    let output = try FileHandle(forWritingTo: log)
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    for _ in 0..<300 where Sipp.isFree(port) { usleep(10_000) }
    usleep(100_000)
  }

  /// Its recordings are whole once it has ended; one that does not end is made to.
  func end() {
    process.terminate()
    for _ in 0..<100 where process.isRunning { usleep(10_000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// What it heard, in the one call that it had.
  func heard() throws -> [Int16] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    guard let name = names.first(where: { $0.hasSuffix("dec.wav") }) else {
      throw CocoaError(.fileNoSuchFile, userInfo: ["log": log, "files": names])
    }
    return try Recording(contentsOf: folder.appending(path: name).path).samples
  }

  /// Whether it says that both directions of its call are by `codec`.
  func speaks(_ codec: some StringProtocol) -> Bool {
    log.contains("sndfile ---> \(codec)\n") && log.contains("sndfile <--- \(codec)\n")
  }

  var log: String {
    (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? ""
  }
}
