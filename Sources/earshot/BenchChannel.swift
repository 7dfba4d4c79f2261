// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation

/// What hears one channel and is measured.
protocol BenchReceiver: Sendable {
  init(settings: AnalyzerSettings)
  mutating func consume(_ samples: Span<Int16>, into events: inout [CallEvent])
}

extension CallProgressAnalyzer: BenchReceiver {}
extension ToneReceiver: BenchReceiver {}

/// What hears tones, fax, modems, text telephones and digits, and is compared with others.
typealias ToneSide = ToneReceiver

/// One channel of a receiver, which hears frames of 20 ms.
struct BenchChannel<Receiver: BenchReceiver> {
  /// Samples of a frame.
  static var frame: Int { SampleTime.rate / 50 }

  private var receiver = Receiver(settings: AnalyzerSettings())
  private var events: [CallEvent] = []
  /// Where the next frame starts.
  private var place: Int

  /// - Parameter place: sample at which it starts; any number, for the audio goes round.
  init(at place: Int = 0) {
    self.place = place
  }

  /// Hears the next `count` frames; behind the audio's last whole frame comes its first.
  mutating func hear(_ count: Int, of audio: [Int16]) {
    let samples = audio.span
    for _ in 0..<count {
      if place + Self.frame > samples.count { place = 0 }
      receiver.consume(samples.extracting(place..<place + Self.frame), into: &events)
      place += Self.frame
    }
    events.removeAll(keepingCapacity: true)
  }

  /// CPU seconds of a new receiver that hears all of the audio.
  static func hear(_ audio: [Int16]) -> Double {
    CPUClock.seconds {
      var channel = BenchChannel()
      channel.hear(audio.count / frame, of: audio)
    }
  }

  /// CPU seconds of the analyzer's transforms of all of the audio: the floor.
  static func transform(_ audio: [Int16]) -> Double {
    var sum: Float = 0
    let seconds = CPUClock.seconds { sum = ToneReceiver.transformsAlone(of: audio.span) }
    precondition(sum.isFinite, "transforms of audio are numbers")
    return seconds
  }
}

enum CPUClock {
  /// CPU seconds that the calling thread spends on `work`; never 0, so that a ratio can be taken.
  static func seconds(_ work: () -> Void) -> Double {
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    let start = now()
    work()
    return max(1e-9, now() - start)
  }
}
