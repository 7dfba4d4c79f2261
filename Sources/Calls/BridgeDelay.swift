// SPDX-License-Identifier: GPL-3.0-or-later

/// How much of a bridge's ring its reader takes for each block: as little waits as the writer's unsteadiness allows, 80 ms
/// at most, and two clocks that differ are met a sample at a time.
///
/// What stays in the ring behind a block is its reserve. It begins at 25 ms, which is a frame of the writer, for two clocks
/// that drift pass each other's frames, and the slack below; each time that the ring has run dry it grows by 20 ms, up to 50,
/// and shrinks by 2 ms a second while it has not. The least that was left behind a block in a second is compared with it:
/// where it is 5 ms off, blocks of one sample more or less are taken until it is met, which is 6 per mille of pitch for as
/// many blocks as there are samples to meet. Clocks that are 100 ppm apart, what Ethernet's oscillators (IEEE 802.3) may be,
/// drift by 0.8 samples a second; a sample a block meets 50.
struct BridgeDelay: Sendable {
  enum Step: Sendable, Hashable {
    /// Nothing yet: silence.
    case wait
    /// Samples that make the block, and how many before them are left out.
    case take(Int, skipping: Int)
  }

  /// Samples that wait at most, 80 ms.
  static let most = 640
  static let reserves = 200...400
  /// 20 ms.
  static let growth = 160
  /// Samples by which the reserve shrinks in a window, and by which it may be missed.
  static let shrinkage = 16
  static let slack = 40
  /// Blocks: a second, at 20 ms.
  static let window = 50

  private(set) var reserve = reserves.lowerBound
  private var isFilling = true
  private var blocks = 0
  private var least = Int.max
  private var peak = 0
  /// Blocks of one sample more that are still to be taken; of one less, below 0.
  private var slips = 0

  /// What to take while `waiting` samples are there.
  mutating func next(waiting: Int, block: Int) -> Step {
    if isFilling {
      guard waiting >= block + reserve else { return .wait }
      isFilling = false
      (blocks, least, peak, slips) = (0, Int.max, 0, 0)
      return .take(block, skipping: waiting - block - reserve)
    }
    guard waiting >= block else {
      isFilling = true
      reserve = min(BridgeDelay.reserves.upperBound, reserve + BridgeDelay.growth)
      return .wait
    }
    // What is older is left out.
    guard waiting <= BridgeDelay.most else {
      return .take(block, skipping: waiting - BridgeDelay.most)
    }
    watch(waiting, block)
    if slips > 0, waiting > block {
      slips -= 1
      return .take(block + 1, skipping: 0)
    }
    if slips < 0 {
      slips += 1
      return .take(block - 1, skipping: 0)
    }
    return .take(block, skipping: 0)
  }

  private mutating func watch(_ waiting: Int, _ block: Int) {
    least = min(least, waiting - block)
    peak = max(peak, waiting)
    blocks += 1
    guard blocks == BridgeDelay.window else { return }
    reserve = max(BridgeDelay.reserves.lowerBound, reserve - BridgeDelay.shrinkage)
    let distance = least - reserve
    // A writer's bursts have no room beyond the most that may wait.
    slips = abs(distance) > BridgeDelay.slack ? max(distance, peak - BridgeDelay.most) : 0
    (blocks, least, peak) = (0, Int.max, 0)
  }
}
