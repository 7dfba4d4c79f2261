// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import Testing

struct CallProfileTests {
  @Test func `fewer than 15 seconds of ringing are raised to 15`() throws {
    #expect(CallProfile(ringSeconds: 3).ringSeconds == 15)
    let read = try JSONDecoder().decode(CallProfile.self, from: Data(#"{"ring_s":3}"#.utf8))
    #expect(read.ringSeconds == 15)
  }

  @Test(arguments: ScreenerAction.allCases)
  func `what becomes of screeners goes with the profile, and only they are given to agents by it`(
    action: ScreenerAction
  ) throws {
    let profile = CallProfile(screener: action)
    let data = try JSONEncoder().encode(profile)
    #expect(String(decoding: data, as: UTF8.self).contains("screener") == (action != .drop))
    #expect(try JSONDecoder().decode(CallProfile.self, from: data) == profile)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(CallProfile.self, from: Data(#"{"screener":"hang up"}"#.utf8))
    }
  }

  @Test func `keys left out have their defaults`() throws {
    let read = try JSONDecoder().decode(CallProfile.self, from: Data("{}".utf8))
    #expect(read == CallProfile())
  }
}
