// SPDX-License-Identifier: GPL-3.0-or-later

/// Many channels that one thread hears in turn, a frame of 20 ms each, against channels that are heard one by one.
///
/// Each channel is at its own place of the audio, so no two share a cache line of it. What is compared is the same
/// audio at the same age of the same receivers; only the order differs.
struct BenchCrowd<Receiver: BenchReceiver>: Encodable {
  let channels: Int
  /// CPU time of a frame in the crowd over that of one by itself, round by round.
  let ratio: Spread

  private typealias Channel = BenchChannel<Receiver>

  init(channels count: Int, audio: [Int16], rounds: Int) {
    channels = count
    // A second each time.
    let frames = 50
    var crowd = (0..<count).map { Channel(at: Channel.place($0, of: count, in: audio)) }
    // Every tenth of them once more, to be heard by itself.
    var alone = stride(from: 0, to: count, by: 10).map {
      Channel(at: Channel.place($0, of: count, in: audio))
    }
    var ratios: [Double] = []
    // The first round warms up.
    for round in 0...rounds {
      let one = CPUClock.seconds {
        for index in alone.indices { alone[index].hear(frames, of: audio) }
      }
      let many = CPUClock.seconds {
        for _ in 0..<frames {
          for index in crowd.indices {
            crowd[index].hear(1, of: audio)
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

extension BenchChannel {
  /// Where the audio starts for one of `count` channels that are spread over all of it: a whole frame.
  static func place(_ index: Int, of count: Int, in audio: [Int16]) -> Int {
    let frames = audio.count / frame
    return index * frames / count * frame
  }
}
