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
  private var mainSum: Float = 0
  private var mainSquares: Float = 0
  private var reference: Float = 0
  private var sideSum: Float = 0
  private var sideCount: Float = 0
  private var levelSum: Float = 0
  private var levelSquares: Float = 0
  private var puritySum: Float = 0

  mutating func add(_ frame: RunFrame) {
    if count == 0 { reference = frame.main }
    // Squares about the first value: no cancellation.
    let deviation = frame.main - reference
    mainSum += deviation
    mainSquares += deviation * deviation
    if frame.side > 0, sideCount == 0 || abs(frame.side - two) <= ToneTracker.wobble {
      sideSum += frame.side
      sideCount += 1
    }
    levelSum += frame.level
    levelSquares += frame.level * frame.level
    puritySum += frame.purity
    count += 1
  }

  var one: Float { count > 0 ? reference + mainSum / count : 0 }
  var two: Float { sideCount > 0 ? sideSum / sideCount : 0 }
  var isDual: Bool { sideCount >= 2 && sideCount > 0.5 * count }
  /// The mean in decibels, as a mean square.
  var meanSquare: Float { count > 0 ? powf(10, levelSum / count / 10) : 0 }
  var purity: Float { count > 0 ? puritySum / count : 0 }
  var jitter: Float { spread(mainSum, mainSquares) }
  var unsteadiness: Float { spread(levelSum, levelSquares) }

  private func spread(_ sum: Float, _ squares: Float) -> Float {
    guard count > 0 else { return 0 }
    let mean = sum / count
    return max(0, squares / count - mean * mean).squareRoot()
  }
}
