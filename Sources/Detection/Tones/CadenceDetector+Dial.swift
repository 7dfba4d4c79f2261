// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// Tones that do not end: what tells a dial tone from a note, and from a long burst of the country's own.
extension CadenceDetector {
  typealias Lines = (low: ClosedRange<Float>, high: ClosedRange<Float>)

  /// Lines of the dial tones that a table lists, of `country` or of all.
  static func dials(of country: String?) -> [Lines] {
    ListedTone.world.filter {
      $0.isContinuous && [.dial, .secondDial, .specialDial, .recallDial].contains($0.kind)
        && (country == nil || $0.country == country)
    }.compactMap { tone in tone.steps.first.map { CadencePattern.lines(of: $0) } }
  }

  private static let dials = dials(of: nil)

  /// Whether the lines lie within 1.5 % and 1 Hz: of a tone that lasts, no more needs to be borne.
  static func fits(_ run: ToneRun, _ lines: Lines) -> Bool {
    func within(_ hertz: Float, _ band: ClosedRange<Float>) -> Bool {
      let slack = 1 + 0.015 * hertz
      return hertz >= band.lowerBound - slack && hertz <= band.upperBound + slack
    }
    let isPair = lines.high.upperBound > 0
    // A close pair is two lines to the closer look.
    let isClosePair = lines.low.upperBound - lines.low.lowerBound >= 20
    guard run.lines.count == 0 || isPair || (run.lines.count > 1) == isClosePair else {
      return false
    }
    guard isPair == run.isDual else {
      return !isPair && run.high - run.low < ToneTracker.apart && within(run.low, lines.low)
    }
    return within(run.low, lines.low) && (!isPair || within(run.high, lines.high))
  }

  /// Hz and dB by which a single line may waver to be an exchange's and not an instrument's.
  private static let wander: Float = 3
  private static let swell: Float = 1.5

  /// Whether a table lists the tone as dial tone; 1004 Hz is the milliwatt.
  static func isDial(_ run: ToneRun) -> Bool {
    let isClean =
      run.isDual || run.lines.count > 1 || run.jitter <= wander && run.unsteadiness <= swell
    return isClean && !LoneToneDetector.milliwatt.contains(run.low)
      && dials.contains { fits(run, $0) }
  }

  /// Seconds after which a tone is longer than any burst of it in the country's own plan, or in any where none is given.
  func longestBurst(_ run: ToneRun) -> Double {
    if ownDials.contains(where: { CadenceDetector.fits(run, $0) }) { return 0 }
    var longest: Float = 0
    for pattern in CadencePattern.world
    where country.map(pattern.countries.contains) ?? true {
      for burst in pattern.bursts where CadencePattern.fit(run, burst) > 0.5 {
        longest = max(longest, burst.on)
      }
    }
    return Double(1.15 * longest)
  }
}
