// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

@testable import Training

/// A call set of our own making: six voices, of which one speaks prompts, and no recordings.
enum SmallCallSet {
  private static let pitches = [95.0, 118, 142, 171, 205, 246]

  static func make(folds: Int = 2, calls: Int = 4) -> CallSet {
    var clips: [VoiceClip] = []
    for (voice, pitch) in pitches.enumerated() {
      let kinds: [(VoiceClip.Kind, [Double])] =
        voice == 5
        ? [(.prompt, [0.6, 1.4, 2.1, 3])]
        : [(.word, [0.35, 0.5, 0.7]), (.sentence, [1.1, 1.8, 2.6])]
      for (kind, lengths) in kinds {
        for length in lengths {
          clips +=
            clip(kind, speaker: "voice-\(voice)", seconds: length, pitch: pitch).map { [$0] }
            ?? []
        }
      }
    }
    return CallSet(
      clips: clips, calls: (0..<calls).map(call),
      music: [MusicPiece(samples: Signals.music(seconds: 12).map(Float.init), group: "m")],
      folds: folds)
  }

  private static func clip(
    _ kind: VoiceClip.Kind, speaker: String, seconds: Double, pitch: Double
  ) -> VoiceClip? {
    let voice = Signals.voice(seconds: seconds, pitch: pitch)
    let silence = [Int16].silence(seconds: 0.2)
    return VoiceClip(
      kind: kind, speaker: speaker, source: kind == .prompt ? "pk" : "wuw", language: "none",
      prompt: kind == .prompt ? "vm-\(seconds)" : "",
      samples: (silence + voice + silence).map(Float.init), speech: 1600..<1600 + voice.count)
  }

  /// A person who says a word, or a machine that talks on.
  private static func call(_ number: Int) -> TrainingCall {
    let isMachine = number % 2 == 1
    let length = isMachine ? 5.0 : 0.5
    var call = TrainingCall(
      origin: .recorded, name: "c\(number)", outcome: isMachine ? .answeringMachine : .liveVoice,
      family: isMachine ? "greeting-nobeep" : "short-hello", group: "recorded-\(number)",
      answeredAt: 0, greetingStart: 0.8, greetingEnd: 0.8 + length)
    call.samples =
      .silence(seconds: 0.8) + Signals.voice(seconds: length, pitch: 110 + 20 * Double(number))
      + .silence(seconds: 4)
    var noise = NoiseSource(level: Level(dBm0: -60), seed: UInt64(number))
    noise.add(to: &call.samples)
    return call
  }
}
