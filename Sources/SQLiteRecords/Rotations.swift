// SPDX-License-Identifier: GPL-3.0-or-later
import OutboundContact
import Synchronization

/// Whose turn it is among the lists of each campaign; it begins anew with the process.
final class Rotations: Sendable {
  private let rotations = Mutex<[String: ListRotation]>([:])

  /// Gives `body` the rotation of a campaign's lists. It is called by one at a time, in a transaction.
  func with<Value>(
    _ shares: [ListShare], of campaign: String,
    _ body: (inout ListRotation) throws -> sending Value
  ) rethrows -> Value {
    try rotations.withLock { rotations in
      var rotation = rotations[campaign] ?? ListRotation(shares)
      if !rotation.isOf(shares) { rotation = ListRotation(shares) }
      defer { rotations[campaign] = rotation }
      return try body(&rotation)
    }
  }
}
