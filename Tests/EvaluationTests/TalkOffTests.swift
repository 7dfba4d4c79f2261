// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Testing

@testable import Evaluation

struct TalkOffTests {
  @Test func `signals and verdicts of signals are hits, talk is none`() throws {
    let path = try TemporaryFolder()
    let recordings = try TalkOffRecording.read(
      try path.file("talkoff.csv", "file,kind\na.wav,speech\nb.wav,music\n"))
    #expect(recordings.map(\.material) == ["speech", "music"])
    var talkOff = TalkOff()
    talkOff.add(
      recordings[0],
      .heard(
        .liveVoice,
        events: [
          CallEvent(.speech, at: .zero), CallEvent(.answer, at: .zero), .beep(from: 1, to: 2),
          CallEvent(.tone, at: .zero, name: "busy"), CallEvent(.verdict, at: .zero),
        ]), duration: 900)
    talkOff.add(recordings[1], .heard(.busy), duration: 1800)
    #expect(talkOff.tallies["speech"]?.hits == ["beep": 1, "busy": 1])
    #expect(talkOff.tallies["speech"]?.perHour(1) == 4)
    #expect(talkOff.tallies["music"]?.hits == ["outcome:busy": 1])
    #expect(talkOff.text.contains("beep 4.00 (1), busy 4.00 (1)"))
  }
}
