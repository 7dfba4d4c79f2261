// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Foundation
import Testing

/// The page of the link, held to what the code does.
struct CPDLinkPageTests {
  private static let page: String = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let path = root.appending(path: "Sources/CPDLink/CPDLink.docc/CPDLink.md")
    return (try? String(contentsOf: path, encoding: .utf8)) ?? ""
  }()

  static let examples = page.split(separator: "\n").filter { $0.hasPrefix("{") }.map(String.init)

  @Test(arguments: examples)
  func `an example parses, and is written again with the same meaning`(_ example: String) throws {
    let line = try CPDLine(parsing: example)
    let again = try line.encoded()
    let expected = try JSONSerialization.jsonObject(with: Data(example.utf8)) as? NSDictionary
    let written = try JSONSerialization.jsonObject(with: Data(again.utf8)) as? NSDictionary
    #expect(expected != nil)
    #expect(expected == written)
  }

  @Test func `every message, every kind of acknowledgement and every error code has an example`()
    throws
  {
    var kinds: Set<CPDMessage.Kind> = []
    var states: Set<CPDAck.AttemptState> = []
    var codes: Set<CPDError.Code> = []
    var hasWelcome = false
    for example in Self.examples {
      switch try CPDLine(parsing: example) {
      case .message(_, let message): kinds.insert(message.kind)
      case .reply(.ack(_, .attempt(let state, _))): states.insert(state)
      case .reply(.ack(_, .welcome)): hasWelcome = true
      case .reply(.ack(_, .plain)): break
      case .reply(.error(_, let error)): codes.insert(error.code)
      }
    }
    #expect(kinds == Set(CPDMessage.Kind.allCases))
    #expect(states == Set(CPDAck.AttemptState.allCases))
    #expect(codes == Set(CPDError.Code.all))
    #expect(hasWelcome)
    for state in Progress.State.allCases {
      #expect(Self.page.contains("\"state\":\"\(state.rawValue)\""))
    }
  }

  @Test func `the table of errors says which end the connection`() {
    for code in CPDError.Code.all {
      let row = Self.page.split(separator: "\n").first { $0.hasPrefix("| `\(code.rawValue)` |") }
      let ends = CPDError(code, "").closes ? "| ends |" : "| stays |"
      #expect(row?.contains(ends) == true, "\(code.rawValue)")
    }
  }
}
