// SPDX-License-Identifier: GPL-3.0-or-later

/// What is wrong with a journal's file. It names the file, the fault and what helps.
public struct JournalError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Reason: Sendable, Hashable {
    case cannotOpen
    /// Another server has it.
    case inUse
    case notAFile
    /// This line, counted from 1, is no entry.
    case unreadable(line: Int)
    case cannotWrite
  }

  public var path: String
  public var reason: Reason
  /// The system's word for it.
  public var detail: String

  init(_ reason: Reason, _ path: String, _ detail: String = "") {
    self.path = path
    self.reason = reason
    self.detail = detail
  }

  public var description: String {
    let text =
      switch reason {
      case .cannotOpen: "the journal cannot be opened"
      case .inUse: "another server keeps this journal; give each its own"
      case .notAFile: "a journal must be a plain file"
      case .unreadable(let line):
        "line \(line) is no entry of a journal; set the file aside and ask OCS for its open attempts"
      case .cannotWrite: "the journal cannot be written"
      }
    return "\(path): \(text)" + (detail.isEmpty ? "" : ": \(detail)")
  }
}
