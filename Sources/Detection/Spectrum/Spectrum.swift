// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// The short-time power spectrum of the line: 40 ms under a Hann window, every 20 ms.
///
/// A Hann window's main lobe is four bins, 100 Hz, wide: lines 75 Hz apart are told apart; closer pairs
/// (440 + 480 Hz, 413 + 438 Hz, a modulated 400 Hz) look like one line that wobbles between them. Half-overlapping Hann
/// windows add up to one, so that the sum of a tone's amplitudes over the frames, relative to its steady amplitude, is
/// its length in hops whatever its phase to them: edges are placed to a few ms at 20 ms a frame.
///
/// A line on which nothing can be heard is not transformed: −54 dBm0 is 8 dB under the weakest tone that counts.
struct Spectrum: Sendable {
  /// Samples between frames: 20 ms.
  static let hop = SampleHistory.block
  static let size = 320
  static let bins = size / 2 + 1
  /// Hz per bin.
  static let binWidth = Float(SampleTime.rate) / Float(size)
  /// The telephone band that levels and tonality are taken over: 200 to 3575 Hz. 17 vectors of eight bins.
  static let band = 8...143
  static let quiet = Float(Level(dBm0: -54).meanSquare)

  /// Mean and mean square of the block before.
  private var last = SIMD2<Float>()

  /// Memory of one transform, on the stack of whoever analyses.
  struct Scratch {
    fileprivate var input = InlineArray<40, SIMD8<Float>>(repeating: .zero)
    fileprivate var output = InlineArray<41, SIMD8<Float>>(repeating: .zero)
    fileprivate var powers = InlineArray<21, SIMD8<Float>>(repeating: .zero)
  }

  private struct Window: Sendable {
    /// The window's 320 weights, scaled so that squared magnitudes add up to a mean square: 2 / (N · Σw²), Parseval's
    /// for half a spectrum.
    var weights = InlineArray<40, SIMD8<Float>>(repeating: .zero)

    init() {
      let hann = (0..<Spectrum.size).map {
        0.5 - 0.5 * cos(2 * .pi * (Double($0) + 0.5) / Double(Spectrum.size))
      }
      let scale = (2 / (Double(Spectrum.size) * hann.reduce(0) { $0 + $1 * $1 })).squareRoot()
      for index in 0..<Spectrum.size {
        weights[index / 8][index % 8] = Float(hann[index] * scale)
      }
    }
  }

  private static let window = Window()

  /// The frame that the newest block of `history`, which ends at `end`, completes. It points into `scratch`.
  mutating func advance(
    _ history: borrowing SampleHistory, end: SampleTime, scratch: UnsafeMutablePointer<Scratch>
  ) -> SpectralFrame {
    let raw = UnsafeMutableRawPointer(scratch)
    let input = raw.assumingMemoryBound(to: Float.self)
    let vectors = raw.assumingMemoryBound(to: SIMD8<Float>.self)
    var frame = SpectralFrame()
    frame.center = SampleTime(samples: end.samples - Int64(Spectrum.size / 2))

    history.copy(age: 0, to: input + Spectrum.hop)
    let now = Spectrum.moments(vectors + 20)
    let mean = (now + last) / 2
    last = now
    let level = mean.y - mean.x * mean.x
    guard level >= Spectrum.quiet else {
      frame.total = max(0, level)
      return frame
    }

    history.copy(age: 1, to: input)
    withUnsafePointer(to: Spectrum.window) { window in
      let weights = UnsafeRawPointer(window).assumingMemoryBound(to: SIMD8<Float>.self)
      for index in 0..<40 { vectors[index] *= weights[index] }
    }
    let output = input + 320
    FourierPlan.frame.execute(input, output)
    let powers = vectors + 81
    let spectrum = vectors + 40
    let halves = UnsafeMutableRawPointer(powers).assumingMemoryBound(to: SIMD4<Float>.self)
    for index in 0..<40 {
      let real = spectrum[index].evenHalf
      let imaginary = spectrum[index].oddHalf
      halves[index] = real * real + imaginary * imaginary
    }
    powers[20] = SIMD8(output[320] * output[320], 0, 0, 0, 0, 0, 0, 0)
    let bins = UnsafePointer(UnsafeMutableRawPointer(powers).assumingMemoryBound(to: Float.self))
    frame.powers = bins
    frame.findLines(powers, bins)
    let bin = frame.first.bin
    frame.phasor = SIMD2(output[2 * bin], output[2 * bin + 1])
    return frame
  }

  /// The transform of the newest frame alone: the power of its first bins, and nothing looked at.
  func transform(
    _ history: borrowing SampleHistory, scratch: UnsafeMutablePointer<Scratch>
  ) -> Float {
    let input = UnsafeMutableRawPointer(scratch).assumingMemoryBound(to: Float.self)
    history.copy(age: 0, to: input + Spectrum.hop)
    FourierPlan.frame.execute(input, input + 320)
    return input[322] * input[322]
  }

  /// Mean and mean square of 160 samples.
  private static func moments(_ vectors: UnsafeMutablePointer<SIMD8<Float>>) -> SIMD2<Float> {
    var sum = SIMD8<Float>()
    var squares = SIMD8<Float>()
    for index in 0..<20 {
      let vector = vectors[index]
      sum += vector
      squares += vector * vector
    }
    return SIMD2(sum.sum(), squares.sum()) / Float(hop)
  }
}

extension SpectralFrame {
  private static let lanes = SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7)

  fileprivate mutating func findLines(
    _ vectors: UnsafePointer<SIMD8<Float>>, _ bins: UnsafePointer<Float>
  ) {
    var sum = SIMD8<Float>()
    for index in 1...17 { sum += vectors[index] }
    total = sum.sum()
    guard total > 0 else { return }
    let best = SpectralFrame.peak(vectors, excluding: -100)
    first = SpectralFrame.line(at: best, bins)
    var other = SpectralFrame.peak(vectors, excluding: best)
    // On the skirt of a first line that wobbles there is no second one.
    if bins[other] < max(bins[other - 1], bins[other + 1]) {
      other = SpectralFrame.localPeak(bins, excluding: best)
    }
    let near = SpectralFrame.lobe(best, excluding: -100, bins)
    tonality = near / total
    guard other > 0 else {
      pairTonality = tonality
      return
    }
    second = SpectralFrame.line(at: other, bins)
    pairTonality = (near + SpectralFrame.lobe(other, excluding: best, bins)) / total
  }

  /// The strongest bin of the band that is at least 3 bins away from `excluded`.
  private static func peak(_ vectors: UnsafePointer<SIMD8<Float>>, excluding excluded: Int) -> Int {
    var most = SIMD8<Float>(repeating: -1)
    var places = SIMD8<Int32>(repeating: 0)
    var place = lanes &+ 8
    let from = Int32(excluded - 2)
    for index in 1...17 {
      var vector = vectors[index]
      // Bins within 2 of the excluded one are 0…4 above the first of them.
      let inside = SIMD8<UInt32>(truncatingIfNeeded: place &- from) .<= 4
      vector.replace(with: -1, where: inside)
      let isMore = vector .> most
      most.replace(with: vector, where: isMore)
      places.replace(with: place, where: isMore)
      place &+= 8
    }
    var best = 0
    for lane in 1..<8 where most[lane] > most[best] { best = lane }
    return Int(places[best])
  }

  /// The strongest bin above both its neighbours that is at least 3 bins away from `excluded`; 0 if there is none.
  private static func localPeak(_ bins: UnsafePointer<Float>, excluding excluded: Int) -> Int {
    var best = 0
    for bin in Spectrum.band where abs(bin - excluded) >= 3 {
      let here = bins[bin]
      if here >= bins[bin - 1], here > bins[bin + 1], best == 0 || here > bins[best] { best = bin }
    }
    return best
  }

  /// Power within three bins of `bin`, leaving out what is within three bins of `excluded`.
  private static func lobe(
    _ bin: Int, excluding excluded: Int, _ bins: UnsafePointer<Float>
  ) -> Float {
    var sum: Float = 0
    for near in (bin - 3)...(bin + 3) where abs(near - excluded) > 3 { sum += bins[near] }
    return sum
  }

  /// A line's place between bins, exact for one steady sine under a Hann window: with the amplitude ratio r of the
  /// larger neighbour to the peak, (2r − 1) / (r + 1) bins towards it.
  private static func line(at bin: Int, _ bins: UnsafePointer<Float>) -> SpectralLine {
    let peak = bins[bin]
    guard peak > 0 else { return SpectralLine(bin: bin) }
    let below = bins[bin - 1]
    let above = bins[bin + 1]
    let ratio = (max(below, above) / peak).squareRoot()
    let shift = max(-0.5, min(0.5, (2 * ratio - 1) / (ratio + 1)))
    let offset = above >= below ? shift : -shift
    let sum = bins[bin - 2] + below + peak + above + bins[bin + 2]
    return SpectralLine(
      bin: bin, frequency: (Float(bin) + offset) * Spectrum.binWidth, power: sum)
  }
}
