// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Synchronization
import Testing

struct CallingListImportTests {
  private func list(
    _ text: String, timeZone: String? = nil,
    _ change: (inout CallingListImport.Options) -> Void = { _ in }
  ) throws -> [Record] {
    var options = CallingListImport.Options(campaign: "spring", timeZone: timeZone)
    change(&options)
    var list = CallingListImport(options)
    try list.consume(Array(text.utf8).span)
    return try list.finish()
  }

  private func problems(
    _ text: String, timeZone: String? = "UTC",
    _ change: (inout CallingListImport.Options) -> Void = { _ in }
  ) -> [String] {
    do {
      _ = try list(text, timeZone: timeZone, change)
      return []
    } catch {
      return (error as? CallingListError)?.problems.map(\.description) ?? ["\(error)"]
    }
  }

  @Test func `every column of a list reaches its record`() throws {
    let records = try list(
      """
      record_id,contact_info,contact_info_type,record_type,record_status,call_result,attempt,\
      dial_sched_time,call_time,daily_from,daily_till,tz,agent_id,chain_id,chain_n,customer name,age
      12,+1 (555) 010-0042,4,6,1,6,2,1700000000,1600000000,0,86340,America/New_York,a7,5,1,"Roe, J.",
      """)
    let record = try #require(records.first)
    #expect(records.count == 1)
    #expect(record.contactInfo.digits == "+15550100042")
    #expect(
      record
        == Record(
          recordID: 12, chainID: 5, chainN: 1, contactInfo: record.contactInfo,
          contactInfoType: .mobile, recordType: .campaignCallBack, recordStatus: .ready,
          callResult: .busy, attempt: 2, dialSchedTime: Date(timeIntervalSince1970: 1_700_000_000),
          callTime: Date(timeIntervalSince1970: 1_600_000_000),
          window: DailyWindow(from: 0, till: 86340, timeZone: "America/New_York"), agentID: "a7",
          campaign: "spring", custom: ["customer name": "Roe, J."]))
  }

  @Test func `what a list leaves out has its default`() throws {
    let records = try list("record_id,contact_info\n3,2001\n", timeZone: "Europe/Berlin")
    let record = try #require(records.first)
    #expect(record.chainID == 3 && record.chainN == 0)
    #expect(record.recordType == .general && record.recordStatus == .ready)
    #expect(record.callResult == .unknown && record.attempt == 0)
    #expect(record.dialSchedTime == nil && record.callTime == nil && record.agentID == nil)
    #expect(record.window == DailyWindow(from: 28_800, till: 64_800, timeZone: "Europe/Berlin"))
    #expect(record.custom.isEmpty)
  }

  @Test(arguments: [
    ("x,2001", "line 2: record_id: \"x\""),
    ("0,2001", "line 2: record_id: \"0\""),
    (",2001", "line 2: record_id: empty"),
    ("1,", "line 2: contact_info: empty"),
    ("1,call me", "line 2: contact_info: \"•••••me\""),
    ("1,12", "line 2: contact_info: \"••\""),
    ("1,123456789012345678901", "line 2: contact_info: \"•••••••••••••••••••01\""),
    ("1,2001,11", "line 2: contact_info_type: \"11\""),
    ("1,2001,10", "line 2: contact_info_type: 10"),
    ("1,2001,,8", "line 2: record_type: \"8\"; it is a number from 0 to 7"),
    ("1,2001,,,2", "line 2: record_status: 2"),
    ("1,2001,,,10", "line 2: record_status: \"10\"; it is a number from 0 to 9"),
    ("1,2001,,,,54", "line 2: call_result: \"54\"; it is a number from 0 to 53"),
    ("1,2001,,,,,-1", "line 2: attempt: \"-1\""),
    ("1,2001,,,,,,tomorrow", "line 2: dial_sched_time: \"tomorrow\""),
    ("1,2001,,,,,,,86401", "line 2: daily_from: \"86401\"; give a whole number from 0 to 86400"),
    ("1,2001,,,,,,,600,600", "line 2: daily_till: the same"),
    ("1,2001,,,,,,,,,Mars/Olympus", "line 2: tz: there is no zone \"Mars/Olympus\""),
    ("1,2001,,,,,,,,,,0", "line 2: chain_id: \"0\""),
    ("1,2001,,,,,,,,,,,-2", "line 2: chain_n: \"-2\""),
  ])
  func `a row that cannot be names its line, column and remedy`(row: String, words: String) throws {
    let names = [
      "record_id", "contact_info", "contact_info_type", "record_type", "record_status",
      "call_result", "attempt", "dial_sched_time", "daily_from", "daily_till", "tz", "chain_id",
      "chain_n",
    ]
    let missing = names.count - 1 - row.filter { $0 == "," }.count
    let text = names.joined(separator: ",") + "\n" + row + String(repeating: ",", count: missing)
    let found = problems(text)
    try #require(found.count == 1)
    #expect(found[0].hasPrefix(words))
  }

  @Test func `all faults of all rows are reported in the order of lines`() {
    let found = problems(
      """
      record_id,contact_info,record_type,chain_id,chain_n
      1,2001,2,1,1
      1,2002,2,1,2
      2,2003,9,x,0
      3,2004,2
      4,2005,2,1,1
      """)
    #expect(
      found.map { $0.prefix { $0 != ";" } } == [
        "line 3: record_id: 1 stands on line 2 already",
        "line 4: chain_id: \"x\"",
        "line 4: record_type: \"9\"",
        "line 5: 3 fields where the header names 5 columns",
        "line 6: chain_n: 1 is taken in chain 1 by line 2",
      ])
  }

  @Test(arguments: [
    ("", "line 1: the file is empty"),
    ("record_id,contact_info\n", "line 1: no record follows"),
    ("id,phone\n1,2001\n", "line 1: no column \"record_id\", \"contact_info\""),
    ("record_id,contact_info,record_id\n", "line 1: column \"record_id\" stands twice"),
    ("record_id,contact_info\n1,2001\n2,20\"02\n3,x\n", "line 3: a quote stands inside"),
  ])
  func `a list that is none says why`(text: String, words: String) throws {
    let found = problems(text)
    try #require(found.count == 1)
    #expect(found[0].hasPrefix(words))
  }

  @Test func `a list without zones needs one for the whole`() {
    let text = "record_id,contact_info\n1,2001\n"
    #expect(problems(text, timeZone: nil).first?.contains("no column \"tz\"") == true)
    #expect(problems(text, timeZone: "UTC").isEmpty)
    #expect(problems(text, timeZone: "Nowhere").first?.contains("no zone") == true)
  }

  @Test func `a fault in the last row keeps the others out`() throws {
    let good = (1...500).map { "\($0),\(20_000 + $0)\n" }.joined()
    #expect(try list("record_id,contact_info\n" + good, timeZone: "UTC").count == 500)
    #expect(problems("record_id,contact_info\n" + good + "500,1\n").count == 1)
  }

  @Test func `long lists of faults are cut in print, not in the error`() throws {
    let bad = (1...30).map { "\($0),?\n" }.joined()
    do {
      _ = try list("record_id,contact_info\n" + bad, timeZone: "UTC")
      Issue.record("nothing was wrong")
    } catch {
      let error = try #require(error as? CallingListError)
      #expect(error.problems.count == 30)
      #expect(error.description.split(separator: "\n").count == 21)
      #expect(error.description.hasSuffix("and 10 more"))
    }
  }

  // MARK: Numbers

  private static let doubled = """
    record_id,contact_info,chain_id,chain_n
    1,2001,1,0
    2,20-01,1,1
    3,2002,2,0
    4,2001,3,0

    """

  @Test func `a number in two chains is a fault, unless it is wanted`() throws {
    let found = problems(Self.doubled)
    #expect(found.count == 1 && found[0].hasPrefix("line 5: contact_info: the number of line 3"))
    #expect(try list(Self.doubled, timeZone: "UTC") { $0.duplicates = .keep }.count == 4)
    #expect(
      try list(Self.doubled, timeZone: "UTC") { $0.duplicates = .skip }.map(\.recordID)
        == [1, 2, 3])
  }

  private struct OnlyEven: NumberRules {
    func number(_ text: String) throws(NumberFault) -> PhoneNumber {
      guard let number = PhoneNumber(text), Int(number.digits)?.isMultiple(of: 2) == true,
        let international = PhoneNumber("+" + number.digits)
      else { throw NumberFault("odd") }
      return international
    }
  }

  @Test func `numbers are read and written by the rules`() throws {
    let text = "record_id,contact_info\n1,2000\n2,2001\n3,2002\n"
    let found = problems(text) { $0.numbers = OnlyEven() }
    #expect(found == ["line 3: contact_info: \"••01\" is odd"])
    let good = text.replacing("2,2001\n", with: "")
    #expect(
      try list(good, timeZone: "UTC") { $0.numbers = OnlyEven() }.map(\.contactInfo.digits)
        == ["+2000", "+2002"])
  }

  @Test func `rows that are left out are told, and the others imported`() throws {
    let rows = Mutex<[String]>([])
    let records = try list("record_id,contact_info\n1,2000\n2,x\n2,2002\n2,2003\n", timeZone: "UTC")
    {
      $0.rejected = { row, problem in rows.withLock { $0.append("\(row.fields[1]) \(problem)") } }
    }
    #expect(records.map(\.recordID) == [1, 2])
    let told = rows.withLock { $0 }
    #expect(told.count == 2 && told[0].hasPrefix("x line 3") && told[1].hasPrefix("2003 line 5"))
  }

  @Test func `records can be numbered anew, their chains with them`() throws {
    let text = "contact_info,chain_id,chain_n\n2000,1,0\n2001,1,1\n2002,,0\n"
    let records = try list(text, timeZone: "UTC") { $0.numberedFrom = 100 }
    #expect(records.map(\.recordID) == [100, 101, 102])
    #expect(records.map(\.chainID) == [100, 100, 102])
  }

  @Test func `what is exported is what was imported`() throws {
    let text = """
      record_id,contact_info,contact_info_type,record_type,record_status,call_result,attempt,\
      dial_sched_time,call_time,daily_from,daily_till,tz,agent_id,chain_id,chain_n,customer name,note
      12,+15550100042,4,6,1,6,2,1700000000,1600000000,0,86340,America/New_York,a7,5,1,"Roe, J.",
      13,2001,0,2,3,33,1,0,0,28800,64800,UTC,,13,0,,"said ""hello
      there"" "

      """
    let records = try list(text)
    let written = Mutex(Data())
    var export = CallingListExport { data in written.withLock { $0.append(data) } }
    try export.begin(customFields: ["customer name", "note"])
    try export.take(records)
    #expect(String(decoding: written.withLock { $0 }, as: UTF8.self) == text)
  }
}
