// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import SQLiteRecords
import Testing

/// An OCS as a process, controlled from the command line.
struct CampaignCommandTests {
  private func configuration(_ more: String) -> String {
    """
    database: lists.sqlite
    gateway: {address: "unix:cpd.sock", token: link}
    desk: {listen: "unix:desk.sock", token: desk}
    control: {listen: "unix:control.sock", token: control}
    start: false
    campaign: {name: spring, import: list.csv, time_zone: UTC\(more)}

    """
  }

  private func withServer(
    _ more: String = ", caller_id: \"5550000\"",
    list: String = "record_id,contact_info\n1,2001\n2,2002\n",
    _ body: (([String]) async throws -> (status: Int32, output: String, errors: String))
      async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    let config = folder.file("ocs.yaml")
    try Data(configuration(more).utf8).write(to: config)
    try Data(list.utf8).write(to: folder.file("list.csv"))
    let server = try Earshot.start(["ocs", "--config", config.path], output: folder.file("log"))
    defer { server.end() }
    // It has to be there first.
    for _ in 0..<600
    where !FileManager.default.fileExists(atPath: folder.file("control.sock").path) {
      try await Task.sleep(for: .milliseconds(20))
    }
    try await body { words in
      let command = ["list", "dnc"].contains(words[0]) ? words : ["campaign"] + words
      return try await Earshot.run(command + ["--config", config.path])
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a campaign is loaded, started, changed, stopped and unloaded`() async throws {
    try await withServer { ask in
      for (words, answer) in [
        (["status", "spring"], "NotLoaded"), (["load", "spring"], "Active"),
        (
          ["start", "spring", "--mode", "predictive"],
          "Running  Predictive, as busy as the law allows"
        ), (["set-goal", "spring", "busy=0.85"], "Running  Predictive, BusyFactor 85 %"),
        (["set-mode", "spring", "progressive"], "Running  Progressive"),
        (["status", "spring"], "2, 2 unfinished"), (["stop", "spring"], "Active"),
        (["unload", "spring"], "NotLoaded"), (["load", "spring"], "Active"),
        (["start", "spring", "--mode", "predictive"], "Running  Predictive, BusyFactor 85 %"),
        (["unload", "spring", "--force"], "NotLoaded"),
      ] {
        let told = try await ask(words)
        #expect(told.status == 0 && told.output.contains(answer), "\(words): \(told)")
      }
      for (words, error) in [
        (["start", "spring"], "CampaignNotLoaded"),
        (["set-goal", "spring", "wait=20"], "CampaignNotLoaded"),
        (["load", "winter"], "CampaignNotFound"),
      ] {
        let told = try await ask(words)
        #expect(told.status == 1 && told.errors.contains(error), "\(words): \(told)")
      }
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a campaign without caller ID does not start, and says why`() async throws {
    try await withServer("") { ask in
      #expect(try await ask(["load", "spring"]).status == 0)
      let refused = try await ask(["start", "spring"])
      #expect(refused.status == 1)
      #expect(refused.errors.contains("WrongConfiguration: campaign spring has no caller_id"))
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `numbers of a campaign with a country are barred as the world writes them`() async throws {
    let list = "record_id,contact_info\n1,(212) 736-5000\n2,+12127365001\n3,2001\n"
    try await withServer(", country: us", list: list) { ask in
      // A server that is there has imported.
      #expect(try await ask(["status", "spring"]).status == 0)
      let exported = try await ask(["list", "export"]).output
      for number in [",+12127365000,", ",+12127365001,", ",2001,"] {
        #expect(exported.contains(number), "\(exported)")
      }
      let added = try await ask(
        ["dnc", "add", "--phone", "+12127365000", "--numbers", "possible"])
      #expect(added.status == 0, "\(added)")
      let checked = try await ask(["dnc", "check", "--phone", "212 736 5000", "--country", "us"])
      #expect(checked.status == 1)
    }
  }

  @Test func `history and statistics come as a table and as JSON`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("lists.sqlite").path
    let store = try SQLiteRecords(path: path)
    let number = try #require(PhoneNumber("+12127365000"))
    try await store.importList([
      Record(
        recordID: 1, chainID: 1, contactInfo: number, window: DailyWindow(timeZone: "UTC"),
        campaign: "spring")
    ])
    let noon = Date(timeIntervalSince1970: 1_772_452_800)
    var attempt = Attempt(
      id: "a1", recordID: 1, chainID: 1, campaign: "spring", number: 1, startedAt: noon,
      calledNumber: number, callerID: "5550000", agent: "A1")
    try await store.commit([.attemptOpened(attempt)])
    attempt.stage = .finished
    attempt.liveAt = noon + 5
    attempt.connectedAt = noon + 6
    attempt.releasedAt = noon + 36
    attempt.closedAt = noon + 40
    attempt.result = AttemptResult(callResult: .answer, outcome: "live-voice")
    try await store.commit([.attemptChanged(attempt)])

    let calls = try await Earshot.run(["campaign", "calls", "spring", "--database", path])
    #expect(calls.status == 0 && calls.output.contains("2026-03-02T12:00:00Z"), "\(calls)")
    #expect(!calls.output.contains("7365000") && calls.output.contains("Answer"))
    let json = try await Earshot.run(
      ["campaign", "calls", "spring", "--database", path, "--json", "--since", "2026-03-02"])
    #expect(json.output.contains(#""called_number" : "+12127365000""#), "\(json)")
    #expect(json.output.contains(#""duration_s" : 31"#))
    let none = try await Earshot.run(
      ["campaign", "calls", "spring", "--database", path, "--json", "--until", "2026-03-02"])
    #expect(none.output.filter { !$0.isWhitespace } == "[]")
    let sums = try await Earshot.run(["campaign", "statistics", "spring", "--database", path])
    #expect(sums.status == 0 && sums.output.contains("100.0 %") && sums.output.contains("A1"))
    for command in ["calls", "agents", "statistics"] {
      let stranger = try await Earshot.run(["campaign", command, "winter", "--database", path])
      #expect(stranger.status == 2 && stranger.errors.contains("has no campaign \"winter\""))
    }
    let wrong = try await Earshot.run(
      ["campaign", "calls", "spring", "--database", path, "--since", "yesterday"])
    #expect(wrong.status == 2 && wrong.errors.contains("--since takes a day"))
  }
}
