// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audio
import Foundation
import OutboundContact

struct SynthSamples: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "samples", abstract: "Remakes the recordings of a manifest by their own commands.",
    discussion: """
        earshot synth samples Samples/manifest.csv
        earshot synth samples Samples/manifest.csv --update

      Run it from the folder that the commands in the column made_by are written for, the
      repository's root. Only `earshot synth` commands are run. Each file's SHA-256 is compared with
      the column sha256; the exit status is 1 if any differs. Speech differs where espeak-ng's
      version does. With --update the column is rewritten instead.
      """)

  @Flag(help: "Write the sums that were found into the manifest.") var update = false
  @Argument(help: "A table with the columns file, made_by and sha256.") var manifest: String

  func run() throws {
    var rows: [[String]] = []
    var differing = 0
    do {
      var isFolder: ObjCBool = false
      guard
        FileManager.default.fileExists(atPath: manifest, isDirectory: &isFolder),
        !isFolder.boolValue
      else { throw ValidationError("\(manifest): no such table") }
      var header: CSVHeader?
      try CSVReader.forEachRow(inFile: manifest) { row in
        var fields = row.fields
        if let header {
          try header.checkWidth(of: row)
          let made = header.field("made_by", of: row) ?? ""
          let sum = header.field("sha256", of: row) ?? ""
          let path = try remake(made, line: row.line)
          let found = try SHA256.hex(Array(Data(contentsOf: URL(fileURLWithPath: path))))
          if found != sum {
            differing += 1
            print("\(path): \(update ? "new" : "not as in the manifest")")
          }
          if let column = header.names.firstIndex(of: "sha256") { fields[column] = found }
        } else {
          header = try CSVHeader(row, required: ["file", "made_by", "sha256"])
        }
        rows.append(fields)
      }
      if update {
        let text = rows.map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
        try text.write(toFile: manifest, atomically: true, encoding: .utf8)
      }
    } catch { throw Synth.badInput(error) }
    print("\(max(0, rows.count - 1)) made, \(differing) \(update ? "new" : "differ")")
    if differing > 0, !update { throw ExitCode(1) }
  }

  /// Runs one row's command in this process; returns the file that it wrote.
  private func remake(_ command: String, line: Int) throws -> String {
    let words = ShellWords.split(command) ?? []
    guard words.count > 2, words[0].hasSuffix("earshot"), words[1] == "synth" else {
      throw CSVError(line: line, "made_by is no `earshot synth` command")
    }
    let arguments = Array(words.dropFirst(2))
    guard let file = arguments.first(where: { $0.hasSuffix(".wav") }) else {
      throw CSVError(line: line, "made_by names no .wav file to write")
    }
    guard arguments[0] != "samples" else { throw CSVError(line: line, "made_by runs itself") }
    var parsed = try Synth.parseAsRoot(arguments + ["--quiet"])
    try parsed.run()
    return file
  }

  private func quoted(_ field: String) -> String {
    guard field.contains(where: { ",\"\n\r".contains($0) }) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}
