// SPDX-License-Identifier: GPL-3.0-or-later

/// A colour in sRGB, each part 0...1.
public struct Color: Sendable, Hashable {
  public var red: Double
  public var green: Double
  public var blue: Double
  public var alpha: Double

  public init(red: Double, green: Double, blue: Double, alpha: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// As in 0xD55E00.
  public init(_ hex: UInt32) {
    self.init(
      red: Double(hex >> 16 & 0xFF) / 255, green: Double(hex >> 8 & 0xFF) / 255,
      blue: Double(hex & 0xFF) / 255)
  }

  /// As in 0xD55E00.
  public var hex: UInt32 {
    func byte(_ part: Double) -> UInt32 { UInt32((255 * min(1, max(0, part))).rounded()) }
    return byte(red) << 16 | byte(green) << 8 | byte(blue)
  }

  public func opacity(_ alpha: Double) -> Color {
    Color(red: red, green: green, blue: blue, alpha: alpha)
  }

  public static let paper = Color(0xFFFFFF)
  public static let ink = Color(0x1A1A1A)
  /// Words of less weight, and the marks of axes.
  public static let pencil = Color(0x5F6368)
  /// The lines behind a curve.
  public static let grid = Color(0xDADCE0)

  // The set of Okabe and Ito, which people who see few colours tell apart too.
  public static let orange = Color(0xE69F00)
  public static let green = Color(0x009E73)
  public static let yellow = Color(0xF0E442)
  public static let blue = Color(0x0072B2)
  public static let vermillion = Color(0xD55E00)
  public static let purple = Color(0xCC79A7)

  /// Ink or paper: what is read better on it. The weights are those of ITU-R BT.709.
  public var readable: Color {
    0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5 ? .ink : .paper
  }
}
