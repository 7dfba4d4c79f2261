// SPDX-License-Identifier: GPL-3.0-or-later

/// Why a trunk did not do what it was asked. An error knows its call result, and whether trying again could dial twice.
public struct TrunkError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Reason: String, Sendable, Hashable {
    case noFreeLine = "no free line"
    case badNumber = "a number that cannot be dialed"
    case lineFailed = "the line failed"
    case boardFailed = "the board failed"
    case cannotJoin = "the legs cannot be joined"
    case stopped = "the trunk has stopped"
  }

  public var reason: Reason
  public var line: String?
  public var detail: String?
  /// Whether the network may have seen the number.
  public var couldHaveDialed: Bool

  public init(
    _ reason: Reason, line: String? = nil, detail: String? = nil, couldHaveDialed: Bool = false
  ) {
    self.reason = reason
    self.line = line
    self.detail = detail
    self.couldHaveDialed = couldHaveDialed
  }

  public var callResult: CallResult {
    switch reason {
    case .noFreeLine: .noFreePortError
    case .badNumber: .dialError
    case .lineFailed, .boardFailed: couldHaveDialed ? .callDropError : .switchError
    case .cannotJoin: .transferError
    case .stopped: .systemError
    }
  }

  public var description: String {
    ([line, reason.rawValue, detail].compactMap { $0 }).joined(separator: ": ")
  }
}
