// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import Testing

struct DoNotCallFileTests {
  private func read(_ text: String) throws -> [String] {
    let path = FileManager.default.temporaryDirectory.appending(path: "dnc-\(UUID().uuidString)")
    try Data(text.utf8).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    var file = try DoNotCallFile(path: path.path)
    var entries: [String] = []
    while let next = try file.next() {
      entries += next.map {
        switch $0 {
        case .phone(let number): number.digits
        case .customer(let id): "customer " + id
        }
      }
    }
    return entries
  }

  @Test func `a number on each line, or named columns`() throws {
    #expect(try read("2001\n+1 (555) 010-0042\n\n2003") == ["2001", "+15550100042", "2003"])
    #expect(
      try read("name,phone,customer_id\nRoe,2001,c1\nDoe,,c2\nPoe,2003,\n")
        == ["2001", "customer c1", "customer c2", "2003"])
    #expect(try read("contact_info\n2001\n") == ["2001"])
    #expect(try read("customer_id\nc1\n") == ["customer c1"])
  }

  @Test(arguments: [
    ("2001\ncall me\n2003\n12\n", "line 2: \"•••••me\" is no number"),
    ("2001\n2002,2003\n", "line 2: more than one number"),
    ("", "line 1: the file has no numbers"), ("phone\n", "line 1: the file has no numbers"),
    ("name,age\nRoe,7\n", "line 1: no column \"phone\""),
    ("phone,customer_id\n,\n", "line 2: neither"), ("phone\n\"2001\n", "line 2: a quoted field"),
  ])
  func `every fault is told with its line, and no number in clear`(text: String, words: String) {
    #expect {
      try read(text)
    } throws: { error in
      (error as? CallingListError)?.description.hasPrefix(words) == true
    }
  }
}
