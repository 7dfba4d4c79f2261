// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import SQLiteRecords
import Simulation
import Testing

/// `earshot simulate`, and `earshot campaign compliance` on a store.
struct SimulateCommandTests {
  private struct Summary: Decodable {
    var policy: String
    var occupancy: Double
    var abandonment: Double
    var occupancyP01: Double
    var abandonmentP99: Double
    var seeds: Int
    var days: Int
    var isRecountEqual: Bool

    private enum CodingKeys: String, CodingKey {
      case policy, occupancy, abandonment, seeds, days
      case occupancyP01 = "occupancy_p01"
      case abandonmentP99 = "abandonment_p99"
      case isRecountEqual = "recount_equal"
    }
  }

  @Test func `a simulation says in JSON how busy and how many abandoned`() async throws {
    let result = try await Earshot.run(
      ["simulate", "--agents", "5", "--live", "0.3", "--seeds", "2", "--json"])
    #expect(result.status == 0, "\(result.errors)")
    let summary = try JSONDecoder().decode(Summary.self, from: Data(result.output.utf8))
    #expect(summary.seeds == 2 && summary.days == 1 && summary.isRecountEqual)
    #expect(summary.occupancy > 0.76 && summary.occupancy < 0.9)
    #expect(summary.occupancyP01 <= summary.occupancy)
    #expect(summary.abandonment <= summary.abandonmentP99 && summary.abandonmentP99 < 0.031)
  }

  @Test func `policies are compared in a table and a picture, on a floor from a file`() async throws
  {
    let folder = try TemporaryFolder()
    let scenario = folder.file("floor.yaml")
    let picture = folder.file("floor.svg")
    try Data(
      """
      agents: 4
      live_by_hour: {9: 0.2, 11: 0.4}
      talk: {mean: 60, deviation: 20}
      shift: {start: 9, hours: 2}
      breaks: [{start: 10, minutes: 15, share: 0.25}]
      changes: [{hour: 10.5, analysis: 3}]

      """.utf8
    ).write(to: scenario)
    let result = try await Earshot.run([
      "simulate", "--scenario", scenario.path, "--plot", picture.path, "--policy", "predictive",
      "progressive", "busy-share:0.1", "adaptive-ratio", "clairvoyant",
    ])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("4 agents"))
    for name in ["predictive", "progressive", "busy-share:0.1", "adaptive-ratio", "clairvoyant"] {
      #expect(result.output.contains(name))
    }
    let svg = try String(contentsOf: picture, encoding: .utf8)
    #expect(svg.contains("<svg"))
  }

  @Test(arguments: [
    ("agents: 0\n", "agents"), ("agents: 3\nspeed: 2\n", ":2:"), ("talk: 60\n", "talk"),
    ("breaks: [{start: 9}]\n", "minutes"), ("live_by_hour: {noon: 0.3}\n", "live_by_hour"),
    ("agents: 1e300\n", ":1: 'agents'"), ("campaigns: -1e300\n", ":1: 'campaigns'"),
    ("agents: 2\nlines: 1e300\n", ":2: 'lines'"),
    ("changes: [{day: -1e300, hour: 10}]\n", "'changes.day' is a number from 1"),
  ])
  func `a floor's file that cannot be used is named with its fault`(
    text: String, word: String
  ) async throws {
    let folder = try TemporaryFolder()
    let file = folder.file("floor.yaml")
    try Data(text.utf8).write(to: file)
    let result = try await Earshot.run(["simulate", "--scenario", file.path])
    #expect(result.status == 2)
    #expect(
      result.errors.contains(word) && result.errors.contains("floor.yaml"), "\(result.errors)")
  }

  @Test(arguments: [
    (["simulate", "--policy", "fortune"], "fortune"), (["simulate", "--live", "2"], "live"),
    (["simulate", "--replay", "/nonexistent"], "/nonexistent"),
    (["simulate", "--plot", "floor.pdf"], "floor.pdf"),
    (["campaign", "compliance", "autumn", "--database", "/nonexistent.sqlite"], "/nonexistent"),
  ])
  func `bad input is said, with status 2`(arguments: [String], word: String) async throws {
    let result = try await Earshot.run(arguments)
    #expect(result.status == 2)
    #expect(result.errors.contains(word), "\(result.errors)")
  }

  @Test func `a floor is fitted to the calls of an OCS's store`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("lists.sqlite").path
    let store = try SQLiteRecords(path: path)
    let number = try #require(PhoneNumber("5550100"))
    let morning = Date(timeIntervalSince1970: 1_767_258_000)
    for index in 0..<120 {
      let record = try await store.add(
        Record(
          recordID: 0, chainID: 0, contactInfo: number, window: DailyWindow(timeZone: "UTC"),
          campaign: "spring"))
      let start = morning + Double(index * 60)
      var attempt = Attempt(
        id: "call-\(index)", recordID: record.recordID, chainID: record.chainID,
        campaign: "spring", number: 1, startedAt: start, mode: .predictive)
      try await store.commit([.attemptOpened(attempt)])
      attempt.stage = .finished
      attempt.closedAt = start + 30
      switch index % 4 {
      case 0:
        attempt.result = AttemptResult(callResult: .answer, decidedAt: 8)
        attempt.liveAt = start + 8
        if index == 0 {
          attempt.isAbandoned = true
        } else {
          attempt.agent = "a\(index % 3)"
          attempt.connectedAt = start + 9
          attempt.releasedAt = start + 99
          attempt.closedAt = start + 119
        }
      case 1: attempt.result = AttemptResult(callResult: .answeringMachine, decidedAt: 12)
      // What nobody heard, as a gateway that refused: it has no moment of its own.
      default: attempt.result = AttemptResult(callResult: .noAnswer)
      }
      try await store.commit([.attemptChanged(attempt)])
    }
    let calls = try await Earshot.run(["campaign", "calls", "spring", "--database", path, "--csv"])
    #expect(calls.status == 0, "\(calls.errors)")
    #expect(calls.output.split(separator: "\n").count == 121)
    #expect(!calls.output.contains("5550100"))
    let export = folder.file("calls")
    try FileManager.default.createDirectory(at: export, withIntermediateDirectories: true)
    try Data(calls.output.utf8).write(to: export.appending(path: "spring.csv"))
    let (floor, _) = try CallRecordFit(folder: export.path).scenario
    #expect(floor.liveRate == 0.25 && floor.agents == 3)
    #expect(floor.answerMean == 8 && floor.talkMean == 90 && floor.wrapUpMean == 20)
    #expect(floor.heldLeast == 12 && floor.heldMost == 30)
    #expect(floor.shiftStart == 9 && floor.shiftHours == 2)
    let floorOfThese = try await Earshot.run(["simulate", "--replay", export.path])
    #expect(floorOfThese.status == 0, "\(floorOfThese)")
    #expect(floorOfThese.output.contains("3 agents, 25 %"), "\(floorOfThese.output)")
  }

  /// A call of 1 January 2026 that a person answered, and nobody took.
  private func store(_ url: URL, answered: Int, abandoned: Int) async throws {
    let store = try SQLiteRecords(path: url.path)
    let number = try #require(PhoneNumber("5550100"))
    let start = Date(timeIntervalSince1970: 1_767_225_600)
    for index in 1...answered {
      let record = try await store.add(
        Record(
          recordID: 0, chainID: 0, contactInfo: number, window: DailyWindow(timeZone: "UTC"),
          campaign: "autumn"))
      var attempt = Attempt(
        id: "call-\(index)", recordID: record.recordID, chainID: record.chainID,
        campaign: "autumn", number: 1, startedAt: start, mode: .predictive)
      let opened = ComplianceCounts(of: attempt)
      try await store.commit([
        .attemptOpened(attempt), .counted(campaign: "autumn", at: start, opened),
      ])
      attempt.stage = .finished
      attempt.closedAt = start + 60
      attempt.liveAt = start + 10
      attempt.isAbandoned = index <= abandoned
      try await store.commit([
        .attemptChanged(attempt),
        .counted(campaign: "autumn", at: start, ComplianceCounts(of: attempt) - opened),
      ])
    }
    try store.close()
  }

  @Test(arguments: [(1, 0, "within"), (5, 1, "BEYOND")])
  func `a campaign's report comes from what is on disk, and its status says whether it is lawful`(
    abandoned: Int, status: Int, word: String
  ) async throws {
    let folder = try TemporaryFolder()
    let database = folder.file("lists.sqlite")
    try await store(database, answered: 40, abandoned: abandoned)
    let result = try await Earshot.run(
      ["campaign", "compliance", "autumn", "--database", database.path])
    #expect(result.status == Int32(status), "\(result.output) \(result.errors)")
    #expect(result.output.contains("16 CFR 310.4"))
    #expect(result.output.contains("From 2026-01-01 to before 2026-01-31"))
    #expect(result.output.contains(word))
    #expect(
      result.output.contains(
        "what the call records add up to: 40 calls, 40 answered, \(abandoned) abandoned")
    )
  }
}
