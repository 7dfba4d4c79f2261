// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

extension LineTrace {
  /// The end: where the amplitude of its lines, free of what noise is left about them, passes a tenth of its peak.
  ///
  /// Half-overlapping Hann windows add up to one: behind a frame that the tone fills, the amplitudes relative to it add up
  /// to its length in hops less a half, and an abrupt end is placed to a few ms. A tone that fades so slowly that no
  /// edge is seen is placed between the two frames about the tenth.
  func end(isPair: Bool) -> SampleTime {
    var noise = Float.infinity
    for index in max(0, count - 3)..<count {
      noise = min(noise, points[index].power(isPair: isPair))
    }
    let amplitude = { (index: Int) -> Float in
      guard index < count else { return 0 }
      return max(0, points[index].power(isPair: isPair) - noise).squareRoot()
    }
    var peak: Float = 0
    for index in 0...last { peak = max(peak, amplitude(index)) }
    // Less than the noise is not told from it.
    let tenth = max(0.1 * peak, noise.squareRoot())
    var place = min(count - 1, last + 2)
    while place > 0, amplitude(place) < tenth { place -= 1 }
    let (here, next) = (amplitude(place), amplitude(place + 1))
    if next > 0.5 * amplitude(max(0, place - 1)), next < here, next < tenth {
      let hops = logf(here / tenth) / logf(here / next)
      return start + place * Spectrum.hop + Int(hops * Float(Spectrum.hop))
    }
    let full = max(0, place - 2)
    var sum: Float = 0
    for index in (full + 1)..<(place + 2) {
      sum += min(1, amplitude(index) / max(1, amplitude(full)))
    }
    return start + full * Spectrum.hop + Int((sum + 0.5) * Float(Spectrum.hop))
  }
}
