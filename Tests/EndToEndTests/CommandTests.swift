// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// The command line as a user meets it.
struct CommandTests {
  @Test func `a whole campaign ends with every far end heard as what it was`() async throws {
    let folder = try TemporaryFolder()
    let result = try await Earshot.run([
      "run", "--records", "88", "--speed", "max", "--agents", "8", "--json", "--directory",
      folder.file("run").path,
    ])
    #expect(result.status == 0, "\(result.output.suffix(4000)) \(result.errors)")
    struct Report: Decodable {
      struct Row: Decodable {
        var expected: String
        var agrees: Bool
      }
      var rows: [Row]
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    #expect(report.rows.count == 88)
    #expect(report.rows.allSatisfy { $0.agrees })
    // What holds customers' numbers is nobody else's to read.
    for name in ["acknowledged.log", "arrivals.log", "lists.sqlite", "ocs.log"] {
      let file = try FileManager.default.attributesOfItem(atPath: folder.file("run/\(name)").path)
      #expect(file[.posixPermissions] as? Int == 0o600, "\(name)")
    }
    let kinds = Set(report.rows.map(\.expected))
    for kind in [
      "live-voice", "answering-machine", "fax", "modem", "busy", "reorder", "sit-ic", "sit-vc",
      "sit-ro", "sit-nc", "sit-io", "ringback", "silence",
    ] { #expect(kinds.contains(kind), "\(kind)") }
  }

  @Test func `a recording is classified as a line of JSON`() async throws {
    let result = try await Earshot.run([
      "classify", "--format", "json", "Samples/us-busy-480+620hz-minus20dbm0.wav",
    ])
    #expect(result.status == 0)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(object["outcome"] as? String == "busy")
    #expect(object["call_result"] as? String == "Busy")
    #expect(object["call_result_code"] as? Int == 6)
    #expect(object["answered_at_s"] is NSNull)
    let events = try #require(object["events"] as? [[String: Any]])
    let tone = try #require(events.first { $0["kind"] as? String == "tone" })
    #expect(tone["name"] as? String == "busy")
    #expect((tone["frequencies_hz"] as? [Double])?.map { $0.rounded() } == [480, 620])
  }

  @Test func `an explanation is the timeline of a recording, with the verdict's reason at its end`()
    async throws
  {
    let file = "Samples/fax-ced-v21-dis.wav"
    let text = try await Earshot.run(["classify", "--explain", file])
    #expect(text.status == 0)
    for words in ["known, s", "run", "2100.0", "fax ced", "v21-preamble", "a tone: purity"] {
      #expect(text.output.contains(words), "\(words)")
    }
    let last = text.output.split(separator: "\n").last.map(String.init) ?? ""
    #expect(last.contains("fax, 99 % sure"))

    struct Explanation: Decodable {
      struct Event: Decodable {
        var kind: String
        var name: String?
        var at_s: Double
        var known_at_s: Double
      }
      struct Run: Decodable {
        var at_s: Double
        var end_s: Double
        var frequencies_hz: [Double]
        var purity: Double
        var passed: Bool
      }
      var outcome: String
      var reason: String
      var events: [Event]
      var runs: [Run]
    }
    let json = try await Earshot.run(["classify", "--explain", "--format", "json", file])
    let call = try JSONDecoder().decode(Explanation.self, from: Data(json.output.utf8))
    #expect(call.outcome == "fax")
    #expect(last.contains(call.reason))
    let ced = try #require(call.events.first { $0.name == "ced" })
    let run = try #require(call.runs.first { abs($0.at_s - ced.at_s) < 0.05 })
    #expect(run.frequencies_hz.map { $0.rounded() } == [2100])
    #expect(run.passed && run.purity > 0.95 && run.end_s > run.at_s + 2.6)
    #expect(call.events.allSatisfy { $0.known_at_s >= $0.at_s })
  }

  @Test func `recordings are drawn to a picture, or each to a picture in a folder`() async throws {
    let folder = try TemporaryFolder()
    let samples = ["Samples/tty-number.wav", "Samples/us-busy-480+620hz-minus20dbm0.wav"]
    let one = folder.file("call.svg").path
    let drawn = try await Earshot.run(["classify", "--plot", one, samples[1]])
    #expect(drawn.status == 0)
    #expect(drawn.output.contains("busy"))
    #expect(try String(contentsOfFile: one, encoding: .utf8).contains(">480+620</text>"))
    let several = try await Earshot.run(["classify", "--plot", folder.url.path] + samples)
    #expect(several.status == 0)
    for name in ["tty-number.png", "us-busy-480+620hz-minus20dbm0.png"] {
      let bytes = try Data(contentsOf: folder.file(name))
      #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }
    let refused = try await Earshot.run(["classify", "--plot", one] + samples)
    #expect(refused.status == 2)
    #expect(refused.errors.contains("folder"))
  }

  @Test func `files that are no recordings are named, and the others still classified`()
    async throws
  {
    let folder = try TemporaryFolder()
    let text = folder.file("text.wav")
    try Data("this is no recording".utf8).write(to: text)
    let empty = folder.file("empty.wav")
    try Data().write(to: empty)
    let good = Earshot.root.appending(path: "Samples/us-busy-480+620hz-minus20dbm0.wav")
    let cut = folder.file("cut.wav")
    try Data(contentsOf: good).prefix(4000).write(to: cut)
    let result = try await Earshot.run(
      ["classify", text.path, empty.path, cut.path, folder.file("none.wav").path, good.path])
    #expect(result.status == 2)
    #expect(result.output.contains("busy"))
    for file in [text, empty, cut, folder.file("none.wav")] {
      #expect(result.errors.contains(file.path))
    }
  }

  @Test func `an evaluation says by its status whether every row was right`() async throws {
    let folder = try TemporaryFolder()
    let table = folder.file("truth.csv")
    let results = folder.file("results.jsonl")
    func evaluate(_ rows: String) async throws -> (status: Int32, output: String, errors: String) {
      try Data(("file,outcome,answered_at_s\n" + rows).utf8).write(to: table)
      return try await Earshot.run(
        ["evaluate", table.path, "--audio", "Samples", "--results", results.path])
    }
    let right = try await evaluate("us-busy-480+620hz-minus20dbm0.wav,busy,\n")
    #expect(right.status == 0)
    let mistaken = try await evaluate("us-busy-480+620hz-minus20dbm0.wav,fax,\n")
    #expect(mistaken.status == 1)
    let missing = try await evaluate("nothing.wav,fax,\nus-busy-480+620hz-minus20dbm0.wav,busy,\n")
    #expect(missing.status == 2)
    #expect(missing.errors.contains("line 2"))
    let lines = try String(contentsOf: results, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 1)
    let wrong = try await evaluate("us-busy-480+620hz-minus20dbm0.wav,elephant,\n")
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("elephant"))
  }

  @Test func `an evaluation's JSON has rates, times and false hits, of talk too`() async throws {
    let folder = try TemporaryFolder()
    let names = [
      "us-busy-480+620hz-minus20dbm0.wav", "tty-number.wav", "live-us-hello-female.wav",
    ]
    for name in names {
      try FileManager.default.copyItem(
        at: Earshot.root.appending(path: "Samples/\(name)"), to: folder.file(name))
    }
    let table = folder.file("truth.csv")
    try Data(
      "file,outcome,answered_at_s\n\(names[0]),busy,\n\(names[1]),tty,0\n".utf8
    ).write(to: table)
    let talk = folder.file("talk.csv")
    try Data("file,kind\n\(names[2]),speech\nnone.wav,speech\n".utf8).write(to: talk)
    let result = try await Earshot.run([
      "evaluate", table.path, "--talkoff", talk.path, "--json",
    ])
    #expect(result.status == 2)
    #expect(result.errors.contains("talk.csv line 3"))
    struct Report: Decodable {
      struct Share: Decodable {
        var count: Int
        var of: Int
      }
      struct Hits: Decodable {
        var hits: Int
        var hours: Double
      }
      struct Material: Decodable {
        var recordings: Int
        var hits: [String: Int]
      }
      var recordings: Int
      var recall: [String: Share]
      var false_hits: [String: Hits]
      var talk_off: [String: Material]
      var unreadable: Int
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    #expect(report.recordings == 2)
    #expect(report.recall["busy"]?.count == 1)
    #expect(report.recall["tty"]?.of == 1)
    #expect((report.false_hits["dtmf"]?.hours ?? 0) > 0)
    #expect(report.talk_off["speech"]?.recordings == 1)
    #expect(report.talk_off["speech"]?.hits == [:])
    #expect(report.unreadable == 1)
  }

  @Test(arguments: [
    (["classify"], "Missing expected argument"),
    (["classify", "--costs", "60,30", "x.wav"], "person,agent,delay"),
    (["classify", "--costs", "60,30,1", "--profile", "quick", "x.wav"], "one of them"),
    (["classify", "--answered-at", "-1", "x.wav"], "answered-at"),
    (["evaluate", "x.csv", "--compare", "a.jsonl"], "two files"),
    (["evaluate", "x.csv", "--curve", "--talkoff", "t.csv"], "--talkoff"),
    (["evaluate", "/nonexistent.csv"], "/nonexistent.csv"),
    (["replay", "/nonexistent", "--profile", "quick"], "/nonexistent"),
    (["replay", "Samples"], "both settings are balanced"),
    (["replay", "Samples", "--against", "hasty"], "person,agent,delay"),
    (["classify", "--country", "xx", "x.wav"], "xx"),
    (["classify", "--plot", "x.pdf", "x.wav"], "x.pdf"),
    (["classify", "--plot", "/nonexistent/x.png", "x.wav"], "/nonexistent"),
    (["run", "--speed", "fast"], "--speed"),
    (
      ["dial", "--trunk", "10.0.0.1:5060", "--record", "calls", "--play", "x.wav", "5550100"],
      "--play, --record and --trunk"
    ), (["dial", "--trunk", "10.0.0.1:5060", "--line", "a/1", "5550100"], "--line"),
    (["dial", "--board", "loopback:1", "--country", "zz", "5550100"], "country 'zz'"),
    (["listen", "--board", "loopback:1", "--country", "zz"], "country 'zz'"),
    (["amd", "--country", "zz"], "country 'zz'"),
    (
      [
        "prompts", "add", "x.prompts", "Samples/tty-number.wav", "--name", "n", "--as",
        "announcement", "--from", "1e300",
      ], "--from"
    ), (["campaign", "status", "x", "--config", "x.yaml", "--timeout", "1e300"], "--timeout"),
    (["gateway", "--config", "/nonexistent.yaml"], "/nonexistent.yaml"),
    (["nonsense"], "nonsense"),
  ])
  func `bad input is said, with status 2`(arguments: [String], word: String) async throws {
    let result = try await Earshot.run(arguments)
    #expect(result.status == 2)
    #expect(result.errors.contains(word), "\(result.errors)")
  }

  /// A configuration of OCS with this clock.
  private static func clock(_ text: String) -> String {
    """
    database: d.sqlite
    gateway: {address: "unix:a", token: t}
    desk: {listen: "unix:b", token: t}
    clock: {\(text)}
    campaign: {name: c, caller_id: "5550000"}

    """
  }

  @Test func `a run leaves a folder alone that is not a run's`() async throws {
    let folder = try TemporaryFolder()
    let precious = folder.file("letters.txt")
    try Data("precious".utf8).write(to: precious)
    let result = try await Earshot.run(["run", "--directory", folder.url.path])
    #expect(result.status == 2)
    #expect(result.errors.contains("letters.txt"))
    #expect(FileManager.default.fileExists(atPath: precious.path))
  }

  @Test func `a run leaves files alone that are called as its own are`() async throws {
    let folder = try TemporaryFolder()
    let names = ["gateway.yaml", "lists.sqlite", "ocs.yaml"]
    for name in names { try Data("precious".utf8).write(to: folder.file(name)) }
    let arguments = ["run", "--records", "1", "--speed", "max", "--directory", folder.url.path]
    let refused = try await Earshot.run(arguments)
    #expect(refused.status == 2)
    #expect(refused.errors.contains("rm -r \(folder.url.path)"), "\(refused.errors)")
    #expect(names.allSatisfy { (try? Data(contentsOf: folder.file($0))) == Data("precious".utf8) })
    // A folder that a run made is emptied of what it left, and of nothing else.
    for name in names { try FileManager.default.removeItem(at: folder.file(name)) }
    #expect(try await Earshot.run(arguments).status == 0)
    let list = folder.file("calling-list-of-spring.csv")
    try Data("precious".utf8).write(to: list)
    let again = try await Earshot.run(arguments)
    #expect(again.status == 2 && again.errors.contains("calling-list-of-spring.csv"))
    try FileManager.default.removeItem(at: list)
    #expect(try await Earshot.run(arguments).status == 0)
  }

  @Test(arguments: [
    ("gateway", "listen: unix:x.sock\ntoken: t\njournal: j\nboard: piano:3\n", "piano:3"),
    ("gateway", "listen: nowhere\ntoken: t\njournal: j\nboard: loopback:2\n", ":1:"),
    ("gateway", "listen: unix:x.sock\ntoken: t\njournal: j\nboard: loopback:2\nspeeed: 3\n", ":5:"),
    ("gateway", "listen: [\n", "not YAML"),
    ("gateway", "listen: unix:x.sock\ntoken: t\ntoken: u\n", ":2: 'token' stands more than once"),
    ("ocs", "database: d.sqlite\n", "gateway"),
    ("ocs", Self.clock("speed: 1e300"), "'clock.speed'"),
    ("ocs", Self.clock("origin: 1e300"), "'clock.origin'"),
    ("ocs", Self.clock("wall_origin: -1e300"), "'clock.wall_origin'"),
    ("gateway", "sip: {hold_ms: 1e300}\ntrunks: {a: {host: 10.0.0.1}}\n", ":1: 'sip.hold_ms'"),
    (
      "gateway", "trunks: {a: {host: 10.0.0.1, heartbeat_s: 1e300}}\n",
      ":1: 'trunks.a.heartbeat_s'"
    ),
    (
      "ocs",
      "database: d.sqlite\ngateway: {address: \"unix:a\", token: t}\ndesk: {listen: \"unix:b\", token: t}\ncampaign: {name: c, max_attempts: 0}\n",
      "max_attempts"
    ),
  ])
  func `a bad configuration names the file and the fault`(
    command: String, text: String, word: String
  ) async throws {
    let folder = try TemporaryFolder()
    let file = folder.file("bad.yaml")
    try Data(text.utf8).write(to: file)
    let result = try await Earshot.run([command, "--config", file.path])
    #expect(result.status == 2)
    #expect(result.errors.contains(word), "\(result.errors)")
  }

  /// What a shell makes of it.
  private func shell(_ words: String) async throws -> (status: Int32, errors: String) {
    let folder = try TemporaryFolder()
    let errors = folder.file("errors")
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = [
      // The tests themselves may ignore SIGPIPE, and a child would with them.
      "-c",
      "earshot() { env --default-signal=PIPE \(try Earshot.executable().path) \"$@\"; }; \(words)",
    ]
    process.currentDirectoryURL = Earshot.root
    try Data().write(to: errors)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardOutput = FileHandle.nullDevice
    let (ends, end) = AsyncStream.makeStream(of: Int32.self)
    process.terminationHandler = { end.yield($0.terminationStatus) }
    try process.run()
    for await status in ends {
      return (status, try String(contentsOf: errors, encoding: .utf8))
    }
    return (-1, "")
  }

  @Test(arguments: [
    "classify --format json Samples/tty-number.wav", "tones", "simulate --json", "--help",
    "listen --board loopback:2 --line loopback/1 --seconds 1",
    "dial --board loopback:2 --ring 1 5550100",
  ])
  func `a full disk behind standard output is an error`(words: String) async throws {
    let full = try await shell("earshot \(words) > /dev/full")
    #expect(full.status != 0 && full.status < 128, "\(full)")
    #expect(full.errors.contains("standard output: No space left on device"), "\(full)")
  }

  @Test(arguments: ["2>/dev/full", "2>&-"])
  func `complaints that do not go out change no exit status`(elsewhere: String) async throws {
    for words in ["classify none.wav", "nonsense", "gateway --config none.yaml"] {
      #expect(try await shell("earshot \(words) \(elsewhere)").status == 2, "\(words)")
    }
    #expect(try await shell("earshot classify Samples/tty-number.wav \(elsewhere)").status == 0)
  }

  @Test func `who reads no further ends a command by SIGPIPE, and no output at all is an error`()
    async throws
  {
    let pipe = try await shell("earshot tones | { exec <&-; sleep 1; }; exit ${PIPESTATUS[0]}")
    #expect(pipe.status == 128 + SIGPIPE, "\(pipe)")
    #expect(pipe.errors.isEmpty, "\(pipe)")
    #expect(try await shell("earshot tones >&-").status == 2)
  }

  @Test(arguments: [
    "token: hush-hush\njournal: a\njournal: b\n", "token: hush-hush\n\tlisten: x\n",
    "token: hush-hush\nlisten: *hush-hush\n", "token: \"hush-hush\n",
    "token: hush-hush\nsip: {a: 1, a: 2}\n",
  ])
  func `a fault in YAML tells no secrets`(text: String) async throws {
    let folder = try TemporaryFolder()
    let file = folder.file("bad.yaml")
    try Data(text.utf8).write(to: file)
    for command in [["gateway", "--config"], ["ocs", "--config"], ["config", "check"]] {
      let result = try await Earshot.run(command + [file.path])
      #expect(result.status == 2 && result.errors.contains("bad.yaml:"), "\(result.errors)")
      #expect(!result.errors.contains("hush"), "\(result.errors)")
    }
  }

  @Test(arguments: [
    "classify", "evaluate", "replay", "run", "simulate", "gateway", "ocs", "synth", "bench",
  ])
  func `help teaches by example`(command: String) async throws {
    let result = try await Earshot.run([command, "--help"])
    #expect(result.status == 0)
    #expect(
      result.output.contains("earshot \(command) ")
        || result.output.contains("earshot \(command)\n"))
  }
}
