// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Testing

struct CallRequestTests {
  @Test(arguments: [
    ("+442071838750", "•••••••••••50"), ("7001", "••01"), ("12", "••"), ("", ""),
  ])
  func `a number prints masked`(_ number: String, _ masked: String) {
    let request = CallRequest(attempt: "a1", number: number)
    #expect(request.maskedNumber == masked)
    #expect("\(request)" == "a1 to \(masked)")
  }
}
