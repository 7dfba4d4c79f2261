// SPDX-License-Identifier: GPL-3.0-or-later

/// Elements in ascending order, equal ones among them; what is added last is mostly the greatest.
struct Ordered<Element: Comparable & Sendable>: Sendable {
  private(set) var elements: [Element] = []

  mutating func insert(_ element: Element) {
    guard let last = elements.last, element < last else { return elements.append(element) }
    elements.insert(element, at: firstIndex(from: element))
  }

  /// Removes one that is equal; nothing where there is none.
  mutating func remove(_ element: Element) {
    let index = firstIndex(from: element)
    guard index < elements.count, elements[index] == element else { return }
    elements.remove(at: index)
  }

  /// Index of the first that is not less than `element`.
  private func firstIndex(from element: Element) -> Int {
    var low = 0
    var high = elements.count
    while low < high {
      let middle = (low + high) / 2
      if elements[middle] < element { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension Dictionary {
  /// Puts `value` there, or nothing; gives what was there before.
  mutating func replaceValue(_ value: Value?, forKey key: Key) -> Value? {
    if let value { updateValue(value, forKey: key) } else { removeValue(forKey: key) }
  }
}
