// SPDX-License-Identifier: GPL-3.0-or-later
import OutboundContact
import Testing

struct CSVHeaderTests {
  @Test func `fields are found by name`() throws {
    let header = try CSVHeader(CSVReader.Row(line: 1, fields: ["file", " expected "]))
    let row = CSVReader.Row(line: 2, fields: ["a.wav"])
    #expect(header.names == ["file", "expected"])
    #expect(header.field("file", of: row) == "a.wav")
    #expect(header.field("expected", of: row) == nil)
    #expect(header.field("else", of: row) == nil)
    let error = #expect(throws: CSVError.self) { try header.checkWidth(of: row) }
    #expect(error?.line == 2)
  }

  @Test(arguments: [
    (["a", "b", "a"], "\"a\" stands twice"),
    (["a", " "], "column 2 has no name"),
    (["b"], "no column \"a\""),
  ])
  func `a header that cannot be is refused`(names: [String], words: String) {
    let error = #expect(throws: CSVError.self) {
      try CSVHeader(CSVReader.Row(line: 3, fields: names), required: ["a"])
    }
    #expect(error?.line == 3)
    #expect(error?.text.contains(words) == true)
  }
}
