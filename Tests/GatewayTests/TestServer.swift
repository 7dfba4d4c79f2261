// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Foundation
import Gateway
import LineSocket
import Logging
import Synchronization

/// A CPD server over a trunk in memory, in a folder of its own.
struct TestServer: Sendable {
  static let token = Token("correct horse")

  let folder: TestFolder
  let trunk: MemoryTrunk
  var configuration: CPDServerConfiguration
  let log = TestLog()

  var address: Address { configuration.address }

  init(folder: TestFolder, trunk: MemoryTrunk = MemoryTrunk(), journal: String = "journal") {
    self.folder = folder
    self.trunk = trunk
    configuration = CPDServerConfiguration(
      address: .unix(path: folder.path("cpd-\(journal)")), token: Self.token, name: "cpd",
      journalPath: folder.path(journal))
  }

  func server(
    listening: @escaping @Sendable (Address) async -> Void = { _ in }
  ) -> CPDServer {
    CPDServer(
      configuration: configuration, trunk: trunk,
      logger: Logger(label: "test") { _ in TestLog.Handler(log: log) }, listening: listening)
  }

  /// Runs the server while `body` runs.
  func run(_ body: @Sendable (TestServer) async throws -> Void) async throws {
    let (listening, arrival) = AsyncStream.makeStream(of: Address.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { arrival.finish() }
        try await server { arrival.yield($0) }.run()
      }
      for await _ in listening { break }
      do {
        try await body(self)
        group.cancelAll()
        try await group.waitForAll()
      } catch {
        group.cancelAll()
        throw error
      }
    }
  }

  static func run(
    trunk: MemoryTrunk = MemoryTrunk(), _ body: @Sendable (TestServer) async throws -> Void
  ) async throws {
    try await TestServer(folder: try TestFolder(), trunk: trunk).run(body)
  }
}

/// A folder that goes with the last one who knows it.
final class TestFolder: Sendable {
  private let root: URL

  init() throws {
    root = FileManager.default.temporaryDirectory
      .appendingPathComponent("gw-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  func path(_ name: String) -> String { root.appendingPathComponent(name).path }
  func text(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }
  func write(_ text: String, to name: String) throws {
    try text.write(toFile: path(name), atomically: false, encoding: .utf8)
  }
}

/// What was logged, at every level.
final class TestLog: Sendable {
  private let lines = Mutex<[String]>([])
  var text: String { lines.withLock { $0.joined(separator: "\n") } }

  struct Handler: LogHandler {
    let log: TestLog
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      log.lines.withLock { $0.append("\(event.level) \(event.message)") }
    }
  }
}
