// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// A cadence of the world's tone table as the receiver hears it: bursts of one audible line or pair, and their gaps.
struct CadencePattern: Sendable {
  struct Burst: Sendable {
    /// What the dominant line may be: the listed lines, or anything between two that are closer than 80 Hz.
    var lines: [ClosedRange<Float>]
    /// Seconds.
    var on: Float
    var off: Float
  }

  var kind: ListedTone.Kind
  var bursts: [Burst]
  var countries: Set<String>

  /// Patterns of all countries, equal ones together.
  static let world: [CadencePattern] = {
    var found: [String: CadencePattern] = [:]
    var order: [String] = []
    for tone in ListedTone.world where [.ringback, .busy, .reorder].contains(tone.kind) {
      guard let pattern = CadencePattern(tone) else { continue }
      let key = "\(pattern.kind) \(pattern.bursts)"
      if found[key] == nil { order.append(key) }
      found[key, default: pattern].countries.formUnion(pattern.countries)
    }
    return order.compactMap { found[$0] }
  }()

  /// Nil for a tone without a cadence.
  init?(_ tone: ListedTone) {
    kind = tone.kind
    countries = [tone.country]
    bursts = []
    for step in tone.steps {
      let seconds = Float(step.seconds)
      if step.frequencies.isEmpty {
        guard !bursts.isEmpty else { return nil }
        bursts[bursts.count - 1].off += seconds
      } else {
        guard seconds > 0 else { return nil }
        bursts.append(Burst(lines: CadencePattern.lines(of: step), on: seconds, off: 0))
      }
    }
    // Repeated equal halves are one.
    while bursts.count % 2 == 0, bursts.count > 1 {
      let half = bursts.count / 2
      guard "\(bursts[..<half])" == "\(bursts[half...].map { $0 })" else { break }
      bursts.removeLast(half)
    }
    guard bursts.allSatisfy({ $0.off > 0 }) else { return nil }
  }

  static func lines(of step: ListedTone.Step) -> [ClosedRange<Float>] {
    var ranges: [ClosedRange<Float>] = []
    for frequency in step.frequencies.map(Float.init).sorted() {
      if let last = ranges.last, frequency - last.upperBound < 80 {
        ranges[ranges.count - 1] = last.lowerBound...frequency
      } else {
        ranges.append(frequency...frequency)
      }
    }
    return ranges
  }

  /// Whether a run fits a burst's lines: ± 2 % and 8 Hz.
  static func fits(_ run: ToneRun, _ lines: [ClosedRange<Float>]) -> Bool {
    func inside(_ frequency: Float) -> Bool {
      lines.contains {
        let slack = 8 + 0.02 * $0.upperBound
        return frequency >= $0.lowerBound - slack && frequency <= $0.upperBound + slack
      }
    }
    if lines.count == 1, run.isDual {
      // A close pair seen as two, or a tone with a weak second line.
      return inside(run.low) || inside(run.high)
    }
    guard inside(run.low) else { return false }
    return !run.isDual || inside(run.high)
  }

  /// Likelihood, 0...1, of the bursts and gaps heard under this pattern: each burst of the pattern matched from a given
  /// rotation, lengths within 10 % (a standard deviation of 6 %) and 15 ms. `gaps` may lack the last one.
  func likelihood(of runs: ArraySlice<ToneRun>, gaps: ArraySlice<Float>) -> Float {
    var best: Float = 0
    for rotation in bursts.indices {
      var sum: Float = 0
      var count: Float = 0
      var fits = true
      for (offset, run) in runs.enumerated() {
        let burst = bursts[(rotation + offset) % bursts.count]
        guard CadencePattern.fits(run, burst.lines) else {
          fits = false
          break
        }
        let on = (Float(run.seconds) - burst.on) / (0.07 * burst.on + 0.008)
        sum += on * on
        count += 1
        if offset < gaps.count {
          let off = (gaps[gaps.startIndex + offset] - burst.off) / (0.07 * burst.off + 0.008)
          sum += off * off
          count += 1
        }
      }
      guard fits, count > 0 else { continue }
      // The errors of a signal's bursts are one error: three degrees of freedom, not as many as bursts.
      let mean = sum / count
      if mean < 7 { best = max(best, expf(-1.5 * mean)) }
    }
    return best
  }
}
