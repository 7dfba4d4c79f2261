// SPDX-License-Identifier: GPL-3.0-or-later

/// Why a picture could not be made: the path, the fault and what to do about it.
public struct PictureError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The path as it was given.
  public var path: String
  public var fault: Fault

  public enum Fault: Error, Sendable, Hashable {
    /// The path ends in the name of no format.
    case noFormat
    case noFolder(String)
    /// One picture was named for so many recordings.
    case onePicture(Int)
    /// Two recordings would be drawn to the one path.
    case taken(String, String)
    /// The system's words: permission denied, no space left on device.
    case unwritable(String)
    /// The drawing library's words.
    case undrawable(String)
  }

  public init(_ path: String, _ fault: Fault) {
    self.path = path
    self.fault = fault
  }

  public var description: String { "\(path): \(fault)" }
}

extension PictureError.Fault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noFormat:
      "neither a .png nor a .svg, and no folder that exists; name the picture so, or make the folder"
    case .noFolder(let folder): "there is no folder \(folder); make it first"
    case .onePicture(let count):
      "one picture for \(count) recordings; name a folder that exists, or draw one recording"
    case .taken(let one, let other):
      "\(one) and \(other) would both be drawn there; draw them one at a time"
    case .unwritable(let words): "cannot be written: \(words)"
    case .undrawable(let words): "cannot be drawn: \(words)"
    }
  }
}
