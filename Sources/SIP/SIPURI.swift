// SPDX-License-Identifier: GPL-3.0-or-later

/// URIs of SIP out of what people and calling lists have.
enum SIPURI {
  /// Nothing that could end a header line or leave its angle brackets (RFC 3261, 25.1).
  private static let allowed = Set(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()&=+$,;?/:@%[]")

  /// Whether `text` is a URI that can be called as it is.
  static func isURI(_ text: String) -> Bool {
    guard text.hasPrefix("sip:") || text.hasPrefix("sips:"), text.utf8.count <= 200 else {
      return false
    }
    return text.allSatisfy(allowed.contains) && text.drop { $0 != ":" }.count > 1
  }

  /// The user part for a number as people write it, "+1 (555) 010-0123"; nil for what cannot be dialed.
  static func user(of number: String) -> String? {
    let digits = number.filter { !" ()-./".contains($0) }
    let isNumber = digits.enumerated().allSatisfy {
      "0123456789*#ABCD".contains($1) || $0 == 0 && $1 == "+"
    }
    guard isNumber, (1...64).contains(digits.count), digits != "+" else { return nil }
    return digits.replacing("#", with: "%23")
  }

  /// Whether `text` can stand for a host, with or without a port; an IPv6 address is in brackets.
  static func isHost(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 200
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-.:[]_".contains($0)) }
      && (text.hasPrefix("[") && text.contains("]") || text.count { $0 == ":" } <= 1)
  }

  /// A display name or user that is safe in a header; what is not is left out.
  static func safe(_ text: String) -> String { String(text.filter(allowed.contains).prefix(100)) }
}
