// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Text files that a user names.
package enum TextFile {
  /// A file that cannot be read, in the system's words: "No such file or directory", "Is a directory".
  package struct Fault: Error, Hashable, CustomStringConvertible {
    package var words: String

    package var description: String { "cannot be read: \(words)" }
  }

  /// Throws where the file cannot be opened, or is a folder.
  package static func check(_ path: String) throws(Fault) { close(try open(path)) }

  package static func bytes(_ path: String) throws(Fault) -> [UInt8] {
    let descriptor = try open(path)
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &piece, piece.count)
      if count == 0 { return bytes }
      if count > 0 {
        bytes += piece.prefix(count)
      } else if errno != EINTR {
        throw fault(errno)
      }
    }
  }

  package static func text(_ path: String) throws(Fault) -> String {
    guard let text = String(validating: try bytes(path), as: UTF8.self) else {
      throw Fault(words: "it is not in UTF-8; save it as UTF-8 text")
    }
    return text
  }

  private static func open(_ path: String) throws(Fault) -> Int32 {
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw fault(errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
      close(descriptor)
      throw fault(EISDIR)
    }
    return descriptor
  }

  private static func fault(_ code: Int32) -> Fault {
    Fault(words: String(cString: strerror(code)))
  }
}
