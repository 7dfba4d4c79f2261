// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Foundation

/// Somebody else's receivers in a process of their own, which hear the same audio as ours.
///
/// spandsp gets all audio once, and then a line for each round; it answers with its CPU time. WebRTC's voice activity
/// detector gets a call at a time, and answers with what it heard.
final class BenchPeer {
  enum Name: String, ExpressibleByArgument, CaseIterable {
    case spandsp, webrtc

    /// Where `make peers` puts it.
    var path: String { ".build/peers/" + (self == .spandsp ? "spandsp" : "webrtc-vad") }
  }

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  private let name: Name
  private let process = Process()
  private let commands = Pipe()
  private let answers = Pipe()
  private var unread = Data()

  /// - Parameter path: of the program, where it is not the one that `make peers` builds.
  /// - Throws: `Failure` with the remedy where it is not built.
  init(_ name: Name, path: String? = nil) throws {
    self.name = name
    let path = path ?? name.path
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

  /// In which modes a voice is heard, a set of bits for each full block of 20 ms of a call.
  func voices(in call: [Int16]) throws -> [UInt8] {
    try tell("audio \(call.count)")
    try write(call.withUnsafeBytes { Data($0) })
    let line = try answer()
    let voices = line.compactMap { $0.hexDigitValue.map(UInt8.init) }
    guard voices.count == line.count, voices.count == call.count / 160 else {
      throw Failure(description: "\(name.rawValue) answered '\(line.prefix(80))'")
    }
    return voices
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
