// SPDX-License-Identifier: GPL-3.0-or-later

/// A number to dial. It prints masked, so that a log line cannot give it away by accident; `digits` is for dialing.
public struct PhoneNumber: Sendable, Hashable, Codable, CustomStringConvertible {
  /// What is dialed: an optional leading +, then 0–9, * and #.
  public let digits: String

  /// Fewest and most digits that are taken for a number: from short service numbers to the 15 of
  /// ITU-T E.164 with room for a prefix that reaches an outside line.
  public static let lengths = 3...20

  /// Reads a number as people write it: spaces, hyphens, dots, slashes and brackets are left out.
  /// nil where anything else stands in it, or too few or too many digits.
  public init?(_ text: some StringProtocol) {
    var digits = ""
    var count = 0
    for character in text {
      switch character {
      case "0"..."9", "*", "#":
        guard character.isASCII else { return nil }
        digits.append(character)
        count += 1
      case "+" where digits.isEmpty: digits.append(character)
      case " ", "-", ".", "/", "(", ")", "\u{a0}": continue
      default: return nil
      }
    }
    guard PhoneNumber.lengths.contains(count) else { return nil }
    self.digits = digits
  }

  /// All but the last two digits as •.
  public var masked: String { PhoneNumber.masked(digits) }

  /// Any text masked as a number is: all but the last two characters as •, a leading + kept.
  public static func masked(_ text: String) -> String {
    let plus = text.hasPrefix("+") ? "+" : ""
    let body = text.dropFirst(plus.count)
    let shown = body.count > 2 ? body.suffix(2) : ""
    return plus + String(repeating: "•", count: body.count - shown.count) + shown
  }

  public var description: String { masked }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let number = PhoneNumber(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a phone number")
    }
    self = number
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(digits)
  }
}
