// SPDX-License-Identifier: GPL-3.0-or-later
import Detection

/// Many channels that one thread hears in turn, a frame of 20 ms each, against channels that are heard one by one.
///
/// Each channel is at its own place of the audio, so no two share a cache line of it. What is compared is the same
/// audio at the same age of the same receivers; only the order differs. The thread asks for a channel's memory while it
/// hears the ones before it.
struct BenchCrowd<Receiver: BenchReceiver>: Encodable {
  let channels: Int
  /// CPU time of a frame in the crowd over that of one by itself, round by round.
  let ratio: Spread

  private typealias Channel = BenchChannel<Receiver>
  /// A second each time.
  private static var frames: Int { 50 }

  init(channels count: Int, audio: [Int16], rounds: Int) {
    channels = count
    var crowd = [Channel](repeating: Channel(), count: count)
    // Every tenth of them once more, to be heard by itself.
    var alone = [Channel](repeating: Channel(), count: (count + 9) / 10)
    var events: [CallEvent] = []
    var workspace = Workspace()
    Workspace.gather(&crowd)
    var ratios: [Double] = []
    // The first round warms up.
    for round in 0...rounds {
      let age = round * Self.frames
      let one = CPUClock.seconds {
        for index in alone.indices {
          let start = Channel.start(10 * index, of: count, in: audio) + age
          alone[index].hear(start..<start + Self.frames, of: audio, &events, with: &workspace)
        }
      }
      let many = CPUClock.seconds {
        for frame in age..<age + Self.frames {
          var channels = crowd.mutableSpan
          for index in 0..<count {
            channels[min(index + 2 * Workspace.ahead, count - 1)].locate(for: &workspace)
            channels[min(index + Workspace.ahead, count - 1)].announce(to: &workspace)
            let start = Channel.start(index, of: count, in: audio) + frame
            channels[index].hear(start..<start + 1, of: audio, &events, with: &workspace)
          }
        }
      }
      if round > 0 {
        ratios.append((many / Double(crowd.count)) / (one / Double(alone.count)))
      }
    }
    ratio = Spread(ratios)
  }
}
