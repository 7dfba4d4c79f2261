// SPDX-License-Identifier: GPL-3.0-or-later

/// What is to happen, by time: a binary heap. Events of one moment come in the order in which they were added.
struct EventQueue<Event: Sendable>: Sendable {
  /// The event lies elsewhere, so that nothing but numbers is moved.
  private struct Entry: Sendable {
    var time: Double
    var number: Int
    var slot: Int
  }

  private var heap: [Entry] = []
  private var events: [Event?] = []
  private var freeSlots: [Int] = []
  private var count = 0

  var isEmpty: Bool { heap.isEmpty }
  var nextTime: Double? { heap.first?.time }

  mutating func add(_ event: Event, at time: Double) {
    let slot = freeSlots.popLast() ?? events.count
    if slot == events.count { events.append(event) } else { events[slot] = event }
    let entry = Entry(time: time, number: count, slot: slot)
    count += 1
    heap.append(entry)
    var place = heap.count - 1
    while place > 0 {
      let parent = (place - 1) / 2
      guard EventQueue.isBefore(entry, heap[parent]) else { break }
      heap[place] = heap[parent]
      place = parent
    }
    heap[place] = entry
  }

  /// The next event and its time.
  mutating func next() -> (time: Double, event: Event)? {
    guard let first = heap.first, let event = events[first.slot].take() else { return nil }
    freeSlots.append(first.slot)
    let last = heap.removeLast()
    if !heap.isEmpty {
      var place = 0
      while true {
        var child = 2 * place + 1
        guard child < heap.count else { break }
        if child + 1 < heap.count, EventQueue.isBefore(heap[child + 1], heap[child]) { child += 1 }
        guard EventQueue.isBefore(heap[child], last) else { break }
        heap[place] = heap[child]
        place = child
      }
      heap[place] = last
    }
    return (first.time, event)
  }

  private static func isBefore(_ one: Entry, _ other: Entry) -> Bool {
    (one.time, one.number) < (other.time, other.number)
  }
}
