// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// `earshot bench accuracy` as a user meets it.
struct BenchAccuracyTests {
  @Test func `one test's figures are printed as JSON`() async throws {
    let result = try await Earshot.run([
      "bench", "accuracy", "--quick", "--only", "preamble", "--json",
    ])
    struct Line: Decodable {
      var test: String
      var trials: Int
      var right: Int
      var share: Double
      var least: Double
      var most: Double
      var ok: Bool
    }
    let lines = try JSONDecoder().decode([Line].self, from: Data(result.output.utf8))
    #expect(lines.count == 5)
    for line in lines {
      #expect(line.test == "preamble")
      #expect(line.trials > 0 && line.right <= line.trials)
      #expect((line.least...line.most).contains(line.share))
    }
    #expect(result.status == (lines.allSatisfy(\.ok) ? 0 : 1))
  }

  @Test func `a trial by its name is played, judged and saved`() async throws {
    let folder = try TemporaryFolder()
    let result = try await Earshot.run([
      "bench", "accuracy", "--quick", "--trial", "sit:0", "--save", folder.url.path,
    ])
    #expect(result.output.hasPrefix("sit:0  sit ic, "))
    #expect(result.output.contains("right, heard: sit ic at "))
    #expect(result.status == 0)
    let wav = try Data(contentsOf: folder.file("sit-0.wav"))
    #expect(wav.count > 20_000)
  }

  @Test(arguments: [
    (["--only", "nope"], "no test \"nope\"; there are plans, "),
    (["--quick", "--trial", "sit:99999999"], "no trial \"sit:99999999\"; there are plans:0..."),
    (["--quick", "--trial", "sit"], "no trial \"sit\""),
    (
      ["--quick", "--trial", "sit:0", "--save", "/dev/null/folder"],
      "/dev/null/folder: cannot be made"
    ),
  ])
  func `bad input is told with what there is`(arguments: [String], words: String) async throws {
    let result = try await Earshot.run(["bench", "accuracy"] + arguments)
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix("earshot bench accuracy: " + words), "\(result.errors)")
  }

  @Test func `audio is saved of trials that are printed`() async throws {
    let result = try await Earshot.run(["bench", "accuracy", "--save", "/tmp/x"])
    #expect(result.status != 0)
    #expect(result.errors.contains("add one of them"))
  }
}
