// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Detection
import Testing

struct OutcomeCallResultTests {
  /// The table of the issue: before an answer, and after one.
  static let table: [(Outcome, Int, Int)] = [
    (.liveVoice, 33, 33), (.answeringMachine, 9, 9), (.callScreener, 9, 9), (.fax, 17, 17),
    (.modem, 17, 17), (.tty, 33, 33), (.busy, 6, 6), (.reorder, 10, 10),
    (.numberUnobtainable, 34, 34), (.sitIC, 13, 13),
    (.sitVC, 12, 12), (.sitRO, 16, 16), (.sitNC, 15, 15), (.sitIO, 14, 14),
    (.sitUnknown, 14, 14), (.ringback, 7, 7), (.dialTone, 36, 36), (.music, 7, 33),
    (.announcement, 8, 33), (.silence, 32, 32), (.unknown, 28, 33),
  ]

  @Test(arguments: table)
  func `each outcome has its call result`(_ outcome: Outcome, _ before: Int, _ after: Int) {
    #expect(outcome.callResult(answered: false).rawValue == before)
    #expect(outcome.callResult(answered: true).rawValue == after)
  }

  @Test func `no outcome is missing from the table`() {
    #expect(Set(Self.table.map(\.0)) == Set(Outcome.allCases))
  }

  /// Final results of a dialed call by gcti.h: 4, 6–17, 21, 26–28 and what the campaign adds from 32.
  @Test(arguments: Outcome.allCases, [false, true])
  func `every result is a final one`(_ outcome: Outcome, _ answered: Bool) {
    let code = outcome.callResult(answered: answered).rawValue
    #expect(code == 4 || (6...17).contains(code) || (26...28).contains(code) || code >= 32)
  }
}
