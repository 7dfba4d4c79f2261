// SPDX-License-Identifier: GPL-3.0-or-later
import CSampleRate

/// Mono floating-point samples of any rate to 16 bits at 8 kHz, a block at a time.
///
/// By libsamplerate's medium sinc converter (97 dB of signal to noise, 90 % of the band kept). At
/// 8 kHz samples pass untouched, so that a 16-bit file comes through bit for bit.
struct Resampler: ~Copyable {
  private let state: OpaquePointer?
  private let ratio: Double
  private var output = [Float](repeating: 0, count: 8192)

  /// - Parameter rate: samples per second of the input, one of `Recording.acceptedRates`.
  init(from rate: Int) throws(RecordingError.Fault) {
    ratio = Double(SampleTime.rate) / Double(rate)
    guard rate != SampleTime.rate else {
      state = nil
      return
    }
    var failure: Int32 = 0
    state = src_new(Int32(SRC_SINC_MEDIUM_QUALITY), 1, &failure)
    guard state != nil else { throw .undecodable(Resampler.words(failure)) }
  }

  deinit { if let state { src_delete(state) } }

  /// Converts `block` (full scale ±1) and appends it to `samples`, saturating. The last call, with
  /// `isLast`, gives what is still within the converter.
  mutating func convert(
    _ block: ArraySlice<Float>, isLast: Bool, into samples: inout [Int16]
  ) throws(RecordingError.Fault) {
    guard let state else {
      samples.append(contentsOf: block.lazy.map(Resampler.sample))
      return
    }
    var failure: Int32 = 0
    block.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        var data = SRC_DATA()
        data.src_ratio = ratio
        data.end_of_input = isLast ? 1 : 0
        var used = 0
        // An empty block still needs an address.
        var nothing: Float = 0
        withUnsafePointer(to: &nothing) { nothing in
          repeat {
            data.data_in = input.baseAddress.map { $0 + used } ?? nothing
            data.input_frames = input.count - used
            data.data_out = output.baseAddress
            data.output_frames = output.count
            failure = src_process(state, &data)
            guard failure == 0 else { return }
            used += data.input_frames_used
            samples.append(
              contentsOf: output.prefix(data.output_frames_gen).lazy.map(Resampler.sample))
          } while used < input.count || data.output_frames_gen > 0
        }
      }
    }
    guard failure == 0 else { throw .undecodable(Resampler.words(failure)) }
  }

  /// Full scale ±1 to 16 bits, rounded and saturated; what is no number is silence.
  private static func sample(_ value: Float) -> Int16 {
    guard value.isFinite else { return 0 }
    return Int16(max(-32768, min(32767, (value * 32768).rounded())))
  }

  private static func words(_ failure: Int32) -> String {
    src_strerror(failure).map { String(cString: $0) } ?? "resampling failed"
  }
}
