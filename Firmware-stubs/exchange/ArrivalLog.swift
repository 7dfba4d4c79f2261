// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// A text file with a line for each call that arrives: seconds of the board's clock, channel, number, with
/// tabs between. Lines are in the file as soon as they are written, and are added to those of earlier runs.
struct ArrivalLog {
  private let file: FileHandle

  init(path: String) throws(ExchangeError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw ExchangeError(
        fault: "\(path): no log can be written there: \(String(cString: strerror(errno)))")
    }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  func note(_ number: String, channel: Int32, at time: SampleTime) {
    let seconds = String(format: "%.3f", time.seconds)
    // A log that cannot be written does not stop calls.
    try? file.write(contentsOf: Data("\(seconds)\t\(channel)\t\(number)\n".utf8))
  }
}
