// SPDX-License-Identifier: GPL-3.0-or-later

/// Why a table of tones was refused: all its faults, each with its line and what to write instead.
public struct ToneTableError: Error, Sendable, Hashable, CustomStringConvertible {
  public struct Fault: Error, Sendable, Hashable {
    /// From 1; nil where it is the file's.
    public var line: Int?
    public var reason: String
  }

  /// As it was given.
  public var file: String
  public var faults: [Fault]

  init(file: String, faults: [Fault]) {
    self.file = file
    self.faults = faults
  }

  init(_ file: String, _ line: Int?, _ reason: String) {
    self.init(file: file, faults: [Fault(line: line, reason: reason)])
  }

  /// A fault a line, as compilers print them.
  public var description: String {
    faults.map { fault in
      "\(file)\(fault.line.map { ":\($0)" } ?? ""): \(fault.reason)"
    }.joined(separator: "\n")
  }
}
