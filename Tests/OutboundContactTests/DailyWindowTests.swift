// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import Testing

struct DailyWindowTests {
  private func date(_ text: String) throws -> Date {
    try Date(text, strategy: .iso8601)
  }

  @Test(arguments: [
    ("2026-01-15T12:59:59Z", false), ("2026-01-15T13:00:00Z", true),
    ("2026-01-15T22:59:59Z", true), ("2026-01-15T23:00:00Z", false),
    // Summer time in New York: an hour earlier by UTC.
    ("2026-07-15T11:59:59Z", false), ("2026-07-15T12:00:00Z", true),
    ("2026-07-15T21:59:59Z", true), ("2026-07-15T22:00:00Z", false),
  ])
  func `a window opens and closes on the wall clock of its zone`(at: String, open: Bool) throws {
    let window = DailyWindow(timeZone: "America/New_York")
    #expect(window.isOpen(at: try date(at)) == open)
  }

  @Test(arguments: [
    ("2026-01-15T21:59:59Z", false), ("2026-01-15T22:00:00Z", true),
    ("2026-01-16T00:00:00Z", true), ("2026-01-16T01:59:59Z", true),
    ("2026-01-16T02:00:00Z", false),
  ])
  func `a window may go past midnight`(at: String, open: Bool) throws {
    let window = DailyWindow(from: 22 * 3600, till: 2 * 3600, timeZone: "UTC")
    #expect(window.isOpen(at: try date(at)) == open)
  }

  @Test(arguments: [
    ("Europe/Berlin", 28_800, 64_800, "2026-03-02T05:00:00Z", "2026-03-02T07:00:00Z"),
    ("Europe/Berlin", 28_800, 64_800, "2026-03-02T17:00:00Z", "2026-03-03T07:00:00Z"),
    ("Europe/Berlin", 28_800, 64_800, "2026-03-02T12:00:00Z", "2026-03-02T12:00:00Z"),
    // Clocks go forward in the night of March 29, back in that of October 25.
    ("Europe/Berlin", 28_800, 64_800, "2026-03-28T20:00:00Z", "2026-03-29T06:00:00Z"),
    ("Europe/Berlin", 28_800, 64_800, "2026-10-24T20:00:00Z", "2026-10-25T07:00:00Z"),
    // 02:30 does not exist that night: the first moment after it is 03:00 summer time.
    ("Europe/Berlin", 9000, 64_800, "2026-03-28T23:00:00Z", "2026-03-29T01:00:00Z"),
    ("Asia/Kolkata", 28_800, 64_800, "2026-03-02T00:00:00Z", "2026-03-02T02:30:00Z"),
    ("Pacific/Kiritimati", 28_800, 64_800, "2026-03-02T05:00:00Z", "2026-03-02T18:00:00Z"),
  ])
  func `the next opening is found, whatever the clocks do`(
    zone: String, from: Int, till: Int, at: String, opening: String
  ) throws {
    let window = DailyWindow(from: from, till: till, timeZone: zone)
    #expect(window.opening(from: try date(at)) == (try date(opening)))
  }

  @Test func `a window without hours or without a zone never opens`() throws {
    let now = try date("2026-03-02T12:00:00Z")
    for window in [
      DailyWindow(from: 3600, till: 3600, timeZone: "UTC"), DailyWindow(timeZone: "No/Where"),
    ] {
      #expect(!window.isOpen(at: now))
      #expect(window.opening(from: now) == nil)
    }
    #expect(DailyWindow(timeZone: "No/Where").wallSeconds(at: now) == nil)
  }

  @Test(arguments: ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"])
  func `an opening is open, and the second before it is not`(zone: String) throws {
    let start = try date("2026-01-01T00:00:00Z")
    for window in [
      DailyWindow(from: 7200, till: 9000, timeZone: zone),
      DailyWindow(from: 80_000, till: 3600, timeZone: zone),
    ] {
      for step in 0..<2000 {
        let now = start + Double(step) * 15_973
        let opening = try #require(window.opening(from: now))
        #expect(opening >= now && window.isOpen(at: opening))
        // Where the clocks skip the window it is the next day's.
        #expect(opening.timeIntervalSince(now) <= 49 * 3600)
        if opening > now { #expect(!window.isOpen(at: opening - 1)) }
      }
    }
  }
}
