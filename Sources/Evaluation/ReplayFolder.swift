// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A folder of recorded calls. Beside them may lie `truth.csv`, a table of labelled calls, and `results.jsonl`, what they
/// were heard as before. A recording NAME.wav of a gateway has a sidecar NAME.json.
public struct ReplayFolder: Sendable {
  public let path: String
  /// In the order of their names.
  public let files: [String]
  /// Paths of the table and of the results, where they are there.
  public let table: String?
  public let results: String?

  /// - Throws: ``ReplayFolderError`` where there is no such folder, or no recording in it.
  public init(path: String) throws(ReplayFolderError) {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw ReplayFolderError(
        path: path, text: "no folder that can be read; name one of recordings")
    }
    self.path = path
    files = names.filter { ReplayFolder.isCall($0, in: path) }.sorted()
    table = names.contains("truth.csv") ? "\(path)/truth.csv" : nil
    results = names.contains("results.jsonl") ? "\(path)/results.jsonl" : nil
    guard !files.isEmpty else {
      throw ReplayFolderError(
        path: path, text: "no recordings in it; put .wav, .au or .flac files there")
    }
  }

  /// What the recordings' own sidecars say, by recording. A .json file that is none is passed over.
  public func sidecars() -> [String: RecordingNotes] {
    var notes: [String: RecordingNotes] = [:]
    for file in files {
      let path = "\(path)/\(Results.name(of: file)).json"
      guard let data = FileManager.default.contents(atPath: path) else { continue }
      notes[file] = try? JSONDecoder().decode(RecordingNotes.self, from: data)
    }
    return notes
  }

  /// Kinds of files that lie beside recordings and are none.
  private static let others: Set<String> = [
    "csv", "jsonl", "json", "txt", "md", "log", "yaml", "yml", "xml", "png", "svg", "html", "pdf",
  ]

  private static func isCall(_ name: String, in folder: String) -> Bool {
    let url = URL(filePath: folder).appending(path: name)
    guard !name.hasPrefix("."), !others.contains(url.pathExtension.lowercased()) else {
      return false
    }
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
      && !isFolder.boolValue
  }
}

/// A folder that cannot be replayed, and what to do about it.
public struct ReplayFolderError: Error, Sendable, Hashable, CustomStringConvertible {
  public var path: String
  public var text: String

  public var description: String { "\(path): \(text)" }
}
