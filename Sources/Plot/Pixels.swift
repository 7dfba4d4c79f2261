// SPDX-License-Identifier: GPL-3.0-or-later

/// An image in memory, row by row from the top.
public struct Pixels: Sendable {
  public let width: Int
  public let height: Int
  /// As in 0xD55E00.
  public var values: [UInt32]

  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
    values = [UInt32](repeating: 0, count: width * height)
  }
}
