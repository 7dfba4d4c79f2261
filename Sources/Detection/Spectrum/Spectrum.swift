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

  /// The frame that the newest block of `history` completes. It points into `workspace`.
  mutating func advance(
    _ history: inout SampleHistory, _ workspace: UnsafeMutablePointer<Workspace>
  ) -> SpectralFrame {
    let vectors = UnsafeMutableRawPointer(workspace).assumingMemoryBound(to: SIMD8<Float>.self)
    let samples = UnsafeMutableRawPointer(workspace).assumingMemoryBound(to: Float.self)
    var frame = SpectralFrame()
    frame.center = history.end + -Spectrum.size / 2

    workspace.pointee.lines.ask()
    history.copy(age: 0, to: samples + Spectrum.hop)
    let now = Spectrum.moments(vectors + 20)
    let mean = (now + last) / 2
    last = now
    let level = mean.y - mean.x * mean.x
    guard level >= Spectrum.quiet else {
      frame.total = max(0, level)
      return frame
    }

    workspace.pointee.lines.ask()
    history.copy(age: 1, to: samples)
    frame.samples = UnsafePointer(samples)
    withUnsafePointer(to: Spectrum.window) { window in
      let weights = UnsafeRawPointer(window).assumingMemoryBound(to: SIMD8<Float>.self)
      for index in 0..<40 { vectors[40 + index] = vectors[index] * weights[index] }
    }
    workspace.pointee.lines.ask()
    let output = samples + 640
    FourierPlan.frame.execute(samples + 320, output)
    workspace.pointee.lines.ask()
    // The input is not needed any more: the powers take its place.
    let powers = vectors + 40
    let spectrum = vectors + 80
    let halves = UnsafeMutableRawPointer(powers).assumingMemoryBound(to: SIMD4<Float>.self)
    for index in 0..<40 {
      let real = spectrum[index].evenHalf
      let imaginary = spectrum[index].oddHalf
      halves[index] = real * real + imaginary * imaginary
    }
    powers[20] = SIMD8(output[320] * output[320], 0, 0, 0, 0, 0, 0, 0)
    let bins = UnsafePointer(UnsafeMutableRawPointer(powers).assumingMemoryBound(to: Float.self))
    frame.powers = bins
    workspace.pointee.lines.ask()
    frame.findLines(powers, bins)
    workspace.pointee.lines.ask()
    let bin = frame.first.bin
    frame.phasor = SIMD2(output[2 * bin], output[2 * bin + 1])
    return frame
  }

  /// The transform of the newest frame alone: the power of its first bins, and nothing looked at.
  func transform(
    _ history: inout SampleHistory, _ workspace: UnsafeMutablePointer<Workspace>
  ) -> Float {
    let samples = UnsafeMutableRawPointer(workspace).assumingMemoryBound(to: Float.self)
    history.copy(age: 0, to: samples + 320)
    FourierPlan.frame.execute(samples + 320, samples + 640)
    return samples[642] * samples[642]
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
  fileprivate mutating func findLines(
    _ vectors: UnsafePointer<SIMD8<Float>>, _ bins: UnsafePointer<Float>
  ) {
    var sum = SIMD8<Float>()
    for index in 1...17 { sum += vectors[index] }
    total = sum.sum()
    guard total > 0 else { return }
    let best = SpectralFrame.peak(bins, in: 8..<144)
    guard best > 0 else { return }
    first = SpectralFrame.line(at: best, bins)
    // On the skirt of a first line that wobbles there is no second one: it is a peak of its own.
    let below = SpectralFrame.peak(bins, in: 8..<max(8, best - 2))
    let above = SpectralFrame.peak(bins, in: min(144, best + 3)..<144)
    let other = above == 0 || below > 0 && bins[below] > bins[above] ? below : above
    let near = SpectralFrame.lobe(best, excluding: -100, bins)
    // A line at the band's edge has power beyond it.
    tonality = min(1, near / total)
    guard other > 0 else {
      pairTonality = tonality
      return
    }
    second = SpectralFrame.line(at: other, bins)
    var beside = SpectralFrame.lobe(other, excluding: best, bins)
    pairShare = min(1, (near + beside) / total)
    // The other sideband of a carrier that is modulated in amplitude belongs to it.
    let mirror = 2 * best - other
    if abs(best - other) <= 12, Spectrum.band.contains(mirror), bins[mirror] > 0.5 * bins[other] {
      isModulated = true
      beside += SpectralFrame.lobe(mirror, excluding: best, bins)
    }
    pairTonality = min(1, (near + beside) / total)
  }

  /// The strongest bin of `range` that is above both its neighbours; 0 where there is none.
  ///
  /// Powers are positive, so their bits compare as they do; the last eight bits make room for the bin.
  private static func peak(_ bins: UnsafePointer<Float>, in range: Range<Int>) -> Int {
    let bits = UnsafeRawPointer(bins).assumingMemoryBound(to: Int32.self)
    var best: Int32 = 0
    for bin in range {
      // Masks instead of branches: eight bins at a time.
      let here = bits[bin]
      let isAboveLast: Int32 = here >= bits[bin - 1] ? -1 : 0
      let isAboveNext: Int32 = here > bits[bin + 1] ? -1 : 0
      let key = here & ~0xFF | Int32(truncatingIfNeeded: bin)
      best = max(best, key & isAboveLast & isAboveNext)
    }
    return Int(best & 0xFF)
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
