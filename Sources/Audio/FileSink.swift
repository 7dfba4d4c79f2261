// SPDX-License-Identifier: GPL-3.0-or-later
import CSndfile

/// Where libsndfile's virtual output goes: memory, from which we write the file ourselves and
/// hear what the system says to it, or from which libsndfile reads it again.
final class FileSink {
  private(set) var bytes: [UInt8] = []
  private var position = 0

  /// `sf_open_virtual` is given `Unmanaged.passUnretained(sink).toOpaque()` beside it; the sink must
  /// outlive the handle.
  static var virtualIO: SF_VIRTUAL_IO {
    SF_VIRTUAL_IO(
      get_filelen: { FileSink.of($0).map { sf_count_t($0.bytes.count) } ?? 0 },
      seek: { offset, whence, context in
        FileSink.of(context).map { sf_count_t($0.seek(Int(offset), whence)) } ?? -1
      },
      read: { into, count, context in
        FileSink.of(context).map { sf_count_t($0.read(into, count: Int(count))) } ?? 0
      },
      write: { from, count, context in
        FileSink.of(context).map { sf_count_t($0.write(from, count: Int(count))) } ?? 0
      },
      tell: { FileSink.of($0).map { sf_count_t($0.position) } ?? 0 })
  }

  private static func of(_ context: UnsafeMutableRawPointer?) -> FileSink? {
    context.map { Unmanaged<FileSink>.fromOpaque($0).takeUnretainedValue() }
  }

  /// From the start, for a new handle.
  func rewind() { position = 0 }

  private func seek(_ offset: Int, _ whence: Int32) -> Int {
    let origin = whence == SF_SEEK_CUR ? position : whence == SF_SEEK_END ? bytes.count : 0
    position = max(0, origin + offset)
    return position
  }

  private func read(_ pointer: UnsafeMutableRawPointer?, count: Int) -> Int {
    let count = min(count, bytes.count - position)
    guard count > 0 else { return 0 }
    let buffer = UnsafeMutableRawBufferPointer(start: pointer, count: count)
    buffer.copyBytes(from: bytes[position..<position + count])
    position += count
    return count
  }

  private func write(_ pointer: UnsafeRawPointer?, count: Int) -> Int {
    let new = UnsafeRawBufferPointer(start: pointer, count: count)
    if position > bytes.count {
      bytes.append(contentsOf: repeatElement(0, count: position - bytes.count))
    }
    bytes.replaceSubrange(position..<min(position + count, bytes.count), with: new)
    position += count
    return count
  }
}
