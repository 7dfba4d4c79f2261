// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CSndfile

/// What a speech codec leaves of a signal: encoded and decoded again by libsndfile, in memory.
enum SpeechCodec: String, Sendable, CaseIterable {
  case gsm, g726

  private var format: Int32 {
    switch self {
    case .gsm: Int32(SF_FORMAT_WAV | SF_FORMAT_GSM610)
    case .g726: Int32(SF_FORMAT_AU | SF_FORMAT_G721_32)
    }
  }

  /// As many samples as there were; nil where the library was built without the codec.
  func applied(to samples: [Int16]) -> [Int16]? {
    let memory = MemoryFile()
    var io = MemoryFile.io
    let context = Unmanaged.passUnretained(memory).toOpaque()
    var info = SF_INFO()
    info.samplerate = Int32(SampleTime.rate)
    info.channels = 1
    info.format = format
    guard let sink = sf_open_virtual(&io, Int32(SFM_WRITE), &info, context) else { return nil }
    sf_writef_short(sink, samples, sf_count_t(samples.count))
    guard sf_close(sink) == 0 else { return nil }
    memory.position = 0
    info = SF_INFO()
    guard let source = sf_open_virtual(&io, Int32(SFM_READ), &info, context) else { return nil }
    defer { sf_close(source) }
    var decoded = [Int16](repeating: 0, count: samples.count)
    sf_readf_short(source, &decoded, sf_count_t(samples.count))
    return decoded
  }
}

/// A file that is an array.
private final class MemoryFile {
  var bytes: [UInt8] = []
  var position = 0

  private static func of(_ context: UnsafeMutableRawPointer?) -> MemoryFile? {
    context.map { Unmanaged<MemoryFile>.fromOpaque($0).takeUnretainedValue() }
  }

  static var io: SF_VIRTUAL_IO {
    SF_VIRTUAL_IO(
      get_filelen: { sf_count_t(MemoryFile.of($0)?.bytes.count ?? 0) },
      seek: { offset, whence, context in
        guard let file = MemoryFile.of(context) else { return -1 }
        switch whence {
        case Int32(SF_SEEK_SET): file.position = Int(offset)
        case Int32(SF_SEEK_CUR): file.position += Int(offset)
        default: file.position = file.bytes.count + Int(offset)
        }
        return sf_count_t(file.position)
      },
      read: { pointer, count, context in
        guard let file = MemoryFile.of(context), let pointer else { return 0 }
        let taken = max(0, min(Int(count), file.bytes.count - file.position))
        UnsafeMutableRawBufferPointer(start: pointer, count: taken)
          .copyBytes(from: file.bytes[file.position..<file.position + taken])
        file.position += taken
        return sf_count_t(taken)
      },
      write: { pointer, count, context in
        guard let file = MemoryFile.of(context), let pointer else { return 0 }
        let end = file.position + Int(count)
        if end > file.bytes.count {
          file.bytes += [UInt8](repeating: 0, count: end - file.bytes.count)
        }
        let new = UnsafeRawBufferPointer(start: pointer, count: Int(count))
        file.bytes.replaceSubrange(file.position..<end, with: new)
        file.position = end
        return count
      },
      tell: { sf_count_t(MemoryFile.of($0)?.position ?? 0) })
  }
}
