// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation
import Testing

@testable import Training

struct CallSetTests {
  private static let truth = """
    file,outcome,family,answered_at_s,greeting_start_s,greeting_end_s,beep_start_s,beep_end_s,language,source_ids,level_dbm0,snr_db,codec,note
    c.wav,live-voice,noisy,0,0.5,1,,,en,one-a two-b,-20,9,ulaw,loss=0.5%/zero; babble noise
    """
  private static let clips = """
    file,kind,speaker,language,prompt,speech_start_s,speech_end_s
    one-a.wav,word,voice-one,en,,0.1,0.9
    one-a.wav,sentence,voice-one,en,,0.1,1.5
    one-a.wav,prompt,voice-one,en,vm,0.1,1.5
    """

  /// A folder with one call, one clip and one piece of music, in which `change` has been written.
  private static func folder(_ change: [String: String]) throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "callset-\(UUID().uuidString)")
    for name in ["calls", "clips", "talkoff"] {
      try FileManager.default.createDirectory(
        at: folder.appending(path: name), withIntermediateDirectories: true)
    }
    let tables = [
      "truth.csv": truth, "clips.csv": clips,
      "talkoff.csv": "file,kind,source_ids\nm.wav,music,m\n",
    ].merging(change) { $1 }
    for (name, text) in tables {
      try Data(text.utf8).write(to: folder.appending(path: name))
    }
    let voice = Recording(samples: Signals.voice(seconds: 2, pitch: 120))
    for name in ["calls/c.wav", "clips/one-a.wav", "talkoff/m.wav"] {
      try voice.write(to: folder.appending(path: name).path)
    }
    return folder.path
  }

  private static func fault(_ change: [String: String], without: String? = nil) throws -> String {
    let folder = try folder(change)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    if let without { try FileManager.default.removeItem(atPath: "\(folder)/\(without)") }
    do {
      _ = try CallSet(folder, folds: 2, threads: 1)
      return ""
    } catch {
      return "\(error)".replacing(folder, with: "")
    }
  }

  @Test func `a call is read with what the line did to it, and its speaker`() throws {
    let folder = try CallSetTests.folder([:])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let set = try CallSet(folder, folds: 2, threads: 1)
    let call = try #require(set.calls.first)
    #expect(call.group == "voice-one" && call.line.noise == "babble" && call.line.hasLoss)
    #expect(call.line.snr == 9 && call.greetingEnd == 1 && call.beepStart == nil)
    #expect(call.fold == set.clips.first?.fold)
    #expect(set.clips.first?.speech == 800..<7200)
  }

  @Test func `a clip's speech ends with its recording`() throws {
    let text = CallSetTests.clips.replacing("0.9", with: "1e300")
    let folder = try CallSetTests.folder(["clips.csv": text])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let set = try CallSet(folder, folds: 2, threads: 1)
    #expect(set.clips.first?.speech == 800..<16_000)
  }

  @Test func `pieces that share music are left out together, those on hold with them`() throws {
    let row = "c.wav,music,hold,0,,,,,-,tune-b,-20,30,ulaw,"
    let folder = try CallSetTests.folder([
      "truth.csv": CallSetTests.truth + "\n" + row,
      "talkoff.csv":
        "file,kind,source_ids\nm.wav,music,tune-a\nm.wav,music,tune-a tune-c\nm.wav,music,tune-b\n",
    ])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let set = try CallSet(folder, folds: 4, threads: 1)
    #expect(set.music.map(\.group) == ["tune-a", "tune-a", "tune-b"])
    #expect(set.music[0].fold == set.music[1].fold && set.music[0].fold != set.music[2].fold)
    let hold = try #require(set.calls.first { $0.outcome == .music })
    #expect(hold.fold == set.music[2].fold)
  }

  @Test(arguments: ["clips.csv", "truth.csv", "talkoff.csv"])
  func `a table that is missing is named, and what a set is made of`(name: String) throws {
    let words = try CallSetTests.fault([:], without: name)
    #expect(words.hasPrefix("/\(name): no such file"))
    #expect(words.contains("clips.csv"))
  }

  @Test(arguments: [
    (
      "clips.csv", clips.replacing("sentence", with: "word"),
      "/clips.csv: no clips of the kind sentence; nothing"
    ),
    (
      "clips.csv",
      clips.replacing("word", with: "sentence").replacing("prompt,voice", with: "sentence,voice"),
      "/clips.csv: no clips of the kind word, none of the kind prompt;"
    ),
    ("clips.csv", clips.replacing("word", with: "song"), "/clips.csv line 2: unknown kind 'song'"),
    ("clips.csv", clips.replacing("0.9", with: "x"), "/clips.csv line 2: speech_end_s 'x'"),
    ("clips.csv", clips.replacing("0.9", with: ""), "/clips.csv line 2: speech_start_s and"),
    ("clips.csv", clips.replacing("speaker", with: "who"), "/clips.csv line 1: no column"),
    ("truth.csv", truth.replacing("live-voice", with: "cat"), "/truth.csv line 2: unknown outcome"),
    ("truth.csv", truth.replacing("c.wav", with: "d.wav"), "/truth.csv line 2: "),
    ("truth.csv", truth.replacing("-20", with: "low"), "/truth.csv line 2: level_dbm0 'low'"),
    (
      "talkoff.csv", "file,kind,source_ids\nm.wav,speech,m\n",
      "/talkoff.csv: no rows of the kind music"
    ),
  ])
  func `a fault is named with its file and line`(
    name: String, text: String, words: String
  ) throws {
    #expect(try CallSetTests.fault([name: text]).hasPrefix(words))
  }

  @Test func `groups are shared out evenly, and none is in two folds`() {
    let set = SmallCallSet.make(folds: 3, calls: 6)
    var folds: [String: Set<Int>] = [:]
    for clip in set.clips { folds[clip.speaker, default: []].insert(clip.fold) }
    for call in set.calls { folds[call.group, default: []].insert(call.fold) }
    #expect(folds.values.allSatisfy { $0.count == 1 })
    let loads = (0..<3).map { fold in
      set.clips.count { $0.fold == fold } + set.calls.count { $0.fold == fold }
    }
    #expect((loads.max() ?? 0) - (loads.min() ?? 0) <= 6)
  }
}
