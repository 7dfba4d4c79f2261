// SPDX-License-Identifier: GPL-3.0-or-later

/// Somebody who must not be called, in any campaign: by telephone number, or by customer id whatever the number.
public enum DoNotCallEntry: Sendable, Hashable, Codable {
  case phone(PhoneNumber)
  case customer(String)

  /// What a number is compared by: what is dialed, without the + of a country code.
  public static func key(of number: PhoneNumber) -> String {
    number.digits.hasPrefix("+") ? String(number.digits.dropFirst()) : number.digits
  }
}

extension Record {
  /// Whose id it is; nil where the list has none.
  public var customerID: String? {
    custom[Record.customerIDField].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// What a do-not-call list may hold of it: the number first.
  public var doNotCallEntries: [DoNotCallEntry] {
    [.phone(contactInfo)] + (customerID.map { [.customer($0)] } ?? [])
  }
}

/// Entries on their way into a store, a batch at a time.
public protocol DoNotCallSource: Sendable {
  /// The next entries; nil after the last. What it throws leaves nothing in the store.
  mutating func next() throws -> [DoNotCallEntry]?
}

/// Entries that are in memory already.
struct DoNotCallArray: DoNotCallSource {
  private var entries: [DoNotCallEntry]?

  init(_ entries: [DoNotCallEntry]) { self.entries = entries }

  mutating func next() -> [DoNotCallEntry]? {
    defer { entries = nil }
    return entries
  }
}

extension ListStore {
  /// Adds entries, all or none. Returns how many were new.
  @discardableResult
  public func addDoNotCall(_ entries: [DoNotCallEntry]) async throws -> Int {
    try await addDoNotCall(from: DoNotCallArray(entries))
  }
}
