// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Foundation
import LineSocket

/// Runs `server` while `body` runs, with the address that it listens on; cancels it after, and waits for its end.
func serving<Value: Sendable>(
  _ server: LineServer, _ serve: @escaping @Sendable (LineConnection) async -> Void,
  _ body: @escaping @Sendable (Address) async throws -> Value
) async throws -> Value {
  let (addresses, bound) = AsyncStream.makeStream(of: Address.self)
  return try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask {
      defer { bound.finish() }
      try await server.run(listening: { bound.yield($0) }, serve)
    }
    var value: Value?
    for await address in addresses {
      value = try await body(address)
      break
    }
    group.cancelAll()
    try await group.waitForAll()
    guard let value else { throw LineError(.cannotListen, "the server ended early") }
    return value
  }
}

/// Sends every line back, "! " before what is no line.
@Sendable func echo(_ connection: LineConnection) async {
  for await output in connection.inbound {
    let line = if case .line(let text) = output { text } else { "! \(output)" }
    do { try connection.send(line) } catch { return }
  }
}

extension LineConnection {
  /// The next lines that come, as many as asked for or until the end.
  func lines(_ count: Int) async -> [String] {
    var lines: [String] = []
    for await output in inbound {
      if case .line(let text) = output { lines.append(text) }
      if lines.count == count { break }
    }
    return lines
  }
}

/// A folder of its own for each test, gone with it.
final class Folder: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/line-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw CocoaError(.fileWriteUnknown) }
    path = String(cString: made)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func socket(_ name: String = "s") -> Address { .unix(path: path + "/" + name) }
  func mode(_ name: String = "s") -> Int? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path + "/" + name)
    return attributes?[.posixPermissions] as? Int
  }
  func exists(_ name: String = "s") -> Bool {
    FileManager.default.fileExists(atPath: path + "/" + name)
  }
}
