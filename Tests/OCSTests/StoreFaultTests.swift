// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Calls
import Desk
import Detection
import Foundation
import GRDB
import OCS
import OutboundContact
import SQLiteRecords
import Testing

/// A real store that refuses: a disk that is full, a file that another process has locked. The campaign pauses, dials
/// nobody, and goes on by itself.
@Suite(.timeLimit(.minutes(1))) struct StoreFaultTests {
  /// A disk of its own, as small as it may be; needs root, as mounting does.
  private final class SmallDisk {
    let path: String

    init(kilobytes: Int) throws {
      path = NSTemporaryDirectory() + "disk-\(UUID().uuidString.prefix(8))"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      let status = try SmallDisk.run(
        "mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path)
      try #require(status == 0, "no small disk could be mounted: run the tests as root")
    }

    deinit {
      _ = try? SmallDisk.run("umount", "-l", path)
      try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes until nothing more fits.
    func fill() throws {
      let filler = path + "/filler"
      try Data().write(to: URL(filePath: filler))
      let file = try FileHandle(forWritingTo: URL(filePath: filler))
      for size in [65_536, 4096] {
        while (try? file.write(contentsOf: Data(count: size))) != nil {}
      }
      try file.close()
    }

    func empty() throws { try FileManager.default.removeItem(atPath: path + "/filler") }

    private static func run(_ command: String...) throws -> Int32 {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = command
      try process.run()
      process.waitUntilExit()
      return process.terminationStatus
    }
  }

  @Test func `while the disk is full nobody is dialed, and then it goes on`() async throws {
    let disk = try SmallDisk(kilobytes: 2048)
    let store = try SQLiteRecords(path: disk.path + "/records.sqlite")
    defer { try? store.close() }
    try await store.importList((1...40).map(TestFloor.record))
    try await TestFloor.run(over: store) { floor in
      let supervisor = try await floor.supervisor()
      let gateway = try await floor.gateway.nextPeer()
      _ = try await floor.readyAgent("a1")
      let call = try await gateway.dial()
      try disk.fill()
      let result = try gateway.send(.result(CallOutcome(call.attempt, .busy)))
      _ = try await supervisor.campaign { $0.isPaused }
      #expect(try await store.attempts(campaign: "spring").map(\.id) == [call.attempt])
      #expect(try await store.records(campaign: "spring")[0].recordStatus == .retrieved)
      try disk.empty()
      try await gateway.acknowledged(result)
      _ = try await gateway.dial()
      _ = try await supervisor.campaign { !$0.isPaused }
    }
  }

  @Test func `while another process has the store nobody is dialed, and then it goes on`()
    async throws
  {
    try await TestFloor.withDisk(busySeconds: 0.02) { store, path in
      try await store.importList((1...2).map(TestFloor.record))
      try await TestFloor.run(over: store) { floor in
        let supervisor = try await floor.supervisor()
        let gateway = try await floor.gateway.nextPeer()
        _ = try await floor.readyAgent("a1")
        let call = try await gateway.dial()
        var unsafe = Configuration()
        unsafe.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: path, configuration: unsafe)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let result = try gateway.send(.result(CallOutcome(call.attempt, .busy)))
        _ = try await supervisor.campaign { $0.isPaused }
        #expect(try await store.attempts(campaign: "spring").count == 1)
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try await gateway.acknowledged(result)
        _ = try await gateway.dial()
        _ = try await supervisor.campaign { !$0.isPaused }
      }
    }
  }
}
