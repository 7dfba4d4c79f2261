// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// One spectral line of a frame.
struct SpectralLine: Sendable {
  /// Hz, interpolated between bins.
  var frequency: Float = 0
  /// Mean square within two bins of the peak, 16-bit units squared.
  var power: Float = 0
}

/// The short-time power spectrum of the line: 40 ms under a Hann window, every 10 ms.
///
/// A Hann window's main lobe is four bins, 100 Hz, wide: lines 75 Hz apart are told apart; closer pairs
/// (440 + 480 Hz, 413 + 438 Hz, a modulated 400 Hz) look like one line that wobbles between them.
struct Spectrum: Sendable {
  /// Samples between frames: 10 ms.
  static let hop = 80
  /// Hz per bin.
  static let binWidth = Float(SampleTime.rate) / Float(FourierPlan.size)
  /// The telephone band that levels and tonality are taken over: 200 to 3575 Hz.
  static let band = 8...143

  /// Power per bin; the sum over a line's bins is its mean square, in 16-bit units squared.
  private(set) var power = [Float](repeating: 0, count: FourierPlan.bins)
  /// Mean square over the band.
  private(set) var total: Float = 0
  /// The strongest line, and the strongest other one at least 75 Hz away.
  private(set) var first = SpectralLine()
  private(set) var second = SpectralLine()
  /// Share of the band's power within 75 Hz of the first line, and of either line.
  private(set) var tonality: Float = 0
  private(set) var pairTonality: Float = 0
  /// The middle of the frame, to which everything in it is attributed.
  private(set) var center = SampleTime.zero

  private var history = [Float](repeating: 0, count: FourierPlan.size)
  private var windowed = [Float](repeating: 0, count: FourierPlan.size)
  private var work = [Float](repeating: 0, count: 2 * FourierPlan.bins)

  private static let window: [Float] = (0..<FourierPlan.size).map {
    Float(0.5 - 0.5 * cos(2 * .pi * (Double($0) + 0.5) / Double(FourierPlan.size)))
  }
  /// Parseval for half a spectrum: 2 / (N · Σw²).
  private static let scale: Float =
    2 / (Float(FourierPlan.size) * window.reduce(0) { $0 + $1 * $1 })

  /// Takes the next 80 samples, `hop`, which end at `end`.
  mutating func advance(_ samples: [Float], end: SampleTime) {
    let kept = FourierPlan.size - Spectrum.hop
    history.withUnsafeMutableBufferPointer { history in
      for index in 0..<kept { history[index] = history[index + Spectrum.hop] }
      for index in 0..<Spectrum.hop { history[kept + index] = samples[index] }
    }
    for index in 0..<FourierPlan.size {
      windowed[index] = history[index] * Spectrum.window[index]
    }
    FourierPlan.shared.power(
      of: &windowed, work: &work, scale: Spectrum.scale, into: &power)
    center = SampleTime(samples: end.samples - Int64(FourierPlan.size / 2))
    findLines()
  }

  /// Mean square between two frequencies in Hz.
  func power(from low: Float, to high: Float) -> Float {
    let start = max(0, Int((low / Spectrum.binWidth).rounded()))
    let end = min(FourierPlan.bins - 1, Int((high / Spectrum.binWidth).rounded()))
    var sum: Float = 0
    if start <= end { for bin in start...end { sum += power[bin] } }
    return sum
  }

  private mutating func findLines() {
    let band = Spectrum.band
    var sum: Float = 0
    var best = band.lowerBound
    for bin in band {
      sum += power[bin]
      if power[bin] > power[best] { best = bin }
    }
    total = sum
    first = line(at: best)
    var other = -1
    for bin in band where abs(bin - best) >= 3 {
      let here = power[bin]
      if here >= power[bin - 1], here > power[bin + 1], other < 0 || here > power[other] {
        other = bin
      }
    }
    second = other < 0 ? SpectralLine() : line(at: other)
    guard sum > 0 else {
      tonality = 0
      pairTonality = 0
      return
    }
    let near = lobe(best, excluding: -100)
    tonality = near / sum
    pairTonality = other < 0 ? tonality : (near + lobe(other, excluding: best)) / sum
  }

  /// Power within three bins of `bin`, leaving out what is within three bins of `excluded`.
  private func lobe(_ bin: Int, excluding excluded: Int) -> Float {
    var sum: Float = 0
    for near in max(0, bin - 3)...min(FourierPlan.bins - 1, bin + 3)
    where abs(near - excluded) > 3 { sum += power[near] }
    return sum
  }

  /// A line's place between bins, exact for one steady sine under a Hann window: with the amplitude ratio r of the
  /// larger neighbour to the peak, (2r − 1) / (r + 1) bins towards it.
  private func line(at bin: Int) -> SpectralLine {
    let peak = power[bin]
    guard peak > 0 else { return SpectralLine() }
    let below = power[bin - 1]
    let above = power[bin + 1]
    let ratio = (max(below, above) / peak).squareRoot()
    let shift = max(-0.5, min(0.5, (2 * ratio - 1) / (ratio + 1)))
    let offset = above >= below ? shift : -shift
    var sum: Float = 0
    for near in (bin - 2)...(bin + 2) { sum += power[near] }
    return SpectralLine(frequency: (Float(bin) + offset) * Spectrum.binWidth, power: sum)
  }
}
