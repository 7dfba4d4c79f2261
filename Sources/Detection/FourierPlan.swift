// SPDX-License-Identifier: GPL-3.0-or-later
import CFFTW
import Synchronization

/// The one real-to-complex transform of 320 samples (40 ms, bins of 25 Hz) that every analyzer shares.
///
/// At 25 Hz a bin, the frequencies that matter (350, 400, 425, 450, 950, 1100, 1400, 1800, 2100 Hz) fall on bins.
///
/// `@unchecked Sendable`: the plan is made once and never changed, and FFTW's new-array execution may be called from
/// any number of threads at a time; only its planner may not, hence the static initialiser.
final class FourierPlan: @unchecked Sendable {
  static let size = 320
  static let bins = size / 2 + 1

  static let shared = FourierPlan()

  private let plan: fftwf_plan

  private init() {
    // FFTW_ESTIMATE: the same plan, and so the same rounding and the same verdict, in every process.
    let input = UnsafeMutablePointer<Float>.allocate(capacity: FourierPlan.size)
    let output = UnsafeMutablePointer<fftwf_complex>.allocate(capacity: FourierPlan.bins)
    defer {
      input.deallocate()
      output.deallocate()
    }
    guard
      let made = fftwf_plan_dft_r2c_1d(
        Int32(FourierPlan.size), input, output,
        UInt32(FFTW_ESTIMATE) | UInt32(FFTW_PRESERVE_INPUT) | UInt32(FFTW_UNALIGNED))
    else {
      preconditionFailure("FFTW cannot plan a transform of \(FourierPlan.size) samples")
    }
    plan = made
  }

  /// Writes the squared magnitude of each of the 161 bins of `input` (320 samples) times `scale` to `power`.
  ///
  /// `work` holds the 322 floats of the complex spectrum between the two steps.
  func power(
    of input: inout [Float], work: inout [Float], scale: Float, into power: inout [Float]
  ) {
    precondition(
      input.count == FourierPlan.size && work.count == 2 * FourierPlan.bins
        && power.count == FourierPlan.bins)
    input.withUnsafeMutableBufferPointer { input in
      work.withUnsafeMutableBufferPointer { work in
        guard let source = input.baseAddress, let target = work.baseAddress else { return }
        target.withMemoryRebound(to: fftwf_complex.self, capacity: FourierPlan.bins) {
          fftwf_execute_dft_r2c(plan, source, $0)
        }
      }
    }
    for bin in 0..<FourierPlan.bins {
      let real = work[2 * bin]
      let imaginary = work[2 * bin + 1]
      power[bin] = (real * real + imaginary * imaginary) * scale
    }
  }
}
