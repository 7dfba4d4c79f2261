// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// `earshot evaluate` as a user meets it.
struct EvaluateTests {
  private static let person = "live-us-hello-female.wav"
  private static let machine = "machine-us-short-greeting-beep-1000hz.wav"
  private static let busy = "us-busy-480+620hz-minus20dbm0.wav"

  /// Samples and files of words in a folder.
  private func folder(_ samples: [String], _ files: [String: String] = [:]) throws
    -> TemporaryFolder
  {
    let folder = try TemporaryFolder()
    for name in samples {
      try FileManager.default.copyItem(
        at: Earshot.root.appending(path: "Samples/\(name)"), to: folder.file(name))
    }
    for (name, text) in files { try Data(text.utf8).write(to: folder.file(name)) }
    return folder
  }

  private static let truth = """
    file,outcome,answered_at_s
    \(person),live-voice,0
    \(machine),answering-machine,0
    \(busy),busy,

    """

  @Test func `a curve has a point for each cost, and a picture`() async throws {
    let folder = try folder(
      [EvaluateTests.person, EvaluateTests.machine], ["truth.csv": EvaluateTests.truth])
    let picture = folder.file("curve.svg")
    let result = try await Earshot.run([
      "evaluate", folder.file("truth.csv").path, "--costs", "200,30,1", "--json", "--plot",
      picture.path,
    ])
    #expect(result.status == 0, "\(result.errors)")
    struct Report: Decodable {
      struct Point: Decodable {
        struct Share: Decodable { var of: Int }
        var curve: String
        var profile: String?
        var costs: [String: Double]
        var live: Share
        var machine: Share
      }
      struct Peer: Decodable { var system: String }
      var points: [Point]
      var peers: [Peer]
      var unreadable: Int
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    #expect(Set(report.points.map(\.curve)) == ["quick", "balanced", "cautious", "own"])
    #expect(Set(report.points.compactMap(\.profile)) == ["quick", "balanced", "cautious"])
    #expect(
      report.points.contains { $0.costs == ["person": 200, "agent": 30, "delay": 1, "line": 0.3] })
    #expect(report.points.allSatisfy { $0.live.of == 1 && $0.machine.of == 1 })
    #expect(!report.peers.isEmpty)
    #expect(report.unreadable == 0)
    #expect(try String(contentsOf: picture, encoding: .utf8).contains("people heard as people, %"))
  }

  @Test func `a table without people and machines makes no curve`() async throws {
    let folder = try folder([], ["truth.csv": "file,outcome\nx.wav,busy\n"])
    let result = try await Earshot.run(["evaluate", folder.file("truth.csv").path, "--curve"])
    #expect(result.status == 2)
    #expect(result.errors.contains("no row is live-voice"))
  }

  @Test func `two files of results are compared without a recording`() async throws {
    let folder = try folder(
      [],
      [
        "truth.csv": EvaluateTests.truth,
        "a.jsonl": """
        {"file":"\(EvaluateTests.person)","outcome":"answering-machine","decided_at_s":3,"reason":"long"}
        {"file":"\(EvaluateTests.busy)","outcome":"busy","decided_at_s":2}

        """,
        "b.jsonl": """
        {"file":"\(EvaluateTests.person)","outcome":"live-voice","decided_at_s":2,"reason":"short"}
        {"file":"\(EvaluateTests.busy)","outcome":"busy","decided_at_s":2}

        """,
      ])
    let (truth, a, b) = (
      folder.file("truth.csv").path, folder.file("a.jsonl").path, folder.file("b.jsonl").path
    )
    let text = try await Earshot.run(["evaluate", truth, "--compare", a, b])
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.output.contains("better: \(EvaluateTests.person), live-voice"))
    #expect(text.output.contains("1 calls have no result in \(a)"))
    let json = try await Earshot.run(["evaluate", truth, "--json", "--compare", a, b])
    #expect(json.output.contains("\"change\":\"better\""))
    let broken = try await Earshot.run(["evaluate", truth, "--compare", a, truth])
    #expect(broken.status == 2)
    #expect(broken.errors.contains("truth.csv line 1"))
  }

  @Test func `a folder is decided anew, unreadable files are named, and the rest goes on`()
    async throws
  {
    let folder = try folder(
      [EvaluateTests.person, EvaluateTests.machine],
      ["truth.csv": EvaluateTests.truth, "broken.wav": "this is no recording"])
    let result = try await Earshot.run(["replay", folder.url.path, "--profile", "quick", "--json"])
    #expect(result.status == 2)
    #expect(result.errors.contains("broken.wav"))
    struct Report: Decodable {
      struct Count: Decodable {
        var before: Int
        var now: Int
      }
      var before: String
      var now: String
      var calls: Int
      var verdicts: [String: Count]
      var unreadable: Int
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    #expect(report.before == "balanced" && report.now == "quick")
    #expect(report.calls == 2)
    #expect(report.unreadable == 1)
    #expect(report.verdicts.values.reduce(0) { $0 + $1.before } == 2)
  }

  @Test func `what was heard before is taken from a file beside the recordings`() async throws {
    let folder = try folder(
      [EvaluateTests.person, EvaluateTests.busy],
      [
        "results.jsonl":
          "{\"file\":\"\(EvaluateTests.person)\",\"outcome\":\"silence\",\"decided_at_s\":6,\"reason\":\"nobody spoke\"}\n"
      ])
    let result = try await Earshot.run(["replay", folder.url.path])
    #expect(result.status == 0, "\(result.errors)")
    for words in [
      "results.jsonl", "before silence at 6.00 s, 0 %: nobody spoke", "now    live-voice at",
      "1 recordings have no result from before", "1 of 1 calls are decided differently",
    ] { #expect(result.output.contains(words), "\(words) in\n\(result.output)") }
    let others = folder.file("others.jsonl")
    try Data(#"{"file":"other.wav","outcome":"fax","decided_at_s":2}"#.utf8).write(to: others)
    let strange = try await Earshot.run(["replay", folder.url.path, "--before", others.path])
    #expect(strange.status == 2 && strange.errors.contains("others.jsonl"), "\(strange)")
    let empty = try self.folder([])
    let nothing = try await Earshot.run(["replay", empty.url.path, "--profile", "quick"])
    #expect(nothing.status == 2)
    #expect(nothing.errors.contains("no recordings"))
  }

  @Test func `a table without answers leaves them to be heard, or to --answered-at`() async throws {
    let folder = try folder(
      [EvaluateTests.person, EvaluateTests.machine],
      [
        "truth.csv":
          "file,outcome\n\(EvaluateTests.person),live-voice\n\(EvaluateTests.machine),answering-machine\n"
      ])
    let scored = try await Earshot.run(["evaluate", folder.file("truth.csv").path])
    #expect(scored.status == 0, "\(scored.output)")
    struct Report: Decodable {
      struct Count: Decodable { var now: Int }
      var verdicts: [String: Count]
    }
    for answer in [[], ["--answered-at", "0"]] {
      let replayed = try await Earshot.run(
        ["replay", folder.url.path, "--profile", "quick", "--json"] + answer)
      let report = try JSONDecoder().decode(Report.self, from: Data(replayed.output.utf8))
      #expect(report.verdicts["live-voice"]?.now == 1, "\(replayed.output)")
      #expect(report.verdicts["answering-machine"]?.now == 1, "\(replayed.output)")
    }
  }

  @Test func `results are written over nothing that is read, and into files only`() async throws {
    let folder = try folder(
      [EvaluateTests.person],
      ["truth.csv": "file,outcome,answered_at_s\n\(EvaluateTests.person),live-voice,0\n"])
    let table = folder.file("truth.csv")
    let link = folder.file("link.jsonl")
    try FileManager.default.linkItem(at: table, to: link)
    let pipe = folder.file("pipe").path
    #expect(mkfifo(pipe, 0o600) == 0)
    let before = try Data(contentsOf: table)
    let voice = try Data(contentsOf: folder.file(EvaluateTests.person))
    for (results, word) in [
      (table.path, "the table of recordings"), (link.path, "the table of recordings"),
      (folder.file(EvaluateTests.person).path, "one of the recordings"), (pipe, "no regular file"),
      (folder.url.path, "no regular file"),
    ] {
      let refused = try await Earshot.run(["evaluate", table.path, "--results", results])
      #expect(refused.status == 2 && refused.errors.contains(word), "\(results): \(refused)")
    }
    #expect(try Data(contentsOf: table) == before)
    #expect(try Data(contentsOf: folder.file(EvaluateTests.person)) == voice)
    var status = stat()
    #expect(lstat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
  }

  @Test func `costs of one's own decide as a profile with the same does`() async throws {
    let sample = "Samples/" + EvaluateTests.person
    let quick = try await Earshot.run(["classify", "--profile", "quick", sample])
    let same = try await Earshot.run(["classify", "--costs", "20,7,0.65,0.17", sample])
    let balanced = try await Earshot.run(["classify", sample])
    #expect(quick.output == same.output)
    #expect(quick.output != balanced.output)
  }

  @Test func `an explanation says whether there was a beep, and how the noise was`() async throws {
    let result = try await Earshot.run(["classify", "--explain", "Samples/" + EvaluateTests.person])
    let last = result.output.split(separator: "\n").last.map(String.init) ?? ""
    #expect(last.contains("no beep; noise floor steady at -60 dBm0; one phrase of"), "\(last)")
    let beep = try await Earshot.run(["classify", "--explain", "Samples/" + EvaluateTests.machine])
    #expect(beep.output.contains(": a beep at "))
  }
}
