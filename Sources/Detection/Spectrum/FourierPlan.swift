// SPDX-License-Identifier: GPL-3.0-or-later
import CFFTW

/// A real-to-complex transform of one length, shared by every analyzer of the process.
///
/// `@unchecked Sendable`: a plan is made once and never changed, and FFTW's new-array execution may be called from any
/// number of threads at a time; only its planner may not, hence the one static initialiser.
final class FourierPlan: @unchecked Sendable {
  /// 40 ms in bins of 25 Hz: the frequencies that matter (350, 400, 425, 450, 950, 1100, 1400, 1800, 2100 Hz) fall on
  /// bins.
  static var frame: FourierPlan { plans.frame }
  /// 160 ms in bins of 6.25 Hz: tells the lines of 413 + 438 Hz, 440 + 480 Hz or 400 ± 16 Hz apart.
  static var zoom: FourierPlan { plans.zoom }

  /// Made together, for no two threads may plan at once.
  private static let plans = (frame: FourierPlan(size: 320), zoom: FourierPlan(size: 1280))

  let size: Int
  private let plan: fftwf_plan

  private init(size: Int) {
    self.size = size
    // FFTW_ESTIMATE: the same plan, and so the same rounding and the same verdict, in every process. Aligned buffers:
    // unaligned ones rule SIMD out and cost three times as much.
    let input = UnsafeMutableRawPointer.allocate(byteCount: 4 * size, alignment: 64)
    let output = UnsafeMutableRawPointer.allocate(byteCount: 4 * size + 8, alignment: 64)
    defer {
      input.deallocate()
      output.deallocate()
    }
    guard
      let made = fftwf_plan_dft_r2c_1d(
        Int32(size), input.bindMemory(to: Float.self, capacity: size),
        output.bindMemory(to: fftwf_complex.self, capacity: size / 2 + 1),
        UInt32(FFTW_ESTIMATE) | UInt32(FFTW_PRESERVE_INPUT))
    else {
      preconditionFailure("FFTW cannot plan a transform of \(size) samples")
    }
    plan = made
  }

  /// Transforms `size` floats at `input` to `size / 2 + 1` pairs of real and imaginary part at `output`.
  ///
  /// Both pointers must be aligned to 32 bytes.
  @inline(__always)
  func execute(_ input: UnsafeMutablePointer<Float>, _ output: UnsafeMutablePointer<Float>) {
    output.withMemoryRebound(to: fftwf_complex.self, capacity: size / 2 + 1) {
      fftwf_execute_dft_r2c(plan, input, $0)
    }
  }
}
