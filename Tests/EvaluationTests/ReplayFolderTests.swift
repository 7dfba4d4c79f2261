// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Evaluation

struct ReplayFolderTests {
  @Test func `its files are the recordings, and beside them a table and results`() throws {
    let folder = try TemporaryFolder()
    for name in ["b.wav", "a.ul", "notes.txt", ".hidden.wav", "truth.csv", "picture.PNG"] {
      _ = try folder.file(name, "x")
    }
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "older.wav"), withIntermediateDirectories: true)
    let calls = try ReplayFolder(path: folder.url.path)
    #expect(calls.files == ["a.ul", "b.wav"])
    #expect(calls.table == folder.url.path + "/truth.csv")
    #expect(calls.results == nil)
  }

  @Test func `a folder without recordings, or none at all, is refused`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("notes.txt", "x")
    let empty = try #require(throws: ReplayFolderError.self) {
      try ReplayFolder(path: folder.url.path)
    }
    #expect("\(empty)".contains("no recordings"))
    let missing = try #require(throws: ReplayFolderError.self) {
      try ReplayFolder(path: "/nonexistent")
    }
    #expect("\(missing)".contains("/nonexistent"))
  }
}
