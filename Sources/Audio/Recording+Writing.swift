// SPDX-License-Identifier: GPL-3.0-or-later
import CSndfile
import Foundation

extension Recording {
  /// Writes an 8 kHz mono .wav file, replacing what is there.
  ///
  /// - Throws: `.unwritable` with the system's words: no such folder, no permission, disk full. A
  ///   file that could not be written whole is removed.
  public func write(
    to path: String, encoding: Encoding = .pcm16
  ) throws(RecordingError) {
    let bytes: [UInt8]
    do throws(RecordingError.Fault) {
      bytes = try self.bytes(encoding)
    } catch { throw RecordingError(path, error) }

    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw RecordingError(path, .unwritable(String(cString: strerror(errno))))
    }
    var failure: Int32 = 0
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count, failure == 0 {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
        let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
        if count >= 0 { written += count } else if errno != EINTR { failure = errno }
      }
    }
    // Some file systems tell of a full disk only here.
    if close(descriptor) != 0, failure == 0 { failure = errno }
    guard failure == 0 else {
      var status = stat()
      if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG { unlink(path) }
      throw RecordingError(path, .unwritable(String(cString: strerror(failure))))
    }
  }

  /// The .wav file as bytes.
  func bytes(_ encoding: Encoding) throws(RecordingError.Fault) -> [UInt8] {
    let sink = FileSink()
    var io = FileSink.virtualIO
    var format = SF_INFO()
    format.samplerate = Int32(SampleTime.rate)
    format.channels = 1
    format.format = Int32(SF_FORMAT_WAV | encoding.subtype)
    let context = Unmanaged.passUnretained(sink).toOpaque()
    guard let file = sf_open_virtual(&io, Int32(SFM_WRITE), &format, context) else {
      throw .unwritable(Recording.words(nil))
    }
    let written = Int(sf_writef_short(file, samples, sf_count_t(samples.count)))
    let words = Recording.words(file)
    guard sf_close(file) == 0, written == samples.count else { throw .unwritable(words) }
    return sink.bytes
  }
}

extension Recording.Encoding {
  fileprivate var subtype: Int {
    switch self {
    case .pcm16: Int(SF_FORMAT_PCM_16)
    case .ulaw: Int(SF_FORMAT_ULAW)
    case .alaw: Int(SF_FORMAT_ALAW)
    case .gsm: Int(SF_FORMAT_GSM610)
    }
  }
}
