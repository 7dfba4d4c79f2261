// SPDX-License-Identifier: GPL-3.0-or-later
import CSndfile

/// What a speech codec leaves of a signal: encoded and decoded again by libsndfile, in memory.
package enum SpeechCodec: String, Sendable, CaseIterable {
  case gsm, g726

  private var format: Int32 {
    switch self {
    case .gsm: Int32(SF_FORMAT_WAV | SF_FORMAT_GSM610)
    case .g726: Int32(SF_FORMAT_AU | SF_FORMAT_G721_32)
    }
  }

  /// As many samples as there were; nil where the library was built without the codec.
  package func applied(to samples: [Int16]) -> [Int16]? {
    let memory = FileSink()
    var io = FileSink.virtualIO
    let context = Unmanaged.passUnretained(memory).toOpaque()
    var info = SF_INFO()
    info.samplerate = Int32(SampleTime.rate)
    info.channels = 1
    info.format = format
    guard let sink = sf_open_virtual(&io, Int32(SFM_WRITE), &info, context) else { return nil }
    sf_writef_short(sink, samples, sf_count_t(samples.count))
    guard sf_close(sink) == 0 else { return nil }
    memory.rewind()
    info = SF_INFO()
    guard let source = sf_open_virtual(&io, Int32(SFM_READ), &info, context) else { return nil }
    defer { sf_close(source) }
    var decoded = [Int16](repeating: 0, count: samples.count)
    sf_readf_short(source, &decoded, sf_count_t(samples.count))
    return decoded
  }
}
