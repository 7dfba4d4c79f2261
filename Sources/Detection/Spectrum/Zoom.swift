// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// A closer look at a tone: the lines of the last 160 ms, in bins of 6.25 Hz under a Hann window, told apart from 20 Hz on.
///
/// It is taken once in a run, for the evidence: the class of a tone does not wait for it.
enum Zoom {
  /// dB under the strongest line at which another is still one: the sidebands of a carrier modulated by a half are 12 dB
  /// down.
  static let depth: Float = 0.05

  private struct Scratch {
    var input = InlineArray<160, SIMD8<Float>>(repeating: .zero)
    var output = InlineArray<161, SIMD8<Float>>(repeating: .zero)
  }

  private static let window: [Float] = (0..<FourierPlan.zoom.size).map {
    Float(0.5 - 0.5 * cos(2 * .pi * (Double($0) + 0.5) / Double(FourierPlan.zoom.size)))
  }

  /// The strongest lines, up to three, within 100 Hz of `hertz`, in Hz, lowest first.
  static func lines(_ history: borrowing SampleHistory, near hertz: Float) -> ToneRun.Lines {
    var samples = InlineArray<1280, Float>(repeating: 0)
    do {
      var target = samples.mutableSpan
      history.copyNewest(FourierPlan.zoom.size, to: &target)
    }
    var scratch = Scratch()
    return withUnsafeMutablePointer(to: &scratch) { pointer in
      let input = UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Float.self)
      let output = input + FourierPlan.zoom.size
      for index in 0..<FourierPlan.zoom.size { input[index] = samples[index] * window[index] }
      FourierPlan.zoom.execute(input, output)
      return peaks(output, near: hertz)
    }
  }

  private static func peaks(_ spectrum: UnsafePointer<Float>, near hertz: Float) -> ToneRun.Lines {
    let width = Float(SampleTime.rate) / Float(FourierPlan.zoom.size)
    let low = max(2, Int((hertz - 100) / width))
    let high = Int((hertz + 100) / width)
    func power(_ bin: Int) -> Float {
      spectrum[2 * bin] * spectrum[2 * bin] + spectrum[2 * bin + 1] * spectrum[2 * bin + 1]
    }
    var most: Float = 0
    for bin in low...high { most = max(most, power(bin)) }
    var found = ToneRun.Lines()
    var powers = SIMD4<Float>()
    for bin in low...high {
      let here = power(bin)
      guard here >= depth * most, here >= power(bin - 1), here > power(bin + 1) else { continue }
      let (below, above) = (power(bin - 1), power(bin + 1))
      let ratio = (max(below, above) / max(here, 1e-9)).squareRoot()
      let shift = max(-0.5, min(0.5, (2 * ratio - 1) / (ratio + 1)))
      let place = (Float(bin) + (above >= below ? shift : -shift)) * width
      if found.count < 3 {
        found.hertz[found.count] = place
        powers[found.count] = here
        found.count += 1
      } else {
        var weakest = 0
        for index in 1..<3 where powers[index] < powers[weakest] { weakest = index }
        guard here > powers[weakest] else { continue }
        // Lowest first: those above the weakest move down.
        for index in weakest..<2 {
          found.hertz[index] = found.hertz[index + 1]
          powers[index] = powers[index + 1]
        }
        found.hertz[2] = place
        powers[2] = here
      }
    }
    return found
  }
}
