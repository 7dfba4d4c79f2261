// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import SIP

/// A text file with a line for each call that arrives: seconds since 1970 and number, with a tab between. It is added to.
struct CallLog: Sendable {
  private let file: FileHandle

  init(path: String) throws(SIPError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw SIPError(
        fault: "\(path): no log can be written there: \(String(cString: strerror(errno)))")
    }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  func note(_ number: String) {
    let seconds = String(format: "%.3f", Date().timeIntervalSince1970)
    // A log that cannot be written does not stop calls.
    try? file.write(contentsOf: Data("\(seconds)\t\(number)\n".utf8))
  }
}
