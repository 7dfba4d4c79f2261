// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// One spectral line of a frame.
struct SpectralLine: Sendable {
  /// The bin of its peak.
  var bin = 0
  /// Hz, interpolated between bins.
  var frequency: Float = 0
  /// Mean square within two bins of the peak, 16-bit units squared.
  var power: Float = 0
}

/// What one frame of 40 ms holds. Made for the length of one hop: `powers` and `samples`
/// are gone after it, and no frame outlives it with them: hence `@unchecked Sendable`.
struct SpectralFrame: @unchecked Sendable {
  /// The middle of the frame, to which everything in it is attributed.
  var center = SampleTime.zero
  /// Behind the last of its samples.
  var end: SampleTime { center + Spectrum.size / 2 }
  /// Mean square over the telephone band, 200 to 3575 Hz, 16-bit units squared.
  var total: Float = 0
  /// The strongest line, and the strongest other one at least 75 Hz away.
  var first = SpectralLine()
  var second = SpectralLine()
  /// Share of the band's power within 75 Hz of the first line, of either line, and of these with the other sideband
  /// where they are a carrier and one of its sidebands.
  var tonality: Float = 0
  var pairShare: Float = 0
  var pairTonality: Float = 0
  /// Whether they are.
  var isModulated = false
  /// Real and imaginary part of the first line's bin.
  var phasor = SIMD2<Float>()
  /// The frame's 320 samples; nil where there is nothing to hear: no transform was done, and all powers are 0.
  var samples: UnsafePointer<Float>?
  /// Power in each of the 161 bins of 25 Hz; the sum over a line's bins is its mean square.
  var powers: UnsafePointer<Float>?

  /// Mean square between two frequencies in Hz.
  func power(from low: Float, to high: Float) -> Float {
    guard let powers else { return 0 }
    let start = max(0, Int((low / Spectrum.binWidth).rounded()))
    let end = min(Spectrum.bins - 1, Int((high / Spectrum.binWidth).rounded()))
    var sum: Float = 0
    var bin = start
    while bin <= end {
      sum += powers[bin]
      bin += 1
    }
    return sum
  }

  /// Hz about which the power lies, within 250 Hz of `hertz`.
  func centroid(about hertz: Float) -> Float {
    guard let powers else { return 0 }
    let start = max(0, Int((hertz - 250) / Spectrum.binWidth))
    let end = min(Spectrum.bins - 1, Int((hertz + 250) / Spectrum.binWidth))
    var sum: Float = 0
    var moment: Float = 0
    for bin in start...end {
      sum += powers[bin]
      moment += powers[bin] * Float(bin)
    }
    return sum > 0 ? moment / sum * Spectrum.binWidth : 0
  }
}
