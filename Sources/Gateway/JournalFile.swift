// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Foundation

/// The journal's file: lines that are on the disk when `append` returns. One process at a time has it.
///
/// A line that could not be written whole is cut off again, at once or before the next one.
struct JournalFile: ~Copyable {
  let path: String
  /// Bytes that are lines known to be on the disk.
  private(set) var size = 0
  private var descriptor: Int32
  private let lock: Int32
  private var hasTornEnd = false

  /// Opens or creates the file at `path` and takes its lock, which is beside it and ends with the process.
  init(path: String) throws(JournalError) {
    let lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else { throw JournalError(.cannotOpen, path, JournalFile.systemError) }
    do throws(JournalError) {
      guard flock(lock, LOCK_EX | LOCK_NB) == 0 else { throw JournalError(.inUse, path) }
      descriptor = try JournalFile.openPlainFile(path)
    } catch {
      _ = close(lock)
      throw error
    }
    self.path = path
    self.lock = lock
    // A file just made is there after a crash only if its folder says so.
    JournalFile.syncFolder(of: path)
  }

  private static func openPlainFile(_ path: String) throws(JournalError) -> Int32 {
    // Without waiting: a pipe has no reader to wait for, and is refused.
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0o600)
    guard descriptor >= 0 else { throw JournalError(.cannotOpen, path, systemError) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      _ = close(descriptor)
      throw JournalError(.notAFile, path)
    }
    return descriptor
  }

  deinit {
    _ = close(descriptor)
    _ = close(lock)
  }

  /// Gives each line to `body`. What follows the last line end was torn by a crash and is cut off.
  mutating func replay(_ body: (LineFramer.Output) throws(JournalError) -> Void)
    throws(JournalError)
  {
    var framer = LineFramer(limit: JournalFile.longestLine)
    var lines: [LineFramer.Output] = []
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    var position = 0
    while true {
      let count = pread(descriptor, &bytes, bytes.count, off_t(position))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw JournalError(.cannotOpen, path, JournalFile.systemError) }
      guard count > 0 else { break }
      framer.consume(bytes.span.extracting(first: count), into: &lines)
      for line in lines { try body(line) }
      lines.removeAll(keepingCapacity: true)
      if let end = bytes[..<count].lastIndex(of: UInt8(ascii: "\n")) { size = position + end + 1 }
      position += count
    }
    hasTornEnd = position > size
    if hasTornEnd { try cutTornEnd() }
  }

  /// Writes a line, its end added, and returns when it is on the disk.
  mutating func append(_ line: String) throws(JournalError) {
    if hasTornEnd { try cutTornEnd() }
    let bytes = Array((line + "\n").utf8)
    guard JournalFile.write(bytes, to: descriptor), fdatasync(descriptor) == 0 else {
      let error = JournalError(.cannotWrite, path, JournalFile.systemError)
      hasTornEnd = true
      try? cutTornEnd()
      throw error
    }
    size += bytes.count
  }

  /// Puts a new file with `lines` in the place of the old one, which stays as it is where this fails.
  mutating func replace(with lines: [String]) throws(JournalError) {
    let temporary = path + ".new"
    let fresh = open(temporary, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
    guard fresh >= 0 else { throw JournalError(.cannotWrite, path, JournalFile.systemError) }
    let bytes = lines.flatMap { Array(($0 + "\n").utf8) }
    guard JournalFile.write(bytes, to: fresh), fsync(fresh) == 0, rename(temporary, path) == 0
    else {
      let error = JournalError(.cannotWrite, path, JournalFile.systemError)
      _ = close(fresh)
      unlink(temporary)
      throw error
    }
    JournalFile.syncFolder(of: path)
    _ = close(descriptor)
    descriptor = fresh
    size = bytes.count
    hasTornEnd = false
  }

  private mutating func cutTornEnd() throws(JournalError) {
    guard ftruncate(descriptor, off_t(size)) == 0 else {
      throw JournalError(.cannotWrite, path, JournalFile.systemError)
    }
    hasTornEnd = false
  }

  /// A result with 64 events is some 16 KiB.
  static let longestLine = 1 << 20

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
        let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        written += count
      }
      return true
    }
  }

  /// Best effort: there are file systems whose folders cannot be synced.
  private static func syncFolder(of path: String) {
    let folder = (path as NSString).deletingLastPathComponent
    let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    _ = close(descriptor)
  }

  private static var systemError: String { String(cString: strerror(errno)) }
}
