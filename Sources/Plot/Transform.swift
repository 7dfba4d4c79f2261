// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CFFTW
import Detection

/// A real-to-complex transform of 640 samples, and its memory.
final class Transform {
  static let size = 640

  /// Samples; those never written are 0.
  let input = Transform.allocate(size)
  /// Real and imaginary part of each of 321 bins.
  let output = Transform.allocate(size + 2)

  /// FFTW's planner takes one caller at a time: this initialiser runs once, and first has the analyzer, which plans as
  /// the need arises, hear a tone, for which it needs all its plans.
  nonisolated(unsafe) private static let plan: fftwf_plan? = {
    var analyzer = CallProgressAnalyzer()
    var ignored: [CallEvent] = []
    let tone = Tone([ToneSegment([425], duration: 1, level: Level(dBm0: -20))], repeats: false)
    analyzer.consume(tone.samples(seconds: 1).span, into: &ignored)
    let (input, output) = (allocate(size), allocate(size + 2))
    defer {
      input.deallocate()
      output.deallocate()
    }
    return output.withMemoryRebound(to: fftwf_complex.self, capacity: size / 2 + 1) {
      fftwf_plan_dft_r2c_1d(
        Int32(size), input, $0, UInt32(FFTW_ESTIMATE) | UInt32(FFTW_PRESERVE_INPUT))
    }
  }()

  /// Aligned as the plan's own, so that it may be used on them.
  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 4 * count, alignment: 64)
      .bindMemory(to: Float.self, capacity: count)
    memory.initialize(repeating: 0, count: count)
    return memory
  }

  deinit {
    input.deallocate()
    output.deallocate()
  }

  func execute() {
    guard let plan = Transform.plan else {
      preconditionFailure("FFTW cannot plan a transform of \(Transform.size) samples")
    }
    output.withMemoryRebound(to: fftwf_complex.self, capacity: Transform.size / 2 + 1) {
      fftwf_execute_dft_r2c(plan, input, $0)
    }
  }
}
