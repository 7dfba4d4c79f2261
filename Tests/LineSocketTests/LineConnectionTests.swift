// SPDX-License-Identifier: GPL-3.0-or-later
import LineSocket
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LineConnectionTests {
  static let addresses: [@Sendable (Folder) -> Address] = [
    { $0.socket() }, { _ in .tcp(host: "127.0.0.1", port: 0) },
  ]

  @Test(arguments: [0, 1])
  func `lines go both ways over Unix and TCP`(_ kind: Int) async throws {
    let folder = try Folder()
    let server = LineServer(address: Self.addresses[kind](folder))
    let sent = (0..<500).map { "line \($0) " + String(repeating: "é", count: $0) }
    let received = try await serving(server, echo) { address in
      let connection = try await LineClient.connect(to: address)
      for line in sent { try connection.send(line) }
      return await connection.lines(sent.count)
    }
    #expect(received == sent)
  }

  @Test func `a line too long and bytes that are no text are told in their order`() async throws {
    let folder = try Folder()
    var limits = LineLimits()
    limits.line = 16
    let server = LineServer(address: folder.socket(), limits: limits)
    let received = try await serving(server, echo) { address in
      let connection = try await LineClient.connect(to: address)
      for line in ["one", String(repeating: "x", count: 17), "two"] { try connection.send(line) }
      return await connection.lines(3)
    }
    #expect(received == ["one", "! oversized", "two"])
  }

  @Test(arguments: [0, 1])
  func `what was sent before closing arrives, whatever else lies unread`(_ kind: Int) async throws {
    let folder = try Folder()
    let server = LineServer(address: Self.addresses[kind](folder))
    let refuse: @Sendable (LineConnection) async -> Void = { connection in
      // Takes one line, leaves the others, answers and ends.
      _ = await connection.lines(1)
      try? connection.send("unauthorized")
    }
    let received = try await serving(server, refuse) { address in
      let connection = try await LineClient.connect(to: address)
      for number in 0..<2000 { try? connection.send("line \(number)") }
      let lines = await connection.lines(.max)
      await connection.closed()
      return lines
    }
    #expect(received == ["unauthorized"])
  }

  @Test func `a peer that vanishes ends the lines`() async throws {
    let folder = try Folder()
    let (ends, ended) = AsyncStream.makeStream(of: Int.self)
    let count: @Sendable (LineConnection) async -> Void = { connection in
      ended.yield(await connection.lines(.max).count)
    }
    let counted = try await serving(LineServer(address: folder.socket()), count) { address in
      do {
        let connection = try await LineClient.connect(to: address)
        try connection.send("only")
        connection.close()
        #expect(throws: LineError(.closed, "unix")) { try connection.send("late") }
      }
      for await count in ends { return count }
      return -1
    }
    #expect(counted == 1)
  }

  @Test func `a peer that does not read is ended at the bound`() async throws {
    let folder = try Folder()
    var limits = LineLimits()
    limits.unsentBytes = 1 << 20
    let (ends, ended) = AsyncStream.makeStream(of: Int.self)
    let pour: @Sendable (LineConnection) async -> Void = { connection in
      let line = String(repeating: "x", count: 9999)
      var sent = 0
      do throws(LineError) {
        while sent < 64 << 20 {
          try connection.send(line)
          sent += 10_000
        }
      } catch {
        #expect(error.reason == .peerTooSlow)
        await connection.closed()
      }
      ended.yield(sent)
    }
    let server = LineServer(address: folder.socket(), limits: limits)
    let sent = try await serving(server, pour) { address in
      let connection = try await LineClient.connect(to: address)
      defer { connection.close() }
      for await sent in ends { return sent }
      return -1
    }
    // The bound, and what the client's own buffers took.
    #expect(sent >= 1 << 20 - 10_000)
    #expect(sent < 16 << 20)
  }

  @Test func `a reader that takes nothing stops the writer, and loses nothing`() async throws {
    let folder = try Folder()
    let (releases, release) = AsyncStream.makeStream(of: Void.self)
    let (counts, counted) = AsyncStream.makeStream(of: Int.self)
    let slow: @Sendable (LineConnection) async -> Void = { connection in
      for await _ in releases { break }
      var lines = 0
      for await _ in connection.inbound { lines += 1 }
      counted.yield(lines)
    }
    let server = LineServer(address: folder.socket())
    let (written, read) = try await serving(server, slow) { address in
      let writer = try RawWriter(folder.path + "/s")
      let line = Array(String(repeating: "x", count: 9999).utf8) + [UInt8(ascii: "\n")]
      var written = 0
      while written < 6400, writer.write(line) { written += 1 }
      release.finish()
      writer.finish()
      for await count in counts { return (written, count) }
      return (written, -1)
    }
    // 32 waiting lines, one read and what the kernel holds for both: far below the 64 MB that were to be written.
    #expect(written < 1600)
    #expect(read == written)
  }

  @Test func `a line with a line end in it is not sent`() async throws {
    let folder = try Folder()
    try await serving(LineServer(address: folder.socket()), echo) { address in
      let connection = try await LineClient.connect(to: address)
      #expect(throws: LineError(.notOneLine)) { try connection.send("a\nb") }
      try connection.send("c")
      #expect(await connection.lines(1) == ["c"])
    }
  }

  @Test func `a connection that nobody refers to ends, what was sent still arriving`() async throws
  {
    let folder = try Folder()
    let (ends, ended) = AsyncStream.makeStream(of: [String].self)
    let collect: @Sendable (LineConnection) async -> Void = { connection in
      ended.yield(await connection.lines(.max))
    }
    let collected = try await serving(LineServer(address: folder.socket()), collect) { address in
      try await LineClient.connect(to: address).send("last words")
      for await lines in ends { return lines }
      return []
    }
    #expect(collected == ["last words"])
  }

  @Test func `cancelling the reader ends its lines`() async throws {
    let folder = try Folder()
    try await serving(LineServer(address: folder.socket()), echo) { address in
      let connection = try await LineClient.connect(to: address)
      let reader = Task { await connection.lines(.max) }
      reader.cancel()
      #expect(await reader.value.isEmpty)
    }
  }
}
