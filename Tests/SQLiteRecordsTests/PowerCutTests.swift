// SPDX-License-Identifier: GPL-3.0-or-later
import CPowerCut
import Foundation
import GRDB
import OutboundContact
import RecordStoreConformance
import Testing

@testable import SQLiteRecords

/// What is on the disk when the power goes, by a model: what was synced is there; of what was written since, any part
/// may be, in any order, torn at any sector.
struct PowerCutTests {
  private struct Disk {
    private var files: [String: [UInt8]] = [:]
    /// Written since the file's last sync.
    private var unsynced: [String: [power_cut_step]] = [:]

    mutating func take(_ step: power_cut_step) {
      let name = PowerCutTests.name(of: step)
      switch step.kind {
      case POWER_CUT_SYNC:
        for old in unsynced.removeValue(forKey: name) ?? [] { make(old, of: name) }
      case POWER_CUT_DELETE:
        files[name] = nil
        unsynced[name] = nil
      default: unsynced[name, default: []].append(step)
      }
    }

    private mutating func make(_ step: power_cut_step, of name: String) {
      var file = files[name] ?? []
      let offset = Int(step.offset)
      if step.kind == POWER_CUT_TRUNCATE {
        if offset < file.count { file.removeLast(file.count - offset) }
      } else {
        let bytes = UnsafeBufferPointer(start: step.bytes, count: step.count)
        if file.count < offset + bytes.count {
          file += [UInt8](repeating: 0, count: offset + bytes.count - file.count)
        }
        file.replaceSubrange(offset..<offset + bytes.count, with: bytes)
      }
      files[name] = file
    }

    /// The files after a cut now.
    func cut(_ dice: inout some RandomNumberGenerator) -> [String: [UInt8]] {
      var left = self
      for (name, steps) in unsynced {
        for step in steps where Bool.random(using: &dice) {
          var step = step
          if step.kind == POWER_CUT_WRITE, Bool.random(using: &dice) {
            // Torn: only its first sectors.
            step.count = min(step.count, Int.random(in: 0...step.count / 512, using: &dice) * 512)
          }
          left.make(step, of: name)
        }
      }
      return left.files
    }
  }

  private static func name(of step: power_cut_step) -> String {
    withUnsafeBytes(of: step.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  @Test
  func `whenever the power goes, what was acknowledged is there, and nothing is there by half`()
    async throws
  {
    try await SQLiteKind().withFolder { folder in
      let written = folder.appending(path: "written")
      try FileManager.default.createDirectory(at: written, withIntermediateDirectories: true)
      try #require(power_cut_watch(written.path) == 0)
      defer { power_cut_forget() }
      let store = try SQLiteRecords(path: written.appending(path: "records.sqlite").path)
      // Checkpoints come often, so that cuts meet them too.
      try await store.pool.writeWithoutTransaction {
        try $0.execute(sql: "PRAGMA wal_autocheckpoint = 20")
      }
      try await store.importList((1...60).map { Rows.record($0) })
      /// How many steps there were when a record's commit had returned.
      var acknowledged: [(record: Int, steps: Int)] = []
      for id in 1...60 {
        let attempt = Rows.attempt("a\(id)", on: id, at: Double(id))
        try await store.commit([
          .attemptOpened(attempt), .recordChanged(Rows.record(id, status: .retrieved)),
        ])
        try await store.commit([
          .attemptChanged(attempt.closed()), .recordChanged(Rows.record(id, status: .updated)),
        ])
        acknowledged.append((id, power_cut_count()))
      }
      try store.close()

      var dice = SystemRandomNumberGenerator()
      let imported = (0..<power_cut_count()).first { power_cut_at($0).kind == POWER_CUT_SYNC } ?? 0
      var cuts = Set(
        (0..<60).map { _ in Int.random(in: imported..<power_cut_count(), using: &dice) })
      cuts.insert(power_cut_count() - 1)
      var disk = Disk()
      for step in 0..<power_cut_count() {
        disk.take(power_cut_at(step))
        guard cuts.contains(step) else { continue }
        let due = acknowledged.filter { $0.steps <= step + 1 }.map(\.record)
        try await check(disk.cut(&dice), acknowledged: due, at: step, in: folder)
      }
    }
  }

  private func check(
    _ files: [String: [UInt8]], acknowledged: [Int], at step: Int, in folder: URL
  ) async throws {
    let place = folder.appending(path: "cut-\(step)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    for (name, bytes) in files where !name.hasSuffix("-shm") {
      try Data(bytes).write(to: place.appending(path: name))
    }
    let store = try SQLiteRecords(path: place.appending(path: "records.sqlite").path)
    let integrity = try await store.pool.read {
      try String.fetchOne($0, sql: "PRAGMA integrity_check")
    }
    #expect(integrity == "ok", "after step \(step)")
    let records = try await store.records(campaign: "spring")
    let attempts = try await store.attempts(campaign: "spring")
    for attempt in attempts {
      let record = records.first { $0.recordID == attempt.recordID }
      #expect(record?.recordStatus == (attempt.stage.isOpen ? .retrieved : .updated))
    }
    let finished = attempts.filter { !$0.stage.isOpen }.map(\.recordID)
    #expect(
      finished.starts(with: acknowledged), "\(acknowledged.count) acknowledged, step \(step)")
    try store.close()
    try FileManager.default.removeItem(at: place)
  }
}
