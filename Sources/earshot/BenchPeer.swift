// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Foundation

/// Somebody else's receivers in a process of their own, which hear the same audio in turn with ours.
///
/// The process gets all audio once, and then a line for each round; it answers with its CPU time.
final class BenchPeer {
  enum Name: String, ExpressibleByArgument, CaseIterable { case spandsp }

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  private let name: Name
  private let process = Process()
  private let commands = Pipe()
  private let answers = Pipe()
  private var unread = Data()

  /// - Parameter path: of the peer as `make peers` builds it.
  /// - Throws: `Failure` with the remedy where it is not built.
  init(_ name: Name, path: String) throws {
    self.name = name
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw Failure(
        description: "no \(name.rawValue) to measure against at \(path): run 'make peers' in the "
          + "repository, or name the program with --peer")
    }
    // A peer that ends early is an error of writing, not the end of this process.
    signal(SIGPIPE, SIG_IGN)
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = ["receive"]
    process.standardInput = commands
    process.standardOutput = answers
    try process.run()
  }

  /// Gives it the audio of all kinds.
  func take(_ audio: BenchAudio) throws {
    for piece in audio.pieces {
      try tell("audio \(piece.kind.rawValue) \(piece.samples.count)")
      try write(piece.samples.withUnsafeBytes { Data($0) })
    }
  }

  deinit {
    try? commands.fileHandleForWriting.close()
    if process.isRunning { process.waitUntilExit() }
  }

  /// New receivers hear all audio of a kind: their CPU seconds.
  func hear(_ kind: BenchAudio.Kind) throws -> Double {
    try tell("round \(kind.rawValue)")
    let line = try answer()
    let words = line.split(separator: " ")
    guard words.count == 3, words[0] == kind.rawValue, let seconds = Double(words[1]), seconds > 0
    else { throw Failure(description: "\(name.rawValue) answered '\(line)'") }
    return seconds
  }

  private func tell(_ line: String) throws { try write(Data((line + "\n").utf8)) }

  private func write(_ data: Data) throws {
    do {
      try commands.fileHandleForWriting.write(contentsOf: data)
    } catch { throw Failure(description: "\(name.rawValue) hears no more: \(error)") }
  }

  private func answer() throws -> String {
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        defer { unread = Data(unread[(end + 1)...]) }
        return String(decoding: unread[..<end], as: UTF8.self)
      }
      let data = answers.fileHandleForReading.availableData
      guard !data.isEmpty else { throw Failure(description: "\(name.rawValue) ended") }
      unread += data
    }
  }
}
