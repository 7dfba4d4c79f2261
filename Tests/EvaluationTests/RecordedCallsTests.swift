// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation
import Synchronization
import Testing

@testable import Evaluation

struct RecordedCallsTests {
  @Test(arguments: ["", "calls/", "truth/"])
  func `recordings are looked for where their table is, and beside it`(folder: String) throws {
    let temporary = try TemporaryFolder()
    let table = try temporary.file("truth.csv", "")
    let place = temporary.url.appending(path: folder + "a.wav")
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Recording(samples: [Int16](repeating: 1, count: 800)).write(to: place.path)
    let calls = RecordedCalls(of: table, files: ["none.wav", "a.wav"])
    let count = Atomic(0)
    let heard = calls.hear(onEach: { count.add(1, ordering: .relaxed) }) { index, recording in
      [index, recording.samples.count]
    }
    #expect(count.load(ordering: .relaxed) == 2)
    #expect(try heard[1].get() == [1, 800])
    #expect(throws: RecordingError.self) { try heard[0].get() }
  }
}
