// SPDX-License-Identifier: GPL-3.0-or-later
import Detection
import Evaluation
import Foundation
import Testing

struct RecordingNotesTests {
  @Test func `a gateway's sidecar says what a call was heard as and what was known of it`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("a.wav", "x")
    _ = try folder.file(
      "a.json",
      """
      {"file":"a.wav","attempt":"a","outcome":"busy","decided_at_s":2.25,"answered_at_s":1.5,"confidence":0.99,
       "reason":"busy tone","country":"us","supervision":"signalled","lost_samples":0,"events":[]}
      """)
    _ = try folder.file("b.wav", "x")
    _ = try folder.file("b.json", "[1, 2]")
    let notes = try ReplayFolder(path: folder.url.path).sidecars()
    #expect(Array(notes.keys) == ["a.wav"])
    let note = try #require(notes["a.wav"])
    #expect(note.heard.verdict.outcome == .busy)
    let hints = note.hints(costs: DecisionProfile.quick.costs)
    #expect(hints.country == "us" && hints.answeredAt == 1.5 && hints.supervision == .signalled)
  }
}
