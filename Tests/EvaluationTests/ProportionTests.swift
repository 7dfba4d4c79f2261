// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Evaluation

struct ProportionTests {
  /// Brown, Cai and DasGupta (2001) and Newcombe (1998) print Wilson's interval for these.
  @Test(arguments: [
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718), (29, 29, 0.8830, 1.0),
  ])
  func `the interval is Wilson's`(count: Int, total: Int, low: Double, high: Double) throws {
    let interval = try #require(Proportion(count, of: total).interval)
    #expect(abs(interval.lowerBound - low) < 1e-4)
    #expect(abs(interval.upperBound - high) < 1e-4)
  }

  @Test func `of nothing there is neither share nor interval`() throws {
    let nothing = Proportion()
    #expect(nothing.share == nil)
    #expect(nothing.interval == nil)
    #expect(nothing.words == "-")
    let json = String(decoding: try JSONEncoder().encode(nothing), as: UTF8.self)
    #expect(!json.contains("share") && !json.contains("ci95"))
  }

  @Test func `it is written with its interval`() {
    #expect(Proportion(378, of: 380).words == "99.5 % (98.1 to 99.9)")
  }
}
