// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Where speech is active and how loud it is there, in a recording that is otherwise quiet.
///
/// After ITU-T P.56's method B: a level is the mean over active time only, and active is what lies
/// above a threshold that stands 15.9 dB below that very level. Here the envelope is the mean
/// square of blocks of 16 ms, and only pauses within speech that are shorter than P.56's hangover
/// of 200 ms count as active: after the last word nothing does, so that a short word is not
/// measured as quieter than it is.
public struct ActiveSpeech: Sendable, Hashable {
  /// Samples from the first to past the last active block.
  public var range: Range<Int>
  /// Level over active time.
  public var level: Level

  /// P.56's margin between the active level and the threshold, in dB.
  static let margin = 15.9
  /// Samples of a block, 16 ms.
  static let block = 128
  /// Blocks of pause, 200 ms, from which on it is no part of the speech.
  static let hangover = 12

  /// nil if nothing is there but silence.
  public init?(of samples: [Int16]) {
    let blocks = stride(from: 0, to: samples.count, by: ActiveSpeech.block).map { start in
      samples[start..<min(start + ActiveSpeech.block, samples.count)]
        .reduce(0.0) { $0 + Double($1) * Double($1) } / Double(ActiveSpeech.block)
    }
    guard let loudest = blocks.max(), loudest > 0 else { return nil }
    // From the loudest block down, the threshold falls until it fits the level that it makes.
    var level = loudest
    for _ in 0..<50 {
      let next = ActiveSpeech.mean(of: blocks, above: ActiveSpeech.threshold(for: level))
      if abs(next / level - 1) < 1e-6 { break }
      level = next
    }
    let threshold = ActiveSpeech.threshold(for: level)
    guard
      let first = blocks.firstIndex(where: { $0 >= threshold }),
      let last = blocks.lastIndex(where: { $0 >= threshold })
    else { return nil }
    range = first * ActiveSpeech.block..<min((last + 1) * ActiveSpeech.block, samples.count)
    self.level = Level(meanSquare: level)
  }

  private static func threshold(for meanSquare: Double) -> Double {
    meanSquare * pow(10, -margin / 10)
  }

  private static func mean(of blocks: [Double], above threshold: Double) -> Double {
    var (sum, count) = (0.0, 0)
    var (pause, pauseCount) = (0.0, hangover)
    for block in blocks {
      if block < threshold {
        pause += block
        pauseCount += 1
        continue
      }
      let isBridged = pauseCount < hangover
      sum += block + (isBridged ? pause : 0)
      count += 1 + (isBridged ? pauseCount : 0)
      (pause, pauseCount) = (0, 0)
    }
    return sum / Double(max(count, 1))
  }
}
