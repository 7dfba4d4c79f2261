// SPDX-License-Identifier: GPL-3.0-or-later
import Boards
import CBoard
import Calls
import Detection
import Foundation
import Testing

/// The driver of a vendor's library on the library that stands for it; at the pace of life, for its clock is its own.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct DialogicTests {
  /// Where libdxxx.so was built: beside these tests.
  static let library: String = {
    let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
    let bundle = maps.split(separator: "\n").first { $0.hasSuffix(".xctest") }
    guard let path = bundle?.split(separator: " ").last else {
      return URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../.build/debug").standardized.path
    }
    return URL(filePath: String(path)).deletingLastPathComponent().path
  }()

  @Test(arguments: ["", ",protocol=isdn"])
  func `calls are dialed, heard and released through the vendor's entry points`(
    lines: String
  ) async throws {
    let folder = URL(filePath: "/tmp/earshot-dialogic-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let script = folder.appending(path: "far-ends.yaml").path
    try """
    version: 1
    country: us
    samples: "\(ExchangeSite.samples)"
    far-ends:
      "1": {name: busy, expect: busy, early: us-busy-480+620hz-minus20dbm0.wav}
      "2": {name: hello, expect: live-voice, rings: 1, play: live-us-hello-female.wav, patience: 30}
      "3": {name: gone, rings: 1, play: us-dial-tone-350+440hz-minus20dbm0.wav, hang-up-after: 0.1}

    """.write(toFile: script, atomically: true, encoding: .utf8)
    setenv("EARSHOT_STUB_FAR_ENDS", script, 1)
    let board = try Board("dialogic:channels=3,lib=\(Self.library)\(lines)")
    #expect(board.description(ofChannel: 2).contains("dxxxB1C3"))
    let trunk = BoardTrunk(board)
    try await withThrowingTaskGroup(of: Outcome?.self) { group in
      group.addTask {
        let pace = HardwarePace(board)
        try await trunk.serve { pace.wait() }
        return nil
      }
      let outcomes = try await withThrowingTaskGroup(of: (String, [LegEvent]).self) { calls in
        for number in ["1", "2", "3"] {
          calls.addTask { (number, try await trunk.call(number)) }
        }
        return try await calls.reduce(into: [:]) { $0[$1.0] = $1.1 }
      }
      trunk.stop()
      #expect(outcomes["1"]?.verdict?.outcome == .busy)
      #expect(outcomes["2"]?.verdict?.outcome == .liveVoice)
      #expect(outcomes["2"]?.verdict?.answeredAt != nil)
      #expect(outcomes["3"]?.end == .remote || outcomes["3"]?.verdict != nil)
      try await group.waitForAll()
    }
    #expect(trunk.counters.eventsLost == 0)
    #expect(trunk.counters.overruns == 0)
  }

  @Test(arguments: [
    "channels=0", "channels=x", "colour=red", "lib=", "answer=yes", "guard", "slots=5", "protocol=",
  ])
  func `an address that makes no sense is refused`(address: String) {
    #expect(board_open("dialogic:\(address)") == -EINVAL)
  }

  @Test func `libraries that are not there are named in the error`() {
    let error = #expect(throws: BoardError.self) { try Board("dialogic:lib=/nonexistent") }
    #expect(error?.description.contains("lib=FOLDER") == true)
  }
}
