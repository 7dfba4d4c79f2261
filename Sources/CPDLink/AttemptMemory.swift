// SPDX-License-Identifier: GPL-3.0-or-later

/// The ids of attempts seen, the last `capacity` of them: the receiver's way to take each once.
public struct AttemptMemory: Sendable {
  public static let defaultCapacity = 100_000

  public let capacity: Int
  private var known: Set<String> = []
  private var order: [String] = []
  private var oldest = 0

  public init(capacity: Int = AttemptMemory.defaultCapacity) {
    precondition(capacity > 0)
    self.capacity = capacity
  }

  public var count: Int { known.count }

  /// The ids kept, the oldest first.
  public var attempts: [String] { Array(order[oldest...] + order[..<oldest]) }

  public func contains(_ attempt: String) -> Bool { known.contains(attempt) }

  /// Remembers `attempt`, forgetting the oldest where there is no room. False if it was known.
  public mutating func insert(_ attempt: String) -> Bool {
    guard known.insert(attempt).inserted else { return false }
    if order.count < capacity {
      order.append(attempt)
    } else {
      known.remove(order[oldest])
      order[oldest] = attempt
      oldest = (oldest + 1) % capacity
    }
    return true
  }
}
