// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import OutboundContact

struct DesktopDateTests {
  @Test(arguments: [
    ("03/02/2026 14:05", "UTC", "2026-03-02T14:05:00Z"),
    ("3/2/2026 4:05", "UTC", "2026-03-02T04:05:00Z"),
    ("07/01/2026 12:00", "America/New_York", "2026-07-01T16:00:00Z"),
    ("01/01/2026 12:00", "America/New_York", "2026-01-01T17:00:00Z"),
    // The clocks of Berlin skip from 02:00 to 03:00.
    ("03/29/2026 02:30", "Europe/Berlin", "2026-03-29T01:30:00Z"),
  ])
  func `a date is one of the zone's wall clock`(text: String, zone: String, utc: String) throws {
    #expect(DesktopDate.date(text, inZone: zone) == (try Date(utc, strategy: .iso8601)))
  }

  @Test(arguments: [
    "", "03/02/2026", "14:05", "2026-03-02 14:05", "13/02/2026 10:00", "02/30/2026 10:00",
    "03/02/2026 24:00", "03/02/2026 10:60", "03/02/2026 10:00:00", "+3/02/2026 10:00",
    "03/02/26 10:00", "03//2026 10:00", "03/02/2026 10:00 PM", "٠٣/02/2026 10:00",
  ])
  func `anything else is none`(text: String) {
    #expect(DesktopDate.date(text, inZone: "UTC") == nil)
  }

  @Test func `an unknown zone has no dates`() {
    #expect(DesktopDate.date("03/02/2026 14:05", inZone: "No/Where") == nil)
  }
}
