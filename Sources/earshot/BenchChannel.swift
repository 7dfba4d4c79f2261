// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation

/// What hears one channel and is measured.
protocol BenchReceiver: Sendable {
  init(settings: AnalyzerSettings)
  mutating func consume(
    _ samples: Span<Int16>, into events: inout [CallEvent], with workspace: inout Workspace)
  mutating func announce(to workspace: inout Workspace)
  mutating func locate(for workspace: inout Workspace)
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

  /// Hears whole frames of `audio`, by their numbers; behind the last one comes the first. `events` is the thread's, and
  /// empty again.
  mutating func hear(
    _ frames: Range<Int>, of audio: [Int16], _ events: inout [CallEvent],
    with workspace: inout Workspace
  ) {
    let samples = audio.span
    let count = samples.count / Self.frame
    for number in frames {
      let place = number % count * Self.frame
      receiver.consume(
        samples.extracting(place..<place + Self.frame), into: &events, with: &workspace)
    }
    if !events.isEmpty { events.removeAll(keepingCapacity: true) }
  }

  mutating func announce(to workspace: inout Workspace) { receiver.announce(to: &workspace) }
  mutating func locate(for workspace: inout Workspace) { receiver.locate(for: &workspace) }

  /// The frame that one of `count` channels begins with that are spread over all of the audio.
  static func start(_ index: Int, of count: Int, in audio: [Int16]) -> Int {
    index * (audio.count / frame) / count
  }

  /// CPU seconds of a new receiver that hears all of the audio.
  static func hear(_ audio: [Int16]) -> Double {
    CPUClock.seconds {
      var channel = BenchChannel()
      var events: [CallEvent] = []
      var workspace = Workspace()
      channel.hear(0..<audio.count / frame, of: audio, &events, with: &workspace)
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
