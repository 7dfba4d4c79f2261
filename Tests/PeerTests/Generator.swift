// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation
import Testing

/// Programs that others wrote and that send what machines send on a telephone line.
enum Generator {
  /// libspandsp's transmitters, as `make peers` builds them: what `spandsp send` makes of these words.
  static func spandsp(_ words: String) throws -> [Int16] {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../.build/peers/spandsp").standardized.path
    try #require(
      FileManager.default.isExecutableFile(atPath: path), "no \(path): run 'make peers'")
    return try samples(of: run([path, "send"] + words.split(separator: " ").map(String.init)))
  }

  /// SoX: what it synthesises by these words, as it would write them after `sox -n FILE`.
  static func sox(_ words: String) throws -> [Int16] {
    try samples(
      of: run(
        ["sox", "-R", "-r", "8000", "-n", "-t", "s16", "-c", "1", "-"]
          + words.split(separator: " ").map(String.init)))
  }

  /// minimodem: `text` by a modem as these words choose it, after `minimodem --tx`.
  static func minimodem(_ words: String, text: String) throws -> [Int16] {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "earshot-\(UUID().uuidString).wav")
    defer { try? FileManager.default.removeItem(at: file) }
    _ = try run(
      ["minimodem", "--tx", "-f", file.path, "-R", "8000", "-v", "0.2"]
        + words.split(separator: " ").map(String.init), input: text)
    return try Recording(contentsOf: file.path).samples
  }

  private static func samples(of data: Data) -> [Int16] {
    data.withUnsafeBytes { Array($0.bindMemory(to: Int16.self)) }
  }

  /// Runs a command that is found on the path; gives what it writes to standard output.
  private static func run(_ command: [String], input: String = "") throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    let (source, sink) = (Pipe(), Pipe())
    process.standardInput = source
    process.standardOutput = sink
    try process.run()
    try source.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try source.fileHandleForWriting.close()
    let output = try sink.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(command.joined(separator: " "))")
    return output
  }
}
