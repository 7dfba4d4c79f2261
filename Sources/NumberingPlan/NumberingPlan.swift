// SPDX-License-Identifier: GPL-3.0-or-later
import CPhoneNumber
public import OutboundContact

/// The world's numbering plans, by libphonenumber: a number is what could be one in its country, and is kept as E.164
/// writes it, so that two ways to write a number are one number.
public struct NumberingPlan: NumberRules {
  public enum Strictness: String, Sendable, CaseIterable {
    /// As long as numbers of its country are.
    case possible
    /// In a range that its country has given out, as far as the library of this machine knows.
    case valid
  }

  /// ISO 3166 in capitals: of numbers without a country code. nil: every number has one.
  public let country: String?
  public let strictness: Strictness
  /// Whether a number without its area code, or an extension, is taken as it is written: it is one at its own exchange.
  public let takesLocal: Bool

  /// Throws where no such country has a numbering plan. Small letters will do.
  public init(
    country: String?, strictness: Strictness = .possible, takesLocal: Bool = false
  ) throws(NumberFault) {
    let country = country?.uppercased()
    if let country, !phone_number_knows(country) {
      throw NumberFault("there is no numbering plan of \"\(country)\"; give two letters, US or DE")
    }
    self.country = country
    self.strictness = strictness
    self.takesLocal = takesLocal
  }

  public func number(_ text: String) throws(NumberFault) -> PhoneNumber {
    var e164 = ""
    let kind = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 24) { buffer in
      guard let base = buffer.baseAddress else { return PHONE_NUMBER_NOT_A_NUMBER }
      let kind = phone_number_read(text, country, strictness == .valid, base)
      e164 = String(cString: base)
      return kind
    }
    if takesLocal, kind == PHONE_NUMBER_LOCAL || kind == PHONE_NUMBER_TOO_SHORT,
      !text.contains("+")
    {
      return try AnyNumber().number(text)
    }
    if let fault = fault(of: kind) { throw NumberFault(fault) }
    guard let number = PhoneNumber(e164) else {
      throw NumberFault("no number to dial")
    }
    return number
  }

  private func fault(of kind: phone_number_kind) -> String? {
    let place = country.map { "in \($0)" } ?? "in its country"
    switch kind {
    case PHONE_NUMBER_VALID: return nil
    case PHONE_NUMBER_POSSIBLE:
      return strictness == .valid ? "in no range of numbers that are in use \(place)" : nil
    case PHONE_NUMBER_LOCAL: return "a local number \(place); give its area code"
    case PHONE_NUMBER_TOO_SHORT: return "too short for a number \(place)"
    case PHONE_NUMBER_TOO_LONG: return "too long for a number \(place)"
    case PHONE_NUMBER_WRONG_LENGTH: return "of a length that numbers \(place) do not have"
    case PHONE_NUMBER_NO_COUNTRY:
      return country == nil
        ? "without a country code; give +, the code and the number"
        : "of a country code that does not exist"
    default: return "no phone number"
    }
  }
}
