// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation
import Testing

/// sipp, which others wrote, as the far side: one scenario, one call.
struct Sipp {
  let port: UInt16
  private let process: Process
  private let folder: URL

  /// Starts sipp with a scenario of Firmware-stubs/sip/scenarios.
  /// - Parameters:
  ///   - status: what @STATUS@ in it stands for; `reason` a whole header for @REASON@.
  ///   - playing: what play.ulaw is.
  init(
    _ scenario: String, status: String = "", reason: String = "", playing samples: [Int16] = [],
    calls: Int = 1, overTCP: Bool = false
  ) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "sipp-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = root.appending(path: "Firmware-stubs/sip/scenarios/\(scenario).xml")
    let text = try String(contentsOf: path, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false
    ).compactMap { line -> String? in
      if line.contains("@REASON@"), reason.isEmpty, !line.contains("<!--") { return nil }
      return String(line).replacing("@STATUS@", with: status).replacing("@REASON@", with: reason)
    }.joined(separator: "\n")
    try Data(text.utf8).write(to: folder.appending(path: "scenario.xml"))
    let sound = samples.isEmpty ? [Int16](repeating: 0, count: 80_000) : samples
    try Data(sound.map(G711.encodeULaw)).write(to: folder.appending(path: "play.ulaw"))
    port = try Sipp.freePort()
    process = Process()
    process.executableURL = URL(filePath: "/usr/bin/sipp")
    process.currentDirectoryURL = folder
    process.arguments =
      [
        "-sf", "scenario.xml", "-i", "127.0.0.1", "-mi", "127.0.0.1", "-p", "\(port)", "-mp",
        "\(try Sipp.freePort())", "-m", "\(calls)", "-nostdin", "-timeout", "30",
        "-t", overTCP ? "t1" : "u1", "-deadcall_wait", "0",
      ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try {
      let errors = folder.appending(path: "errors")
      try Data().write(to: errors)
      return try FileHandle(forWritingTo: errors)
    }()
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // It is there when its port is taken.
    for _ in 0..<200 where Sipp.isFree(port, overTCP: overTCP) { usleep(10_000) }
  }

  /// Waits for its end; 0 where the call went as the scenario says.
  func end() -> Int32 {
    for _ in 0..<300 where process.isRunning { usleep(10_000) }
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
    return process.terminationStatus
  }

  var errors: String {
    (try? String(contentsOf: folder.appending(path: "errors"), encoding: .utf8)) ?? ""
  }

  static func freePort() throws -> UInt16 {
    for _ in 0..<64 {
      let port = UInt16.random(in: 15_000...28_000) & ~1
      if isFree(port), isFree(port + 2) { return port }
    }
    throw CocoaError(.fileNoSuchFile)
  }

  static func isFree(_ port: UInt16, overTCP: Bool = false) -> Bool {
    let kind = overTCP ? SOCK_STREAM : SOCK_DGRAM
    let descriptor = socket(AF_INET, Int32(kind.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
