// SPDX-License-Identifier: GPL-3.0-or-later

/// Cuts a stream of bytes into lines, in bounded memory.
///
/// The lines are the same however the bytes come in pieces. A line ends with LF, or CR LF; empty lines are passed over.
/// A line of more than `limit` bytes is reported once, as soon as it is too long, and skipped to its end.
public struct LineFramer: Sendable {
  public enum Output: Sendable, Hashable {
    /// Without its line end.
    case line(String)
    case oversized
    /// A line whose bytes are no UTF-8.
    case notText
  }

  /// Bytes of the longest line, its LF aside.
  public static let limit = 65_536

  public let limit: Int
  private var partial: [UInt8] = []
  private var isSkipping = false

  public init(limit: Int = LineFramer.limit) { self.limit = limit }

  /// Bytes kept of a line that has not ended: never more than `limit`.
  public var kept: Int { partial.count }

  /// Takes the next bytes and appends what they complete. Bytes after the last LF wait for the rest of their line; if
  /// the stream ends there, they were never a line.
  public mutating func consume(_ bytes: Span<UInt8>, into lines: inout [Output]) {
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
      take(bytes.extracting(start..<end), into: &lines)
      guard end < bytes.count else { return }
      endLine(into: &lines)
      start = end + 1
    }
  }

  private mutating func take(_ piece: Span<UInt8>, into lines: inout [Output]) {
    guard !isSkipping else { return }
    guard partial.count + piece.count <= limit else {
      isSkipping = true
      partial.removeAll()
      lines.append(.oversized)
      return
    }
    for index in piece.indices { partial.append(piece[index]) }
  }

  private mutating func endLine(into lines: inout [Output]) {
    defer { partial.removeAll(keepingCapacity: true) }
    guard !isSkipping else {
      isSkipping = false
      return
    }
    if partial.last == UInt8(ascii: "\r") { partial.removeLast() }
    guard !partial.isEmpty else { return }
    lines.append(String(validating: partial, as: UTF8.self).map(Output.line) ?? .notText)
  }
}
