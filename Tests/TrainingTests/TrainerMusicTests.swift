// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Testing

@testable import Training

struct TrainerMusicTests {
  private static func call(_ outcome: Detection.Outcome, noise: String = "") -> TrainingCall {
    var call = TrainingCall(
      origin: .composed, name: "c", outcome: outcome, family: "", group: "g", answeredAt: 0)
    call.line.noise = noise
    return call
  }

  private static func frame(isSpeech: Bool, below: Float) -> FrameFit.Frame {
    var inputs = SpeechInputs()
    inputs[VoiceActivity.belowLoudest] = below
    return FrameFit.Frame(inputs: inputs, isTrue: isSpeech)
  }

  private static let known = [
    frame(isSpeech: true, below: -3), frame(isSpeech: true, below: -20),
    frame(isSpeech: false, below: -3), frame(isSpeech: false, below: -30),
  ]

  private static func learnt(_ call: TrainingCall, number: Int = 0) -> [FrameFit.Frame] {
    Trainer.musicFrames(call, number: number, known: known)
  }

  @Test func `loud speech is no music, nor is noise where nobody speaks`() {
    for (call, count) in [
      (TrainerMusicTests.call(.liveVoice), 1), (TrainerMusicTests.call(.silence), 2),
      (TrainerMusicTests.call(.silence, noise: "tv"), 1),
    ] {
      let frames = TrainerMusicTests.learnt(call)
      #expect(frames.count == count && frames.allSatisfy { !$0.isTrue })
    }
  }

  @Test func `of most calls nothing is learnt, but of all before a television`() {
    let call = TrainerMusicTests.call(.liveVoice)
    #expect(TrainerMusicTests.learnt(call, number: 1).isEmpty)
    #expect(TrainerMusicTests.learnt(call, number: Trainer.musicStride).count == 1)
    let before = TrainerMusicTests.call(.liveVoice, noise: "tv")
    #expect(TrainerMusicTests.learnt(before, number: 1).count == 1)
  }

  @Test func `all that is loud on hold is music, and each frame of what was recorded counts`() {
    var hold = TrainerMusicTests.call(.music)
    hold.samples = .silence(seconds: 0.5) + Signals.music(seconds: 4) + .silence(seconds: 1)
    let some = Trainer.musicFrames(hold, number: 0, known: [])
    hold.origin = .recorded
    let all = Trainer.musicFrames(hold, number: 0, known: [])
    #expect(all.allSatisfy(\.isTrue) && (150...205).contains(all.count))
    #expect(abs(some.count * Trainer.frameStride - all.count) < 2 * Trainer.frameStride)
  }

  @Test func `an excerpt is as long as asked for, at any speed, and silent behind the end`() {
    let piece = MusicPiece(samples: (0..<1000).map(Float.init), group: "g")
    var random = Randomness(seed: 1, index: 0)
    let fast = piece.excerpt(500, speed: 1.5, &random)
    let steps = zip(fast, fast.dropFirst()).map { $1 - $0 }
    #expect(fast.count == 500 && steps.allSatisfy { abs($0 - 1.5) < 0.01 })
    let long = piece.excerpt(2000, &random)
    #expect(long.count == 2000 && long[998] == 998 && long[1500] == 0)
  }
}
