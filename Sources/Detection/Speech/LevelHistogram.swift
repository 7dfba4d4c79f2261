// SPDX-License-Identifier: GPL-3.0-or-later

/// A second opinion on who spoke when, by level alone: for every level in steps of 2 dB from −70 dBm0, for how many
/// frames it was reached, when first and last, how often anew and after what gap at most.
///
/// It is read at levels relative to the loudest voice since the answer, and so, where that voice comes late, what was
/// heard before it becomes background.
struct LevelHistogram: Sendable {
  static let levels = 40
  static let step: Float = 2
  static let lowest: Float = -70
  /// Frames below a level after which reaching it counts anew.
  static let apart: Int32 = 8
  /// Smoothed harmonicity from which a level is a voice's.
  static let voiced: Float = 0.42

  private var counts = InlineArray<40, Int32>(repeating: 0)
  private var lasts = InlineArray<40, Int32>(repeating: -1)
  private var firsts = InlineArray<40, Int32>(repeating: -1)
  private var crossings = InlineArray<40, Int32>(repeating: 0)
  private var gaps = InlineArray<40, Int32>(repeating: 0)
  private var harmonicity: Float = 0
  /// The bin of the loudest voice; −1 before there is one.
  private var top = -1
  private var newest = 0

  private static func bin(_ level: Float) -> Int {
    min(levels - 1, max(0, Int((level - lowest) / step)))
  }

  /// Notes the newest level, dBm0, without counting it.
  mutating func note(_ level: Float) { newest = LevelHistogram.bin(level) }

  /// Counts frame number `frame`, of the newest level.
  mutating func count(_ frame: Int32, harmonicity now: Float) {
    harmonicity += 0.25 * (now - harmonicity)
    for bin in 0...newest {
      if counts[bin] == 0 {
        firsts[bin] = frame
        crossings[bin] = 1
      } else {
        let gap = frame - lasts[bin]
        gaps[bin] = max(gaps[bin], gap)
        if gap >= LevelHistogram.apart { crossings[bin] += 1 }
      }
      counts[bin] += 1
      lasts[bin] = frame
    }
    if harmonicity > LevelHistogram.voiced, newest > top { top = newest }
  }

  /// The level, dBm0, that lies `depth` dB under the loudest voice.
  func level(depth: Float) -> Float? {
    top >= 0 ? LevelHistogram.lowest + LevelHistogram.step * Float(top) - depth : nil
  }

  /// What was heard from `depth` dB under the loudest voice up, in frames.
  struct Reading {
    var since: Int32
    var total: Int32
    var first: Int32
    var crossings: Int32
    var longestGap: Int32
  }

  func reading(depth: Float, at frame: Int32) -> Reading? {
    guard top >= 0 else { return nil }
    let bin = max(0, top - Int(depth / LevelHistogram.step))
    let since = frame - lasts[bin]
    return Reading(
      since: since, total: counts[bin], first: firsts[bin], crossings: crossings[bin],
      longestGap: max(gaps[bin], since))
  }

  /// dB that the loudest voice, and the newest frame, lie over the level that a fifth of the frames do not pass.
  var spread: (voice: Float, now: Float)? {
    guard top >= 0 else { return nil }
    let enough = 0.2 * Float(counts[0])
    var quiet = 0
    for bin in 0..<(LevelHistogram.levels - 1)
    where Float(counts[0] - counts[bin + 1]) >= enough {
      quiet = bin
      break
    }
    return (
      LevelHistogram.step * Float(top - quiet), LevelHistogram.step * Float(newest - quiet)
    )
  }
}
