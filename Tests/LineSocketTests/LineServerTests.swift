// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import LineSocket
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LineServerTests {
  @Test func `the file of a Unix socket is its owner's only, and gone at the end`() async throws {
    let folder = try Folder()
    let mode = try await serving(LineServer(address: folder.socket()), echo) { _ in folder.mode() }
    #expect(mode == 0o600)
    #expect(!folder.exists())
  }

  @Test func `a file that a dead server left is replaced`() async throws {
    let folder = try Folder()
    try Self.leaveDeadSocket(at: folder.path + "/s")
    #expect(folder.exists())
    let lines = try await serving(LineServer(address: folder.socket()), echo) { address in
      let connection = try await LineClient.connect(to: address)
      try connection.send("alive")
      return await connection.lines(1)
    }
    #expect(lines == ["alive"])
  }

  @Test func `a living server's file is left to it`() async throws {
    let folder = try Folder()
    let lines = try await serving(LineServer(address: folder.socket()), echo) { address in
      await #expect(throws: LineError(.inUse, "\(address): a server answers there")) {
        try await LineServer(address: address).run(echo)
      }
      let connection = try await LineClient.connect(to: address)
      try connection.send("still here")
      return await connection.lines(1)
    }
    #expect(lines == ["still here"])
  }

  @Test func `a file that is no socket is left alone`() async throws {
    let folder = try Folder()
    try Data("precious".utf8).write(to: URL(filePath: folder.path + "/s"))
    let error = await #expect(throws: LineError.self) {
      try await LineServer(address: folder.socket()).run(echo)
    }
    #expect(error?.reason == .cannotListen)
    #expect(try String(contentsOfFile: folder.path + "/s", encoding: .utf8) == "precious")
  }

  @Test func `a folder that is not there and a port that is taken are errors`() async throws {
    let missing = await #expect(throws: LineError.self) {
      try await LineServer(address: .unix(path: "/nowhere/s")).run(echo)
    }
    #expect(missing?.reason == .cannotListen)
    let server = LineServer(address: .tcp(host: "127.0.0.1", port: 0))
    try await serving(server, echo) { address in
      let taken = await #expect(throws: LineError.self) {
        try await LineServer(address: address).run(echo)
      }
      #expect(taken?.reason == .inUse)
    }
  }

  @Test func `nobody listening is an error that may pass`() async throws {
    let folder = try Folder()
    let error = await #expect(throws: LineError.self) {
      _ = try await LineClient.connect(to: folder.socket())
    }
    #expect(error?.reason == .cannotConnect)
    #expect(error?.isTemporary == true)
  }

  @Test func `cancelling a server ends its connections and returns`() async throws {
    let folder = try Folder()
    let (connections, connected) = AsyncStream.makeStream(of: LineConnection.self)
    try await serving(LineServer(address: folder.socket()), echo) { address in
      for _ in 0..<3 {
        let connection = try await LineClient.connect(to: address)
        try connection.send("hello")
        #expect(await connection.lines(1) == ["hello"])
        connected.yield(connection)
      }
    }
    connected.finish()
    for await connection in connections { await connection.closed() }
    #expect(!folder.exists())
  }

  @Test func `one connection too many is closed, and there is room when another ends`() async throws
  {
    let folder = try Folder()
    var limits = LineLimits()
    limits.connections = 1
    limits.lingerSeconds = 0.01
    try await serving(LineServer(address: folder.socket(), limits: limits), echo) { address in
      let first = try await LineClient.connect(to: address)
      try first.send("a")
      #expect(await first.lines(1) == ["a"])
      let second = try await LineClient.connect(to: address)
      #expect(await second.lines(1) == [])
      first.close()
      // The server sees the end in its own time.
      var answer: [String] = []
      while answer.isEmpty {
        let third = try await LineClient.connect(to: address)
        try? third.send("b")
        answer = await third.lines(1)
      }
      #expect(answer == ["b"])
    }
  }

  /// What a server killed with -9 leaves: a socket's file that nobody listens on.
  private static func leaveDeadSocket(at path: String) throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let result = withUnixAddress(path) { bind(descriptor, $0, $1) }
    _ = listen(descriptor, 1)
    _ = close(descriptor)
    guard result == 0 else { throw CocoaError(.fileWriteUnknown) }
  }
}
