// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Lines that others write to a FIFO, read without waiting.
struct Orders {
  private let file: Int32
  private var pending = ""

  init(path: String) throws {
    guard mkfifo(path, 0o600) == 0 || errno == EEXIST else { throw Orders.fault(path) }
    // Open for writing too, so that it does not end with its last writer.
    file = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { throw Orders.fault(path) }
  }

  private static func fault(_ path: String) -> OrderError {
    OrderError(text: "\(path): \(String(cString: strerror(errno)))")
  }

  mutating func next() -> String? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(file, &bytes, bytes.count)
    if count > 0, pending.utf8.count < 65_536 {
      pending += String(decoding: bytes[..<count], as: UTF8.self)
    }
    guard let end = pending.firstIndex(of: "\n") else { return nil }
    defer { pending.removeSubrange(...end) }
    return String(pending[..<end])
  }
}

/// What the far side is told.
enum Order {
  case farEnds(script: String, log: String?)
  case speed(Double)
  case isBroken(Bool)

  init(_ text: String) throws(OrderError) {
    let words = text.split(separator: " ").map(String.init)
    switch (words.first, words.count) {
    case ("far-ends", 2...3): self = .farEnds(script: words[1], log: words.dropFirst(2).first)
    case ("speed", 2):
      guard let factor = Double(words[1]) else {
        throw OrderError(text: "wanted a number behind speed")
      }
      self = .speed(factor)
    case ("break", 1): self = .isBroken(true)
    case ("mend", 1): self = .isBroken(false)
    default:
      throw OrderError(text: "no such order; known are far-ends, speed, break and mend")
    }
  }
}

struct OrderError: Error, CustomStringConvertible {
  var text: String
  var description: String { text }
}
