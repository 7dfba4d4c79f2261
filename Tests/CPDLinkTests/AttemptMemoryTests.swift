// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Testing

struct AttemptMemoryTests {
  @Test func `an attempt is new once`() {
    var memory = AttemptMemory(capacity: 3)
    #expect(memory.insert("a") == true)
    #expect(memory.insert("a") == false)
    #expect(memory.contains("a"))
    #expect(memory.count == 1)
  }

  @Test func `the oldest is forgotten where there is no room`() {
    var memory = AttemptMemory(capacity: 3)
    for attempt in ["a", "b", "c", "d", "e"] { #expect(memory.insert(attempt) == true) }
    #expect(memory.attempts == ["c", "d", "e"])
    #expect(!memory.contains("a"))
    #expect(memory.count == 3)
    #expect(memory.insert("a") == true)
    #expect(memory.attempts == ["d", "e", "a"])
  }
}
