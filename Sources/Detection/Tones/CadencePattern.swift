// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// A cadence of the world's tone table as the receiver hears it: bursts of one or two audible lines, and their gaps.
///
/// The receiver's tolerances are those of E.180's receivers: 1.5 % of a frequency and 10 % of a length are nothing
/// against a plan; what lies further off counts less and less.
struct CadencePattern: Sendable {
  struct Burst: Sendable {
    /// Bands in Hz that the burst's lines lie in, the lower first: a listed line, or all between two lines that are
    /// closer than 80 Hz and are heard as one. The second is empty (0...0) for a single line.
    var low: ClosedRange<Float>
    var high: ClosedRange<Float>
    /// Seconds.
    var on: Float
    var off: Float
    /// dB beside the tone's level.
    var level: Float = 0
  }

  /// What was heard: bursts, and the gaps behind each. Exchanges switch to a tone that runs already, so that the first
  /// burst may have been longer; the last gap may go on.
  struct Train {
    static let most = 8
    var count = 0
    var runs = InlineArray<8, ToneRun?>(repeating: nil)
    /// Seconds; the last one is how long it has been quiet.
    var gaps = InlineArray<8, Float>(repeating: 0)
    /// Whether the last one is over.
    var isLastGapWhole = false
  }

  /// What a first burst that was cut short takes from a likelihood: most are not, or look it.
  private static let cut: Float = 0.3
  /// dB by which one burst may differ from the other: a listed alternation is 10 dB.
  private static let unlike: Float = 5

  var kind: ListedTone.Kind
  var bursts: [Burst]
  var countries: Set<String>

  /// The tones that answer a call.
  private static let kinds: Set<ListedTone.Kind> = [
    .ringback, .busy, .reorder, .numberUnobtainable,
  ]

  /// Patterns of all countries, equal ones together.
  static let world: [CadencePattern] = {
    var found: [String: CadencePattern] = [:]
    var order: [String] = []
    for tone in ListedTone.world where kinds.contains(tone.kind) {
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
      guard !step.frequencies.isEmpty else {
        guard !bursts.isEmpty else { return nil }
        bursts[bursts.count - 1].off += seconds
        continue
      }
      guard seconds > 0 else { return nil }
      let (low, high) = CadencePattern.lines(of: step)
      // What is told apart by nothing that a receiver hears goes on.
      if let last = bursts.last, last.off == 0, last.low == low, last.high == high {
        bursts[bursts.count - 1].on += seconds
      } else {
        bursts.append(
          Burst(low: low, high: high, on: seconds, off: 0, level: Float(step.relativeLevel)))
      }
    }
    // Repeated equal halves are one.
    while bursts.count % 2 == 0, bursts.count > 1 {
      let half = bursts.count / 2
      guard "\(bursts[..<half])" == "\(bursts[half...])" else { break }
      bursts.removeLast(half)
    }
    guard bursts.contains(where: { $0.off > 0 }) else { return nil }
  }

  /// The bands that a step's lines are heard in.
  static func lines(of step: ListedTone.Step) -> (low: ClosedRange<Float>, high: ClosedRange<Float>)
  {
    var heard = step.frequencies.map(Float.init)
    // Of a modulated tone's sidebands the lower one is heard as another line, where they are as far apart as lines.
    if let modulation = step.modulation.map(Float.init), modulation >= ToneTracker.apart {
      heard += heard.map { $0 - modulation }
    }
    var bands: [ClosedRange<Float>] = []
    for frequency in heard.sorted() {
      if let last = bands.last, frequency - last.upperBound < ToneTracker.apart {
        bands[bands.count - 1] = last.lowerBound...frequency
      } else {
        bands.append(frequency...frequency)
      }
    }
    return (bands.first ?? 0...0, bands.count > 1 ? bands[1] : 0...0)
  }

  /// Likelihood, 0...1, that a line heard at `frequency` belongs to `band`: 1 within 1.5 % and 2 Hz, 0 from 2 % and 5 Hz on.
  static func fit(_ frequency: Float, _ band: ClosedRange<Float>) -> Float {
    let beyond = max(band.lowerBound - frequency, frequency - band.upperBound, 0)
    let excess = (beyond - 2 - 0.015 * frequency) / (1 + 0.0017 * frequency)
    return excess <= 0 ? 1 : excess < 3 ? expf(-0.5 * excess * excess) : 0
  }

  /// Likelihood that `run` is a burst of these lines.
  static func fit(_ run: ToneRun, _ burst: Burst) -> Float {
    let isPair = burst.high.upperBound > 0
    if isPair {
      guard run.isDual else {
        // One line of the pair was lost.
        return 0.1 * max(fit(run.low, burst.low), fit(run.low, burst.high))
      }
      return fit(run.low, burst.low) * fit(run.high, burst.high)
    }
    if run.isDual {
      // A close pair seen as two, or a tone with a weak second line.
      let inside = max(fit(run.low, burst.low), fit(run.high, burst.low))
      return run.high - run.low < ToneTracker.apart ? inside : 0.02 * inside
    }
    // A closer look tells a close pair from a single line in its middle.
    let isClosePair = burst.low.upperBound - burst.low.lowerBound >= 20
    let looksAlike = run.lines.count == 0 || (run.lines.count > 1) == isClosePair
    return (looksAlike ? 1 : 0.2) * fit(run.low, burst.low)
  }

  /// How well lengths fit those that are listed.
  private struct Lengths {
    /// Seconds by which a lost or repeated packet may move an edge, and edges that may be moved.
    static let packet: Float = 0.025
    static let mostMoved = 2

    private var sum: Float = 0
    private var count: Float = 0
    private var moved = 0

    /// A length of `seconds` is nothing against the listed one within 9 %, and 1 at 12 %.
    mutating func add(_ seconds: Float, _ listed: Float) {
      let beyond = max(0, abs(seconds - listed) - 0.09 * listed - 0.004)
      let excess = beyond / (0.03 * listed + 0.003)
      count += 1
      if excess > 1, beyond <= Lengths.packet, moved < Lengths.mostMoved {
        moved += 1
        sum += 1
      } else {
        sum += excess * excess
      }
    }

    /// The errors of a signal's bursts are one error: three degrees of freedom, not as many as bursts.
    var likelihood: Float {
      let mean = count > 0 ? sum / count : 0
      return mean < 7 ? expf(-1.5 * mean) : 0
    }
  }

  /// Likelihood, 0...1, of what was heard under this pattern, whichever of its bursts it began with.
  func likelihood(of train: Train) -> Float {
    var total: Float = 0
    for rotation in bursts.indices {
      var lengths = Lengths()
      var likelihood: Float = 1
      for index in 0..<train.count {
        let burst = bursts[(rotation + index) % bursts.count]
        guard let run = train.runs[index] else { break }
        likelihood *= CadencePattern.fit(run, burst)
        if likelihood < 0.01 { break }
        if index > 0, let before = train.runs[index - 1] {
          let drop = bursts[(rotation + index - 1) % bursts.count].level - burst.level
          let heard = Float(before.level.dBm0 - run.level.dBm0)
          if abs(heard - drop) > CadencePattern.unlike { likelihood *= 0.05 }
        }
        let on = Float(run.seconds)
        if index == 0, on < 0.88 * burst.on {
          likelihood *= CadencePattern.cut
        } else {
          lengths.add(on, burst.on)
        }
        let gap = train.gaps[index]
        if index < train.count - 1 || train.isLastGapWhole || gap > burst.off {
          lengths.add(gap, burst.off)
        }
      }
      if likelihood >= 0.01 { total += likelihood * lengths.likelihood }
    }
    return total / Float(bursts.count)
  }
}
