// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// What one frame adds to a run.
struct RunFrame: Sendable {
  /// Hz of the run's main line, and of the other one, 0 where there is none.
  var main: Float = 0
  var side: Float = 0
  /// 10 log10 of the mean square in the lines.
  var level: Float = 0
  /// Share of the band's power in the lines.
  var purity: Float = 0
}

/// Means and spreads over the frames of a run.
struct RunStatistics: Sendable {
  private(set) var count: Float = 0
  /// Sums over the frames of: main line, its square, level, its square, purity; about the first frame's values, so
  /// that nothing cancels.
  private var sums = SIMD8<Float>()
  private var reference = RunFrame()
  private var sideSum: Float = 0
  private var sideCount: Float = 0

  mutating func add(_ frame: RunFrame) {
    if count == 0 { reference = frame }
    let main = frame.main - reference.main
    let level = frame.level - reference.level
    sums += SIMD8(main, main * main, level, level * level, frame.purity, 0, 0, 0)
    if frame.side > 0 {
      // Of a carrier's sidebands now one is the stronger, now the other.
      let mirror = 2 * frame.main - frame.side
      let side =
        sideCount > 0 && abs(mirror - two) <= ToneTracker.wobble ? mirror : frame.side
      if abs(side - two) <= ToneTracker.wobble {
        sideSum += side
        sideCount += 1
      } else if sideCount <= 1 {
        // The splash of an edge is no line.
        sideSum = side
        sideCount = 1
      }
    }
    count += 1
  }

  var one: Float { count > 0 ? reference.main + sums[0] / count : 0 }
  var two: Float { sideCount > 0 ? sideSum / sideCount : 0 }
  var isDual: Bool { sideCount >= 2 && sideCount >= 0.4 * count }
  /// dB, the mean over the frames.
  var level: Float { count > 0 ? reference.level + sums[2] / count : 0 }
  var purity: Float { count > 0 ? sums[4] / count : 0 }
  var jitter: Float { spread(sums[0], sums[1]) }
  var unsteadiness: Float { spread(sums[2], sums[3]) }

  private func spread(_ sum: Float, _ squares: Float) -> Float {
    guard count > 0 else { return 0 }
    let mean = sum / count
    return max(0, squares / count - mean * mean).squareRoot()
  }
}
