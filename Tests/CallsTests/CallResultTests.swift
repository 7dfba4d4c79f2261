// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Testing

struct CallResultTests {
  @Test func `the numbers run from 0 to 53 without a gap`() {
    #expect(CallResult.allCases.map(\.rawValue) == Array(0...53))
  }

  @Test func `every name is its own`() {
    #expect(Set(CallResult.allCases.map(\.name)).count == CallResult.allCases.count)
  }

  @Test(arguments: [
    (6, "Busy"), (9, "AnsweringMachine"), (12, "SIT Vacant"), (17, "FaxDetected"),
    (28, "Unknown"), (33, "Answer"), (44, "NoFreePortError"),
  ])
  func `the numbers are those of the enumeration`(_ code: Int, _ name: String) {
    #expect(CallResult(rawValue: code)?.name == name)
  }

  @Test(arguments: [
    (TrunkError(.noFreeLine), CallResult.noFreePortError), (TrunkError(.badNumber), .dialError),
    (TrunkError(.lineFailed), .switchError),
    (TrunkError(.lineFailed, couldHaveDialed: true), .callDropError),
    (TrunkError(.boardFailed), .switchError), (TrunkError(.cannotJoin), .transferError),
    (TrunkError(.stopped), .systemError),
  ])
  func `a trunk's error knows its result`(_ error: TrunkError, _ result: CallResult) {
    #expect(error.callResult == result)
  }
}
