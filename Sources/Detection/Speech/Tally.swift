// SPDX-License-Identifier: GPL-3.0-or-later

/// For every level in steps of 1 dB: for how many frames it was exceeded, gaps of up to 120 ms within words counted in,
/// and when last.
struct Tally: Sendable {
  private static let levels = 100
  /// Frames between two sounds that still belong together.
  private static let bridge = 6

  private var counts = InlineArray<100, Int32>(repeating: 0)
  private var lasts = InlineArray<100, Int32>(repeating: -1)
  private var frame: Int32 = 0

  /// Counts a frame of this level in dB, or a frame without speech.
  mutating func add(_ level: Float?) {
    frame += 1
    guard let level else { return }
    for index in 0...Tally.index(level) {
      let gap = frame - lasts[index]
      counts[index] += lasts[index] >= 0 && gap <= Tally.bridge ? gap : 1
      lasts[index] = frame
    }
  }

  func seconds(above level: Float) -> Double { Double(counts[Tally.index(level)]) / 50 }

  func pause(above level: Float) -> Double? {
    let last = lasts[Tally.index(level)]
    return last < 0 ? nil : Double(frame - last) / 50
  }

  private static func index(_ level: Float) -> Int {
    level.isFinite ? Int(max(0, min(Float(levels - 1), level))) : 0
  }
}
