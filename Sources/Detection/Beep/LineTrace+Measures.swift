// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

extension LineTrace {
  /// How the tone behaves, so far.
  var step: BeepStep? {
    BeepStep(points.span.extracting(0...last), start: start, before: before)
  }

  /// What is heard behind `step`, from the second frame behind the line on: the first one's window reaches over its end.
  func silence(behind step: BeepStep) -> BeepModel.Silence {
    let points = points.span
    var silence = BeepModel.Silence()
    let first = last + 2
    for index in first..<count {
      let point = points[index]
      let total = point.total / step.power
      silence.mean += total / Float(count - first)
      silence.least = min(silence.least, total)
      silence.most = max(silence.most, total)
      if index > first {
        silence.left = max(silence.left, point.power(isPair: step.side > 0) / step.power)
      }
    }
    return silence
  }

  /// The end: where the amplitude of its lines, free of what noise is left about them, passes a tenth of its peak.
  ///
  /// Half-overlapping Hann windows add up to one: behind a frame that the tone fills, the amplitudes relative to it add up
  /// to its length in hops less a half, and an abrupt end is placed to a few ms. A tone that fades so slowly that no
  /// edge is seen is placed between the two frames about the tenth.
  func end(isPair: Bool) -> SampleTime {
    let points = points.span.extracting(..<count)
    var noise: Float = 0
    for index in max(0, count - 3)..<count { noise += points[index].power(isPair: isPair) / 3 }
    func amplitude(_ points: Span<Point>, _ index: Int) -> Float {
      index < points.count
        ? max(0, points[index].power(isPair: isPair) - noise).squareRoot() : 0
    }
    var peak: Float = 0
    for index in 0...last { peak = max(peak, amplitude(points, index)) }
    // Less than one and a half times the noise is not told from it.
    let tenth = 0.1 * peak
    let least = max(tenth, 1.5 * noise.squareRoot())
    var place = min(count - 1, last + 2)
    while place > 0, amplitude(points, place) < least { place -= 1 }
    let (here, next) = (amplitude(points, place), amplitude(points, place + 1))
    if next > 0.5 * amplitude(points, max(0, place - 1)), next < here, next < least {
      let hops = min(BeepDetector.longestFade, logf(here / tenth) / logf(here / next))
      return start + place * Spectrum.hop + Int(hops * Float(Spectrum.hop))
    }
    let full = max(0, place - 2)
    // As it faded until then, so it would have gone on.
    let twice = full > 2 ? amplitude(points, full) / max(1, amplitude(points, full - 2)) : 1
    let fade = min(1, max(0.75, twice.squareRoot()))
    var level = amplitude(points, full)
    var sum: Float = 0
    for index in (full + 1)..<(place + 2) {
      level *= fade
      sum += min(1, amplitude(points, index) / max(1, level))
    }
    return start + full * Spectrum.hop + Int((sum + 0.5) * Float(Spectrum.hop))
  }
}
