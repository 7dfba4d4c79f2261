// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A file that a command writes, its owner's alone: a regular file, and none of those that the command works on.
struct OutputFile {
  let path: String
  private let descriptor: Int32

  /// Makes it, or empties one that is there. `apart`: the files that it must not be, by what each of them is.
  init(path: String, apart: [(path: String, what: String)]) throws(SettingsError) {
    self.path = path
    try OutputFile.check(path, apart: apart)
    // A pipe that takes the file's place meanwhile is not waited for.
    descriptor = open(path, O_WRONLY | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw OutputFile.fault(path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      fchmod(descriptor, 0o600) == 0, ftruncate(descriptor, 0) == 0
    else {
      let fault = OutputFile.fault(path)
      close(descriptor)
      throw fault
    }
  }

  /// Refuses a path that is one of `apart`, by whatever name, or no regular file.
  static func check(
    _ path: String, apart: [(path: String, what: String)]
  ) throws(SettingsError) {
    guard let own = FileIdentity(of: path) else { return }
    for other in apart where FileIdentity(of: other.path) == own {
      throw SettingsError(path: path, line: nil, "is \(other.what); write to another file")
    }
    guard own.isRegular else {
      throw SettingsError(path: path, line: nil, "is no regular file; name one, or a new one")
    }
  }

  private static func fault(_ path: String) -> SettingsError {
    SettingsError(
      path: path, line: nil,
      "cannot be written: \(String(cString: strerror(errno))); name another file")
  }

  func write(_ data: Data) throws(SettingsError) {
    var rest = data[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw OutputFile.fault(path)
      }
    }
  }

  /// On the disk, and over.
  func finish() throws(SettingsError) {
    let isSynced = fsync(descriptor) == 0
    guard close(descriptor) == 0, isSynced else { throw OutputFile.fault(path) }
  }
}

/// Which file a path leads to, whatever it is called.
private struct FileIdentity: Equatable {
  let device: dev_t
  let inode: ino_t
  let isRegular: Bool

  /// nil: there is none.
  init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = status.st_dev
    inode = status.st_ino
    isRegular = status.st_mode & S_IFMT == S_IFREG
  }
}
