// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// lines, listen, dial and config, as a user meets them: on lines in memory at the pace of life.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct LineCommandTests {
  private static func script(_ folder: TemporaryFolder) throws -> String {
    let file = folder.file("far-ends.yaml")
    try """
    version: 1
    country: us
    samples: "\(Earshot.root.appending(path: "Samples").path)"
    far-ends:
      "11":
        name: busy
        expect: busy
        early: us-busy-480+620hz-minus20dbm0.wav
      "12":
        name: a person
        expect: live-voice
        rings: 1
        play: live-us-hello-female.wav
        patience: 30

    """.write(to: file, atomically: true, encoding: .utf8)
    return file.path
  }

  private func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func `lines says what there is and in which state`() async throws {
    let table = try await Earshot.run(["lines", "--board", "loopback:2"])
    #expect(table.status == 0)
    #expect(table.output.contains("loopback/2") && table.output.contains("idle"))
    let json = try await Earshot.run(["lines", "--board", "loopback:2", "--json"])
    #expect(try objects(json.output).map { $0["line"] as? String } == ["loopback/1", "loopback/2"])
    let boards = try await Earshot.run(["lines"])
    #expect(boards.status == 0 && boards.output.contains("1 to 512"))
    let none = try await Earshot.run(["lines", "--board", "alsa:hw:31"])
    #expect(none.status == 2)
    #expect(none.errors.contains("alsa:hw:31") && none.errors.contains("no such"))
  }

  @Test func `listening shows level and tones, and records what replay reads`() async throws {
    let folder = try TemporaryFolder()
    let calls = folder.file("calls").path
    let result = try await Earshot.run([
      "listen", "--board", "loopback:1", "--far-ends", try Self.script(folder), "--seconds", "3",
      "--country", "us", "--record", calls,
    ])
    #expect(result.status == 0, "\(result.errors)")
    let objects = try objects(result.output)
    #expect(objects.contains { ($0["level_dbm0"] as? Double).map { $0 > -20 } ?? false })
    let heard = objects.compactMap { $0["event"] as? [String: Any] }
    #expect(heard.contains { $0["name"] as? String == "dial-tone" })
    #expect(objects.last?["kind"] as? String == "ended")
    let replay = try await Earshot.run(["replay", calls, "--json"])
    #expect(replay.status == 0, "\(replay.errors)")
    #expect(try self.objects(replay.output).first?["before"] as? String == "as recorded")
  }

  @Test(arguments: [("11", Int32(1), "busy"), ("12", 0, "live-voice"), ("99", 1, "reorder")])
  func `dialing ends with the call's result and exit status`(
    number: String, status: Int32, outcome: String
  ) async throws {
    let folder = try TemporaryFolder()
    let result = try await Earshot.run([
      "dial", "--board", "loopback:2", "--line", "loopback/2", "--far-ends",
      try Self.script(folder), "--country", "us", number,
    ])
    #expect(result.status == status, "\(result.errors)")
    let last = try #require(try objects(result.output).last)
    #expect(last["kind"] as? String == "result")
    #expect(last["outcome"] as? String == outcome)
    #expect(last["line"] as? String == "loopback/2")
  }

  @Test func `what cannot be dialed, or is no line, is said`() async throws {
    let number = try await Earshot.run(["dial", "--board", "loopback:1", "abc"])
    #expect(number.status == 3)
    let line = try await Earshot.run(["dial", "--board", "loopback:1", "--line", "x/1", "1"])
    #expect(line.status == 2 && line.errors.contains("loopback/1"))
    let nothing = try await Earshot.run(["listen"])
    #expect(nothing.status == 2 && nothing.errors.contains("--board"))
  }

  @Test func `a configuration is checked, and each fault has file, line and remedy`() async throws {
    let folder = try TemporaryFolder()
    let script = try Self.script(folder)
    let gateway = folder.file("gateway.yaml")
    func check(_ text: String) async throws -> (status: Int32, output: String, errors: String) {
      try text.write(to: gateway, atomically: true, encoding: .utf8)
      return try await Earshot.run(["config", "check", gateway.path])
    }
    let good = """
      listen: unix:cpd.sock
      token: 0123456789abcdef0123
      journal: gateway.journal
      board: loopback:4
      far_ends: \(script)

      """
    let well = try await check(good)
    #expect(well.status == 0 && well.output.contains("well"), "\(well.errors)")
    #expect(well.output.contains("chmod 600"))
    let trunks = good.split(separator: "\n").filter {
      !$0.hasPrefix("board") && !$0.hasPrefix("far_ends")
    }.joined(separator: "\n")
    let sip = try await check(trunks + "\ntrunks: {carrier: {host: 10.0.0.1}}\n")
    #expect(sip.status == 0 && sip.output.contains("trunk carrier"), "\(sip.errors)")
    let bad = try await check(
      """
      listen: unix:nowhere/cpd.sock
      token: short
      journal: gateway.journal
      board: alsa:hw:0
      speed: 3
      recording:
        directory: missing
      colour: blue
      log_level: loud

      """)
    #expect(bad.status == 2)
    for place in [":1: 'listen'", ":5: 'speed'", ":8: no key 'colour'", ":9: 'log_level'"] {
      #expect(bad.errors.contains("gateway.yaml\(place)"), "\(place) in \(bad.errors)")
    }
    #expect(bad.errors.contains("mkdir -p"))
    let recording = try await check(good + "recording:\n  directory: missing\n")
    #expect(
      recording.errors.contains("gateway.yaml:7: 'recording.directory'"), "\(recording.errors)")
    let choice = try await check(good + "recording:\n  directory: .\n  format: mp3\n")
    #expect(choice.errors.contains(":8: 'recording.format': 'mp3' is none of wav, flac"))
    for (key, address) in [("listen", "0.0.0.0:5060"), ("media", "0.0.0.0")] {
      let any = try await check(
        good + "sip: {\(key): \"\(address)\"}\ntrunks: {carrier: {host: 10.0.0.1}}\n")
      #expect(any.status == 2, "\(any.output)")
      #expect(any.errors.contains("'\(key)': far sides would be told to answer to 0.0.0.0"))
      #expect(any.errors.contains("the address by which they reach this machine"))
    }
    let broken = try await check("token: [1\nboard: x\n")
    #expect(broken.status == 2 && broken.errors.contains("is not YAML"))
    #expect(broken.errors.range(of: #"gateway\.yaml:\d: "#, options: .regularExpression) != nil)
    let other = try await check("colour: blue\n")
    #expect(other.status == 2 && other.errors.contains("neither"))
  }

  @Test(arguments: [
    ("  country: zz", "ocs.yaml:7: 'campaign.country'"),
    ("  profile: {ring: 20}", "ocs.yaml:7: 'campaign.profile.ring'"),
    ("  profile: {ring_s: 1e300}", "a day at most"),
    ("  lists: [{name: a, shares: 3}]", "a list has no \"shares\""),
    ("  priorities: {generall: 1}", "it has no \"generall\""),
    (
      "  treatments: [{call_result: Busy, action: retry_in, minutes: 3, tmes: 3}]",
      "a treatment has no \"tmes\""
    ), ("  filter: [\"attempt < x\"]", "attempt is compared with a number"),
    (
      "  treatments: [{call_result: Busy, action: execute, execute: notify}]",
      "ocs.yaml:7: 'execute': 'programs' has no 'notify'"
    ), ("programs: {notify: [/nowhere/notify]}", "ocs.yaml:7: 'programs.notify'"),
    ("keep_calls_years: 0", "ocs.yaml:7: 'keep_calls_years'"),
    ("control: {listen: \"unix:desk.sock\", token: t}", "ocs.yaml:7: 'control.listen'"),
  ])
  func `what is misspelt in the file of OCS is said by its check, and no server starts`(
    line: String, words: String
  ) async throws {
    let folder = try TemporaryFolder()
    let file = folder.file("ocs.yaml")
    try writeOCS(line, to: file)
    for command in [["config", "check"], ["ocs", "--config"]] {
      let result = try await Earshot.run(command + [file.path])
      #expect(result.status == 2 && result.errors.contains(words), "\(result.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("lists.sqlite").path))
  }

  /// A file of OCS, and at its end these lines.
  private func writeOCS(_ end: String, to file: URL) throws {
    try """
    database: lists.sqlite
    gateway: {address: "unix:cpd.sock", token: 0123456789abcdef0123}
    desk: {listen: "unix:desk.sock", token: 0123456789abcdef0123}
    campaign:
      name: autumn
      caller_id: "4930123456"
    \(end)

    """.write(to: file, atomically: true, encoding: .utf8)
  }

  @Test func `the file of OCS is checked too`() async throws {
    let folder = try TemporaryFolder()
    let file = folder.file("ocs.yaml")
    func check(_ campaign: String) async throws -> (status: Int32, output: String, errors: String) {
      try writeOCS(campaign, to: file)
      return try await Earshot.run(["config", "check", file.path])
    }
    let well = try await check("  max_attempts: 3")
    #expect(well.status == 0 && well.output.contains("campaign autumn"), "\(well.errors)")
    let bad = try await check("  max_attempts: many")
    #expect(
      bad.status == 2 && bad.errors.contains("ocs.yaml:7: 'campaign.max_attempts'"), "\(bad.errors)"
    )
  }
}
