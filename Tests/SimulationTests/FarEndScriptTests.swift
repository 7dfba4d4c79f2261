// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation
import Simulation
import Testing

/// A folder with two recordings, removed with the value.
final class ScriptFolder {
  let path: String
  static let hello = words(2400)

  init() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "far-ends-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder.appending(path: "samples"), withIntermediateDirectories: true)
    path = folder.path
    try Recording(samples: ScriptFolder.hello).write(to: path + "/samples/hello.wav")
    try Data("no sound".utf8).write(to: folder.appending(path: "samples/text.wav"))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func read(_ yaml: String) throws -> FarEndScript {
    try FarEndScript(yaml: yaml, path: "ends.yaml", folder: path)
  }

  func fault(_ yaml: String) -> String {
    do {
      _ = try read(yaml)
      return "taken"
    } catch {
      return "\(error)"
    }
  }
}

struct FarEndScriptTests {
  @Test func `a script is read as it is written`() throws {
    let folder = try ScriptFolder()
    let yaml = """
      version: 1
      country: gb
      samples: samples
      far-ends:
        "5550101":
          name: Ann
          expect: live-voice
          rings: 4.5
          delay: 0.25
          play: hello.wav
          patience: 6
        5550103: {expect: busy, early: tone:busy}
        "5550104":
          country: de
          rings: forever
        "0*#":
          early: hello.wav
          repeat: true
          hang-up-after: 4
        "9001": {answer: true}
        "9002": {play: hello.wav, repeat: true}
        "9003": {}
      """
    let script = try folder.read(yaml)
    #expect(script.plan.code == "gb")
    #expect(
      script.entries.map(\.number)
        == ["5550101", "5550103", "5550104", "0*#", "9001", "9002", "9003"])
    let gb = try #require(TonePlan.of("gb"))
    let ann = try #require(script["5550101"])
    #expect(ann.name == "Ann")
    #expect(ann.expected == .liveVoice)
    #expect(ann.line == 5)
    #expect(
      ann.behavior
        == FarEndBehavior(
          rings: .seconds(4.5), ringback: try #require(gb.ringback), answers: true, delay: 0.25,
          voice: .samples(ScriptFolder.hello), patience: 6))
    #expect(
      script["5550103"]?.behavior
        == FarEndBehavior(early: .tone(try #require(gb.busy)), answers: false))
    #expect(script["5550104"]?.behavior.ringback == TonePlan.of("de")?.ringback)
    #expect(script["5550104"]?.behavior.rings == .forever)
    #expect(
      script["0*#"]?.behavior
        == FarEndBehavior(
          early: .samples(ScriptFolder.hello), earlyRepeats: true, answers: false, hangsUpAfter: 4))
    #expect(script["9001"]?.behavior == FarEndBehavior(answers: true))
    #expect(script["9001"]?.expected == nil)
    #expect(script["9002"]?.behavior.voiceRepeats == true)
    #expect(script["9003"]?.behavior == FarEndBehavior(answers: false))
    #expect(script["9003"]?.name == "9003")
    #expect(script["123"] == nil)
  }

  @Test func `recordings lie beside the script where it names no folder`() throws {
    let folder = try ScriptFolder()
    let path = folder.path + "/samples/ends.yaml"
    try Data("version: 1\nfar-ends:\n  '1': {play: hello.wav}\n".utf8)
      .write(to: URL(filePath: path))
    let script = try FarEndScript(contentsOf: path)
    #expect(script["1"]?.behavior.voice == .samples(ScriptFolder.hello))
    #expect(script.plan.code == "us")
  }

  /// Each with the line that is to be named and some words of the fault.
  @Test(arguments: [
    ("", "ends.yaml: empty"),
    ("- a\n", "ends.yaml:1: the script is no mapping"),
    ("far-ends: {'1': {}}\n", "ends.yaml:1: no version"),
    ("version: 2\nfar-ends: {'1': {}}\n", "ends.yaml:1: a version that is not known"),
    ("version: 1\n", "ends.yaml:1: no far ends"),
    ("version: 1\nfar-ends: []\n", "ends.yaml:2: no far ends"),
    ("version: 1\ncountry: zz\nfar-ends: {'1': {}}\n", "ends.yaml:2: no tones are known"),
    ("version: 1\nfar-end: {}\n", "ends.yaml:2: the script knows no far-end; it has version"),
    ("version: 1\nfar-ends:\n  abc: {}\n", "ends.yaml:3: abc is no number"),
    ("version: 1\nfar-ends:\n  '': {}\n", "ends.yaml:3:  is no number"),
    ("version: 1\nfar-ends:\n  '1': hello\n", "ends.yaml:3: far end 1 is no mapping"),
    ("version: 1\nfar-ends:\n  '1': {}\n  '1': {}\n", "1 stands twice"),
    ("version: 1\nfar-ends: {'1': {}\n", "ends.yaml:3: not the YAML of a script"),
    ("version: 1\nfar-ends: \t- x: [\n", "ends.yaml:2: not the YAML of a script"),
    (
      "version: 1\nfar-ends:\n  '1':\n    ring: 3\n",
      "ends.yaml:4: far end 1 knows no ring; it has name, expect"
    ),
  ])
  func `what is no script is refused with its line and a remedy`(yaml: String, words: String) throws
  {
    #expect(try ScriptFolder().fault(yaml).contains(words))
  }

  @Test(arguments: [
    ("rings: -3", "rings is -3; give seconds, 0...3600"),
    ("rings: nan", "rings is nan; give seconds"),
    ("rings: 3601", "rings is 3601; give seconds"),
    ("rings: [1]", "rings is no number"),
    ("rings: soon", "rings is soon"),
    ("patience: long", "patience is long"),
    ("answer: maybe", "answer is maybe; write true or false"),
    ("answer: yes", "answer is yes; write true or false"),
    ("expect: human", "human is no outcome; one of live-voice"),
    ("country: xx", "no tones are known for country xx"),
    ("play: none.wav", "none.wav cannot be played"),
    ("play: text.wav", "text.wav cannot be played"),
    ("play: tone:siren", "has no tone:siren; it has tone:dial, tone:special-dial"),
    ("early: [a]", "wanted a word here"),
    ("name: {}", "wanted a word here"),
  ])
  func `a value that makes no sense is refused with its line and a remedy`(
    entry: String, words: String
  ) throws {
    let yaml = "version: 1\nsamples: samples\nfar-ends:\n  '1':\n    name: x\n    \(entry)\n"
      .replacing("    name: x\n    name", with: "    expect: busy\n    name")
    let fault = try ScriptFolder().fault(yaml)
    #expect(fault.hasPrefix("ends.yaml:6: "))
    #expect(fault.contains(words))
  }

  @Test(arguments: [
    ("{answer: false, play: hello.wav}", "1 does not answer but has play"),
    ("{answer: false, patience: 3}", "1 does not answer but has patience"),
    ("{early: tone:busy, play: hello.wav}", "early has no end, so 1 would never answer"),
    ("{rings: forever, play: hello.wav}", "1 rings for ever, so nothing comes after"),
    ("{rings: forever, early: hello.wav}", "1 rings for ever, so nothing comes after"),
  ])
  func `a far end that contradicts itself is refused`(entry: String, words: String) throws {
    let fault = try ScriptFolder().fault("version: 1\nsamples: samples\nfar-ends:\n  '1': \(entry)")
    #expect(fault.hasPrefix("ends.yaml:4: "))
    #expect(fault.contains(words))
  }

  @Test func `a script that is not there, or is no text, is named`() throws {
    #expect(throws: FarEndScriptError.self) { try FarEndScript(contentsOf: "no/such.yaml") }
    let folder = try ScriptFolder()
    let path = folder.path + "/samples/hello.wav"
    do {
      _ = try FarEndScript(contentsOf: path)
      Issue.record("a recording was taken for a script")
    } catch {
      #expect("\(error)".hasPrefix(path))
    }
  }

  @Test func `the page's example is a script`() throws {
    let page = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/Simulation/Simulation.docc/Simulation.md"),
      encoding: .utf8)
    let block = try #require(page.split(separator: "```yaml\n").last)
    let example = try #require(block.split(separator: "```").first)
    // Its recordings are names only: one that is there stands for each.
    let yaml = String(example).replacing(#/[a-z-]+\.wav/#, with: "hello.wav")
      .replacing("../Samples", with: "samples")
    let script = try ScriptFolder().read(yaml)
    #expect(script.entries.count == 7)
    #expect(script["9002"]?.behavior.answers == true)
  }
}
