// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// The free speech synthesiser espeak-ng, run as a command.
enum Espeak {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// What it says, at 8 kHz.
  static func speak(_ speech: Composition.Speech) throws -> [Int16] {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("earshot-\(UUID().uuidString).wav")
    defer { try? FileManager.default.removeItem(at: file) }
    var arguments = ["-v", speech.voice, "-w", file.path]
    if let rate = speech.rate { arguments += ["-s", "\(rate)"] }
    if let pitch = speech.pitch { arguments += ["-p", "\(pitch)"] }
    let (status, complaint) = try run(["espeak-ng"] + arguments + ["--", speech.text])
    switch status {
    case 0: return try Recording(contentsOf: file.path).samples
    case 127:
      throw Failure(description: "speech needs espeak-ng: apt-get install espeak-ng")
    default:
      throw Failure(
        description: "espeak-ng cannot speak as \"\(speech.voice)\": \(complaint); "
          + "see espeak-ng --voices")
    }
  }

  /// Runs a command found on the path; gives its exit status, 127 if there is none of that name,
  /// and the last line of its complaints.
  static func run(_ command: [String]) throws -> (status: Int32, complaint: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    let complaints = Pipe()
    process.standardError = complaints
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = try complaints.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let lines = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
    let complaint = lines.last.map(String.init) ?? "no reason given"
    return (process.terminationStatus, complaint.replacing("Error: ", with: ""))
  }
}
