// SPDX-License-Identifier: GPL-3.0-or-later
import CSndfile
import Foundation

/// A file open for reading, first by us, who look at its header, and then by libsndfile.
///
/// Both read through the one descriptor, so that what was checked is what is decoded.
final class FileSource {
  /// Bytes in the file when it was opened.
  let size: Int
  /// Bytes that the decoder is shown in place of those in the file.
  var replacement: (offset: Int, bytes: [UInt8])?
  /// The system's words for the first read that failed.
  private(set) var failure: String?

  private let descriptor: Int32
  private var position = 0

  /// Opens a regular file that has at least one byte.
  init(path: String) throws(RecordingError) {
    // Not blocking: a FIFO that nobody writes to would otherwise never open.
    descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      let cause = errno
      throw RecordingError(
        path, cause == ENOENT ? .notFound : .unreadable(String(cString: strerror(cause))))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let cause = errno
      close(descriptor)
      throw RecordingError(path, .unreadable(String(cString: strerror(cause))))
    }
    size = Int(status.st_size)
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG, size > 0 else {
      close(descriptor)
      throw RecordingError(
        path,
        kind == S_IFDIR
          ? .notAFile("a directory") : kind == S_IFREG ? .empty : .notAFile("a pipe or a device"))
    }
  }

  deinit { close(descriptor) }

  /// Up to `count` bytes from `offset`; fewer at the end of the file.
  func bytes(at offset: Int, count: Int) -> [UInt8] {
    let count = max(0, min(count, size - offset))
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
    }
  }

  /// Fills `buffer` from `offset`; returns the bytes read, fewer at the end of the file.
  private func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
    var filled = 0
    while filled < buffer.count {
      let count = pread(
        descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled,
        off_t(offset + filled))
      if count < 0, errno == EINTR { continue }
      if count < 0, failure == nil { failure = String(cString: strerror(errno)) }
      guard count > 0 else { break }
      filled += count
    }
    return filled
  }

  /// The file as libsndfile's virtual input. `sf_open_virtual` is given
  /// `Unmanaged.passUnretained(source).toOpaque()` beside it; the source must outlive the handle.
  static var virtualIO: SF_VIRTUAL_IO {
    SF_VIRTUAL_IO(
      get_filelen: { FileSource.of($0).map { sf_count_t($0.size) } ?? 0 },
      seek: { offset, whence, context in
        FileSource.of(context).map { sf_count_t($0.seek(Int(offset), whence)) } ?? -1
      },
      read: { into, count, context in
        FileSource.of(context).map { sf_count_t($0.next(into, count: Int(count))) } ?? 0
      },
      write: { _, _, _ in 0 },
      tell: { FileSource.of($0).map { sf_count_t($0.position) } ?? 0 })
  }

  private static func of(_ context: UnsafeMutableRawPointer?) -> FileSource? {
    context.map { Unmanaged<FileSource>.fromOpaque($0).takeUnretainedValue() }
  }

  private func seek(_ offset: Int, _ whence: Int32) -> Int {
    let origin = whence == SEEK_CUR ? position : whence == SEEK_END ? size : 0
    position = max(0, origin + offset)
    return position
  }

  private func next(_ pointer: UnsafeMutableRawPointer?, count: Int) -> Int {
    let buffer = UnsafeMutableRawBufferPointer(start: pointer, count: count)
    let filled = read(into: buffer, at: position)
    if let replacement {
      for (index, byte) in replacement.bytes.enumerated() {
        let place = replacement.offset + index - position
        if place >= 0, place < filled { buffer[place] = byte }
      }
    }
    position += filled
    return filled
  }
}
