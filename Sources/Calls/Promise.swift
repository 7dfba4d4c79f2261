// SPDX-License-Identifier: GPL-3.0-or-later

/// A value that is known once, and those who wait for it. Its owner is an actor.
struct Promise<Value: Sendable> {
  private(set) var value: Value?
  private var waiting: [CheckedContinuation<Value, Never>] = []

  /// To be called while there is no value.
  mutating func wait(_ continuation: CheckedContinuation<Value, Never>) {
    waiting.append(continuation)
  }

  /// The first value counts.
  mutating func fulfil(_ value: Value) {
    guard self.value == nil else { return }
    self.value = value
    for continuation in waiting { continuation.resume(returning: value) }
    waiting = []
  }
}
