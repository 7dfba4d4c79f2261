// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Detection
import Foundation
import Gateway
import Testing

struct ResultJournalTests {
  private let folder: TestFolder
  private var path: String { folder.path("journal") }

  init() throws { folder = try TestFolder() }

  private func outcome(_ attempt: String) -> CallOutcome {
    CallOutcome(
      attempt: attempt, outcome: .busy, callResult: .busy, confidence: 0.9,
      decidedAt: SampleTime(seconds: 2), line: "memory/0", reason: "busy tone",
      events: [CallEvent(.tone, at: .zero, name: "busy")])
  }

  private func journal(capacity: Int = 10) throws -> ResultJournal {
    try ResultJournal(path: path, capacity: capacity)
  }

  @Test func `each attempt is dialed once`() async throws {
    let journal = try journal()
    #expect(try await journal.dialing("a"))
    #expect(try await !journal.dialing("a"))
    #expect(await journal.standing(of: "a") == .dialing)
    #expect(await journal.standing(of: "b") == .unknown)
  }

  @Test func `every line is in the file when its method returns`() async throws {
    let journal = try journal()
    _ = try await journal.dialing("a")
    #expect(try folder.text("journal") == #"{"dialing":"a"}"# + "\n")
    try await journal.record(outcome("a"))
    try await journal.acknowledge("a")
    let lines = try folder.text("journal").split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1].hasPrefix(#"{"result":{"answered_at_s":null,"attempt":"a""#))
    #expect(lines[2] == #"{"acked":"a"}"#)
  }

  @Test func `a killed server's attempts are known to the next`() async throws {
    do {
      let journal = try journal()
      for attempt in ["lost", "unsent", "done"] { _ = try await journal.dialing(attempt) }
      try await journal.record(outcome("unsent"))
      try await journal.record(outcome("done"))
      try await journal.acknowledge("done")
    }
    for _ in 1...2 {
      let journal = try journal()
      #expect(await journal.standing(of: "lost") == .interrupted)
      #expect(await journal.standing(of: "unsent") == .finished(outcome("unsent")))
      #expect(await journal.standing(of: "done") == .acknowledged)
      #expect(await journal.unacknowledged.map(\.outcome) == [outcome("unsent")])
      for attempt in ["lost", "unsent", "done"] {
        #expect(try await !journal.dialing(attempt))
      }
    }
  }

  @Test func `results wait in the order in which they came`() async throws {
    let attempts = (0..<20).map { "a\($0)" }
    do {
      let journal = try journal()
      for attempt in attempts { try await journal.record(outcome(attempt)) }
      try await journal.acknowledge("a7")
    }
    let expected = attempts.filter { $0 != "a7" }
    #expect(await (try journal()).unacknowledged.map(\.outcome.attempt) == expected)
    #expect(await (try journal()).unacknowledged.map(\.outcome.attempt) == expected)
  }

  @Test(arguments: [#"{"dialing":"to"#, #"{"dialing":"torn"}"#, "\0\0\0\0", "{"])
  func `a torn last line is dropped, and what comes after it is whole`(torn: String) async throws {
    try folder.write(#"{"dialing":"a"}"# + "\n" + torn, to: "journal")
    do {
      let journal = try journal()
      #expect(await journal.standing(of: "a") == .interrupted)
      #expect(await journal.standing(of: "torn") == .unknown)
      _ = try await journal.dialing("b")
    }
    #expect(try folder.text("journal") == "{\"dialing\":\"a\"}\n{\"dialing\":\"b\"}\n")
  }

  @Test(arguments: ["nonsense", "{}", #"{"result":{"attempt":"a"}}"#, "\u{0}"])
  func `a line in the middle that is no entry is named, and the file is left alone`(
    line: String
  ) throws {
    let text = "{\"dialing\":\"a\"}\n\(line)\n{\"dialing\":\"b\"}\n"
    try folder.write(text, to: "journal")
    let error = #expect(throws: JournalError.self) { try journal() }
    #expect(error?.reason == .unreadable(line: 2))
    #expect(error?.description.contains(path) == true)
    #expect(try folder.text("journal") == text)
  }

  @Test func `the last acknowledged ids are kept and no more`() async throws {
    do {
      let journal = try journal(capacity: 3)
      for number in 0..<5 {
        try await journal.record(outcome("a\(number)"))
        try await journal.acknowledge("a\(number)")
      }
    }
    let journal = try journal(capacity: 3)
    #expect(await journal.standing(of: "a1") == .unknown)
    for number in 2..<5 { #expect(await journal.standing(of: "a\(number)") == .acknowledged) }
    #expect(try folder.text("journal").split(separator: "\n").count == 3)
  }

  @Test func `opening rewrites the file with what still counts`() async throws {
    do {
      let journal = try journal()
      for attempt in ["a", "b"] {
        _ = try await journal.dialing(attempt)
        try await journal.record(outcome(attempt))
      }
      try await journal.acknowledge("a")
    }
    _ = try journal()
    let lines = try folder.text("journal").split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0] == #"{"acked":"a"}"#)
    #expect(lines[1].hasPrefix(#"{"result":"#))
  }

  @Test func `a journal in use is rewritten when it has grown`() async throws {
    let journal = try ResultJournal(path: path, capacity: 2, growth: 2000)
    for number in 0..<200 {
      _ = try await journal.dialing("a\(number)")
      try await journal.record(outcome("a\(number)"))
      try await journal.acknowledge("a\(number)")
    }
    _ = try await journal.dialing("open")
    #expect(try folder.text("journal").utf8.count < 3000)
    #expect(await journal.standing(of: "a199") == .acknowledged)
    #expect(await journal.standing(of: "open") == .dialing)
  }

  @Test func `a journal serves one server`() async throws {
    let first = try journal()
    #expect(throws: JournalError.self) { try journal() }
    _ = try await first.dialing("a")
  }

  @Test(arguments: ["/dev/full", "/dev/null", "/"])
  func `what is no plain file is no journal`(device: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: device)
    #expect(throws: JournalError.self) { try journal() }
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == device)
  }

  @Test func `a folder that is not there is named`() {
    let path = folder.path("none/journal")
    let error = #expect(throws: JournalError.self) { try ResultJournal(path: path) }
    #expect(error?.reason == .cannotOpen)
    #expect(error?.description.contains(path) == true)
  }

  #if os(Linux)
    @Test func `a full disk refuses to dial, leaves no half line, and dials when there is room`()
      async
    {
      await #expect(processExitsWith: .success) {
        let folder = try TestFolder()
        let journal = try ResultJournal(path: folder.path("journal"))
        #expect(try await journal.dialing("a"))
        FullDisk.begin(at: 20)
        let error = await #expect(throws: JournalError.self) {
          try await journal.dialing("b")
        }
        #expect(error?.reason == .cannotWrite)
        #expect(await journal.standing(of: "b") == .unknown)
        #expect(try folder.text("journal") == "{\"dialing\":\"a\"}\n")
        FullDisk.end()
        #expect(try await journal.dialing("b"))
        #expect(try folder.text("journal") == "{\"dialing\":\"a\"}\n{\"dialing\":\"b\"}\n")
      }
    }

    @Test func `a journal opens on a full disk with all that it knows`() async {
      await #expect(processExitsWith: .success) {
        let folder = try TestFolder()
        let text = "{\"dialing\":\"a\"}\n{\"dialing\":\"b\"}\n{\"dia"
        try folder.write(text, to: "journal")
        FullDisk.begin(at: 10)
        let journal = try ResultJournal(path: folder.path("journal"))
        #expect(await journal.standing(of: "b") == .interrupted)
        await #expect(throws: JournalError.self) { try await journal.dialing("c") }
        #expect(try folder.text("journal") == "{\"dialing\":\"a\"}\n{\"dialing\":\"b\"}\n")
      }
    }
  #endif
}
