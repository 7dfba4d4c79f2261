// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Evaluation
import Foundation
import OutboundContact

/// A folder of labelled calls, and of clips to compose more: truth.csv with calls/, clips.csv with clips/, talkoff.csv
/// with talkoff/, whose music sounds behind some voices and on hold.
package struct CallSet: Sendable {
  var clips: [VoiceClip] = []
  package private(set) var calls: [TrainingCall] = []
  private(set) var music: [MusicPiece] = []
  /// How many folds its groups were shared out among.
  package private(set) var folds: Int

  /// Why a set cannot be used: file, line where there is one, fault and remedy.
  package struct Fault: Error, CustomStringConvertible {
    package var description: String
  }

  /// Folders of dev recordings whose names in truth.csv are not those of the clips' speakers.
  private static let packs = [
    "allison_en": "pk-b89305", "allison_es": "pk-b89305", "june_fr": "pk-e5e956",
    "carlo_it": "pk-8944dc",
  ]

  init(clips: [VoiceClip], calls: [TrainingCall], music: [MusicPiece], folds: Int) {
    self.clips = clips
    self.calls = calls
    self.music = music
    self.folds = folds
    shareOut()
  }

  /// Reads `folder`.
  package init(_ folder: String, folds: Int, threads: Int) throws(Fault) {
    self.folds = folds
    let table = try Table(
      folder, "clips.csv",
      ["file", "kind", "speaker", "language", "prompt", "speech_start_s", "speech_end_s"])
    clips = try table.read(threads) { row throws(CSVError) in try row.clip(folder) }
      .compactMap { $0 }
    let truth = try Table(
      folder, "truth.csv",
      [
        "file", "outcome", "family", "answered_at_s", "greeting_start_s", "greeting_end_s",
        "beep_start_s", "beep_end_s", "language", "source_ids", "level_dbm0", "snr_db", "codec",
        "note",
      ])
    let speakers = Dictionary(
      table.rows.map { (String($0["file"].prefix { $0 != "." }), $0["speaker"]) }
    ) { first, _ in first }
    calls = try truth.read(threads) { row throws(CSVError) in
      try row.call(folder) { CallSet.group(of: $0, speakers) }
    }.compactMap { $0 }
    var others = try Table(folder, "talkoff.csv", ["file", "kind", "source_ids"])
    others.rows.removeAll { $0["kind"] != "music" }
    let groups = CallSet.groups(others.rows.map { Set($0["source_ids"].split(separator: " ")) })
    music = zip(
      try others.read(threads) { row throws(CSVError) in
        try row.samples(folder, "talkoff").map(Float.init)
      }, groups
    ).map { MusicPiece(samples: $0, group: $1) }
    // Calls are composed of all kinds.
    let missing = VoiceClip.Kind.allCases.filter { kind in !clips.contains { $0.kind == kind } }
    let kinds = missing.map(\.rawValue).joined(separator: ", none of the kind ")
    for (name, isMissing) in [
      ("clips.csv: no clips of the kind \(kinds)", !missing.isEmpty),
      ("truth.csv: no answered calls", calls.isEmpty),
      ("talkoff.csv: no rows of the kind music", music.isEmpty),
    ] where isMissing { throw Fault(description: "\(folder)/\(name); nothing can be learnt") }
    shareOut()
  }

  /// A table of the set.
  private struct Table: Sendable {
    let path: String
    var rows: [TableRow] = []

    init(_ folder: String, _ name: String, _ columns: [String]) throws(Fault) {
      path = "\(folder)/\(name)"
      guard FileManager.default.fileExists(atPath: path) else {
        throw Fault(
          description:
            "\(path): no such file; a call set holds truth.csv, clips.csv and talkoff.csv"
            + " with the folders calls, clips and talkoff")
      }
      do throws(TableError) {
        try TableError.forEachRow(inFile: path, required: columns) { rows.append($0) }
      } catch {
        throw Fault(description: "\(path) \(error.text)")
      }
    }

    /// What `body` makes of each row; the first fault in their order is thrown.
    func read<Value: Sendable>(
      _ threads: Int, _ body: @Sendable (TableRow) throws(CSVError) -> Value
    ) throws(Fault) -> [Value] {
      let results = rows.mapInParallel(threads: threads) { row in
        Result { () throws(CSVError) in try body(row) }
      }
      do throws(CSVError) {
        var values: [Value] = []
        for result in results { values.append(try result.get()) }
        return values
      } catch {
        throw Fault(description: "\(path) \(error)")
      }
    }
  }

  /// The same name for those that share a source with one of the same name before them.
  private static func groups(_ sources: [Set<Substring>]) -> [String] {
    var groups: [String] = []
    for (index, own) in sources.enumerated() {
      let known = sources[..<index].lastIndex { !$0.isDisjoint(with: own) }
      groups.append(known.map { groups[$0] } ?? own.sorted().first.map(String.init) ?? "none")
    }
    return groups
  }

  /// The first source that speaks: a speaker where it is a clip.
  private static func group(of sources: [String], _ speakers: [String: String]) -> String {
    let ringing = ["osmocom-a", "osmocom-da", "baresip"]
    let voices = sources.filter { id in !ringing.contains(where: id.hasPrefix) }
    guard let first = voices.first ?? sources.first else { return "none" }
    if let speaker = speakers[first] { return speaker }
    if let pack = packs[String(first.prefix { $0 != "-" })] { return pack }
    // The words of one speaker share their second field.
    return first.split(separator: "-").prefix(2).joined(separator: "-")
  }

  /// Puts every group into one fold: the voices', and then the music's, so that the ones do not depend on the others.
  private mutating func shareOut() {
    let voices = clips.map(\.speaker) + calls.filter { $0.outcome != .music }.map(\.group)
    let tunes = music.map(\.group) + calls.filter { $0.outcome == .music }.map(\.group)
    let folds = CallSet.shared(voices, among: folds)
    let musicFolds = CallSet.shared(tunes, among: self.folds)
    for index in clips.indices { clips[index].fold = folds[clips[index].speaker] ?? 0 }
    for index in calls.indices {
      let group = calls[index].group
      calls[index].fold = (calls[index].outcome == .music ? musicFolds : folds)[group] ?? 0
    }
    for index in music.indices { music[index].fold = musicFolds[music[index].group] ?? 0 }
  }

  /// The fold of each group: the largest first, each where least is.
  private static func shared(_ groups: [String], among count: Int) -> [String: Int] {
    let sizes = groups.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    var load = [Int](repeating: 0, count: count)
    var folds: [String: Int] = [:]
    for (group, size) in sizes.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      let fold = load.indices.min { (load[$0], $0) < (load[$1], $1) } ?? 0
      load[fold] += size
      folds[group] = fold
    }
    return folds
  }
}
