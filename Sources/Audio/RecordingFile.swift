// SPDX-License-Identifier: GPL-3.0-or-later
import CSndfile
import Foundation

/// A recording that grows while a call lasts: an 8 kHz file, one channel a direction, readable by its owner alone.
///
/// Not for the thread that owns the call: the disk is waited for.
public final class RecordingFile {
  public enum Format: String, Sendable, Hashable, CaseIterable, Codable {
    /// 16-bit linear, 16 kB a second and channel.
    case wav
    /// The same samples in about half of the room.
    case flac
  }

  public let path: String
  private var file: OpaquePointer?
  /// Frames of all channels written.
  public private(set) var frames = 0
  private let channels: Int
  private var interleaved: [Int16] = []

  /// Makes the file.
  /// - Throws: `.unwritable` with the system's words: it is there already, no such folder, no permission, disk full.
  public init(path: String, format: Format, channels: Int = 2) throws(RecordingError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw RecordingError(path, .unwritable(String(cString: strerror(errno))))
    }
    var info = SF_INFO()
    info.samplerate = Int32(SampleTime.rate)
    info.channels = Int32(channels)
    let container =
      switch format {
      case .wav: SF_FORMAT_WAV
      case .flac: SF_FORMAT_FLAC
      }
    info.format = Int32(container | SF_FORMAT_PCM_16)
    self.path = path
    self.channels = channels
    file = sf_open_fd(descriptor, Int32(SFM_WRITE), &info, 1)
    guard file != nil else {
      let words = Recording.words(nil)
      unlink(path)
      throw RecordingError(path, .unwritable(words))
    }
  }

  deinit { if let file { sf_close(file) } }

  /// Writes two channels of equal length behind what is there.
  /// - Throws: `.unwritable`, with what was written before still in the file.
  public func append(_ left: ArraySlice<Int16>, _ right: ArraySlice<Int16>) throws(RecordingError) {
    interleaved.removeAll(keepingCapacity: true)
    for (one, other) in zip(left, right) {
      interleaved.append(one)
      interleaved.append(other)
    }
    let count = interleaved.count / channels
    let written = Int(sf_writef_short(file, interleaved, sf_count_t(count)))
    guard written == count else { throw RecordingError(path, .unwritable(Recording.words(file))) }
    frames += count
  }

  /// Ends the file: its header says how long it is, and it is on the disk. Once.
  public func close() throws(RecordingError) {
    guard let open = file else { return }
    sf_write_sync(open)
    let words = Recording.words(open)
    let failed = sf_error(open) != 0
    file = nil
    guard sf_close(open) == 0, !failed else { throw RecordingError(path, .unwritable(words)) }
  }
}
