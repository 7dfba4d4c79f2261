// SPDX-License-Identifier: GPL-3.0-or-later

/// Why a far-end script was not taken: the file, the line, the fault and what to do about it.
public struct FarEndScriptError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The path as it was given.
  public var path: String
  /// From 1; nil where the whole file is at fault.
  public var line: Int?
  /// Fault and remedy: "rings is -3; give seconds, 0...3600, or forever".
  public var fault: String

  public init(path: String, line: Int?, fault: String) {
    self.path = path
    self.line = line
    self.fault = fault
  }

  public var description: String { "\(path):\(line.map { "\($0):" } ?? "") \(fault)" }
}
