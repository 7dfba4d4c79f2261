// SPDX-License-Identifier: GPL-3.0-or-later
import Dispatch
import Foundation
import Synchronization

/// Two threads that hear a channel each at once, against one.
///
/// CPU time says whether channels hinder each other, whatever else the machine does; throughput is by the clock on the
/// wall and says what the machine gave.
struct BenchThreads<Receiver: BenchReceiver>: Encodable {
  /// CPU time of a channel beside another one over that of a channel by itself.
  let ratio: Spread
  /// Channel-seconds a second of two threads over those of one; 2 is linear.
  let throughput: Spread

  enum CodingKeys: String, CodingKey {
    case ratio = "cpu_ratio"
    case throughput
  }

  init(audio: [Int16], rounds: Int) {
    var ratios: [Double] = []
    var throughputs: [Double] = []
    let clock = ContinuousClock()
    for _ in 0..<rounds {
      var one = 0.0
      let oneTook = clock.measure { one = BenchChannel<Receiver>.hear(audio) }
      let two = Mutex(0.0)
      let twoTook = clock.measure {
        DispatchQueue.concurrentPerform(iterations: 2) { _ in
          let seconds = BenchChannel<Receiver>.hear(audio)
          two.withLock { $0 += seconds }
        }
      }
      ratios.append(two.withLock { $0 } / 2 / one)
      throughputs.append(2 * (oneTook / twoTook))
    }
    ratio = Spread(ratios)
    throughput = Spread(throughputs)
  }
}
