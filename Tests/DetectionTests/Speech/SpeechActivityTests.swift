// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct SpeechActivityTests {
  /// What is made of some audio, in which `tone` says where tones are.
  private struct Listener {
    var activity = SpeechActivity()
    var stretches: [(start: Double, end: Double)] = []

    init(
      _ samples: [Int16], tone: (SampleTime) -> SpeechActivity.Tone = { _ in .none }
    ) {
      samples.forEachFrame { frame, _, end in
        if let stretch = activity.consume(frame, tone: tone(frame.center)) {
          stretches.append((stretch.start.seconds, stretch.end.seconds))
        }
      }
    }
  }

  @Test(arguments: [-12.0, -20, -35])
  func `speech is a stretch, and its length is talk`(level: Double) throws {
    let voice = [Int16].talk(seconds: 1.5, level: Level(dBm0: level))
    for noise in [-60, level - 14] {
      let listener = Listener(voice.between(1, 1).noisy(noise))
      let stretch = try #require(listener.stretches.first)
      #expect(listener.stretches.count == 1)
      #expect(abs(stretch.start - 1) < 0.1 && abs(stretch.end - 2.5) < 0.15)
      #expect(abs(listener.activity.talk - 1.5) < 0.25, "noise at \(noise) dBm0")
      #expect(abs(try #require(listener.activity.pause) - 1) < 0.15)
    }
  }

  @Test(arguments: [-55.0, -46])
  func `noise is no speech, and is the floor`(level: Double) {
    var noise = NoiseSource(level: Level(dBm0: level), seed: 10)
    let listener = Listener(noise.render(48_000))
    #expect(listener.stretches.isEmpty && listener.activity.talk == 0)
    #expect(abs(listener.activity.floorLevel.dBm0 - level) < 2)
  }

  @Test func `a voice in the background does not count`() {
    var samples = [Int16].talk(seconds: 5, level: Level(dBm0: -34), pitch: 210)
    samples.mix([Int16].talk(seconds: 1, level: Level(dBm0: -14)), at: 8000)
    let listener = Listener(samples.between(1, 0).noisy(-58))
    #expect(abs(listener.activity.talk - 1) < 0.3)
  }

  @Test func `what is certainly a tone is no speech`() {
    let tone = [Int16].tone(440, 480, seconds: 2).between(1, 1).noisy(-58)
    let since = SampleTime(seconds: 1)
    let listener = Listener(tone) { center in
      (1.1...3).contains(center.seconds) ? .certain(since: since) : .none
    }
    #expect(listener.activity.talk < 0.25)
    #expect(Listener(tone).activity.talk > 1.5)
  }

  @Test func `what may be a tone counts only where it turns out to be short`() {
    let voice = [Int16].talk(seconds: 1).between(1, 1).noisy(-58)
    func talk(_ perhaps: ClosedRange<Double>) -> Double {
      Listener(voice) { perhaps.contains($0.seconds) ? .perhaps : .none }.activity.talk
    }
    #expect(talk(1.3...1.45) > 0.8)
    #expect(talk(1.0...1.9) < 0.4)
  }

  @Test func `an answer starts the count anew`() {
    var listener = Listener([Int16].talk(seconds: 2).noisy(-58))
    listener.activity.restart()
    #expect(listener.activity.talk == 0 && listener.activity.pause == nil)
    #expect(listener.activity.openStart == nil)
  }

  @Test func `speech up to the audio's end is closed there`() {
    var listener = Listener([Int16].talk(seconds: 1).between(1, 0).noisy(-58))
    let end = SampleTime(seconds: 2)
    let stretch = listener.activity.finish(at: end)
    #expect(stretch?.end == end)
    let again = listener.activity.finish(at: end)
    #expect(again == nil)
  }
}
