// SPDX-License-Identifier: GPL-3.0-or-later

/// A store that could not do what it was asked; nothing of the transaction has happened.
public struct RecordStoreError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Fault: Sendable, Hashable {
    /// Another process holds the store; later it may work.
    case locked
    /// No space; later it may work.
    case full
    /// The file is not a store, or damaged.
    case corrupt
    /// It cannot be opened, read or written.
    case unreachable
    /// The change contradicts what is stored: an attempt id that exists, a second open attempt on a chain,
    /// a record that is there already, or not there.
    case conflict
    /// The record must not be called: the do-not-call list holds its number, or its customer.
    case doNotCall(recordID: Int)
    /// The record must not be called by its campaign: its number, or its customer, was cancelled there.
    case cancelled(recordID: Int)
    /// Written by a newer version.
    case newer
    case other
  }

  public let fault: Fault
  public let text: String

  public init(_ fault: Fault, _ text: String) {
    self.fault = fault
    self.text = text
  }

  /// The same request may succeed later.
  public var mayPass: Bool { fault == .locked || fault == .full }

  public var description: String { text }
}
