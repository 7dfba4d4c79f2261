// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// The `earshot` that was built with the tests, run as a user would.
struct Earshot {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardized

  static func executable() throws -> URL {
    let beside = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "earshot")
    let built = root.appending(path: ".build/release/earshot")
    return try #require(
      [beside, built].first { FileManager.default.isExecutableFile(atPath: $0.path) },
      "no earshot beside the tests, nor at .build/release")
  }

  /// Starts it in the repository's root; what it prints goes to `output` and `errors`.
  static func start(_ arguments: [String], output: URL, errors: URL? = nil) throws -> Earshot {
    let process = Process()
    process.executableURL = try executable()
    process.arguments = arguments
    process.currentDirectoryURL = root
    try Data().write(to: output)
    let file = try FileHandle(forWritingTo: output)
    process.standardOutput = file
    process.standardError = file
    if let errors {
      try Data().write(to: errors)
      process.standardError = try FileHandle(forWritingTo: errors)
    }
    let (ends, end) = AsyncStream.makeStream(of: Int32.self)
    process.terminationHandler = {
      end.yield($0.terminationStatus)
      end.finish()
    }
    try process.run()
    return Earshot(process: process, ends: ends)
  }

  private let process: Process
  private let ends: AsyncStream<Int32>

  var isRunning: Bool { process.isRunning }

  func terminate() { process.terminate() }

  /// The exit status, once it has ended; waiting holds up no thread.
  func status() async -> Int32 {
    for await status in ends { return status }
    return -1
  }

  /// Asks it to shut down.
  func end() { if process.isRunning { process.terminate() } }

  /// Runs it to its end: exit status, standard output and standard error.
  static func run(
    _ arguments: [String]
  ) async throws -> (status: Int32, output: String, errors: String) {
    let folder = try TemporaryFolder()
    let (output, errors) = (folder.file("output"), folder.file("errors"))
    let status = try await start(arguments, output: output, errors: errors).status()
    return (
      status, try String(contentsOf: output, encoding: .utf8),
      try String(contentsOf: errors, encoding: .utf8)
    )
  }
}

/// A folder that goes with its last user.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = URL(filePath: "/tmp/earshot-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func file(_ name: String) -> URL { url.appending(path: name) }
}
