// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

extension Trainer {
  /// Of every so many calls the model of music learns what is none, and of all before a television.
  static let musicStride = 4
  /// dB over the noise floor from which on music plays.
  static let audible: Float = 6

  /// What the model of music learns of a call: loud frames, all of a recorded one on hold and some of a composed one; of
  /// others those of its speech, or of its noise where nobody speaks.
  /// - Parameter known: the call's frames of which it is known whether somebody speaks.
  static func musicFrames(
    _ call: TrainingCall, number: Int, known: [FrameFit.Frame]
  ) -> [FrameFit.Frame] {
    if call.outcome == .music {
      return loudFrames(
        call, isMusic: true, stride: call.origin == .recorded ? 1 : frameStride,
        offset: number % frameStride)
    }
    let hasTelevision = call.line.noise == "tv"
    guard number % musicStride == 0 || hasTelevision else { return [] }
    let isNoise = call.outcome == .silence && !hasTelevision
    return known.filter { ($0.isTrue || isNoise) && isLoud($0.inputs) }.map {
      var frame = $0
      frame.isTrue = false
      return frame
    }
  }

  /// Of voices that are made here, as synthetic as an instrument: they are no music either.
  static func madeVoices() -> [FrameFit.Frame] {
    (0..<40).flatMap { number in
      var call = TrainingCall(
        origin: .composed, name: "", outcome: .liveVoice, family: "", group: "", answeredAt: 0)
      let word = Signals.voice(seconds: 0.7, pitch: 80 + 6 * Double(number))
      let pause = [Int16].silence(seconds: 0.3)
      call.samples = pause + word + pause + word + word + word + pause + word
      var noise = NoiseSource(level: Level(dBm0: -58), seed: UInt64(number))
      noise.add(to: &call.samples)
      return loudFrames(call, isMusic: false, stride: 1, offset: 0)
    }
  }

  private static func loudFrames(
    _ call: TrainingCall, isMusic: Bool, stride: Int, offset: Int
  ) -> [FrameFit.Frame] {
    var frames: [FrameFit.Frame] = []
    var isStarted = false
    _ = Ear(Ear.bootstrap).verdict(on: call) { frame, block in
      guard let inputs = frame.inputs else { return }
      if inputs[VoiceActivity.excess] > audible { isStarted = true }
      guard isStarted, block % stride == offset % stride, isLoud(inputs) else { return }
      frames.append(FrameFit.Frame(inputs: inputs, isTrue: isMusic, block: Int32(block)))
    }
    return frames
  }

  private static func isLoud(_ inputs: SpeechInputs) -> Bool {
    inputs[VoiceActivity.belowLoudest] > -MusicMeter.weighed
  }
}
