// SPDX-License-Identifier: GPL-3.0-or-later

/// What is a number to dial, and how it is written.
public protocol NumberRules: Sendable {
  /// The number that `text` is; throws where it is none.
  func number(_ text: String) throws(NumberFault) -> PhoneNumber
}

/// Why a text is no number to dial, and what helps; without the text itself.
public struct NumberFault: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

/// Any number that could be keyed into a telephone, kept as it is written: for private plans and test lines.
public struct AnyNumber: NumberRules {
  public init() {}

  public func number(_ text: String) throws(NumberFault) -> PhoneNumber {
    guard let number = PhoneNumber(text) else { throw AnyNumber.fault }
    return number
  }

  static let fault = NumberFault(
    "no number to dial; give \(PhoneNumber.lengths.lowerBound) to"
      + " \(PhoneNumber.lengths.upperBound) digits, with + before a country code")
}
