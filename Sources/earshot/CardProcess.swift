// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A card whose far side is simulated, started for a measurement on a folder of its own.
final class CardProcess {
  enum Kind: String, CaseIterable {
    /// A DAHDI card on FUSE.
    case dahdi
    /// Wires behind an ALSA device, a channel a line.
    case alsa

    var program: String { self == .dahdi ? "dahdi-card" : "wire-exchange" }
  }

  /// Who is there talks without end.
  static let number = "1"

  private let process = Process()
  private let folder: String
  let address: String

  var identifier: Int32 { process.processIdentifier }

  init(_ kind: Kind, program: String?, ports: Int, samples: String) throws {
    folder = NSTemporaryDirectory() + "earshot-bench-\(getpid())-\(kind.rawValue)"
    let beside = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: kind.program).path
    let program = program ?? beside
    guard FileManager.default.isExecutableFile(atPath: program) else {
      throw CardProcessError(
        fault: "\(program) is not there; build it: swift build -c release --product \(kind.program)"
      )
    }
    try FileManager.default.createDirectory(
      atPath: folder + "/dahdi", withIntermediateDirectories: true)
    let (script, wire) = (folder + "/far-ends.yaml", folder + "/wire")
    switch kind {
    case .dahdi:
      address = "dahdi:\(folder)/dahdi"
      process.arguments = [folder + "/dahdi", "--ports", "\(ports)", "--far-ends", script]
    case .alsa:
      address = "alsa:near:\(wire),\(ports)?hook=wire:\(wire)"
      process.arguments = [
        "--wire", wire, "--lines", "\(ports)", "--pcm", "far:\(wire),\(ports)", "--control",
        folder + "/far-side",
      ]
    }
    try write(script, samples: samples)
    process.executableURL = URL(filePath: program)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    // It says "ready", or why it cannot be.
    guard let said = try output.fileHandleForReading.read(upToCount: 6),
      said == Data("ready\n".utf8)
    else {
      process.waitUntilExit()
      throw CardProcessError(fault: "the card could not be started; see what it says above")
    }
    if kind == .alsa {
      try CardUnderTest(board: address, farSide: folder + "/far-side")
        .connect(script: script, arrivals: folder + "/arrivals.log", speed: 1)
    }
  }

  private func write(_ path: String, samples: String) throws {
    let script = """
      version: 1
      country: us
      samples: "\(samples)"
      far-ends:
        "\(CardProcess.number)":
          name: somebody who talks
          play: machine-us-no-beep-female.wav
          repeat: true

      """
    try Data(script.utf8).write(to: URL(filePath: path))
  }

  func end() {
    process.terminate()
    for _ in 0..<200 where process.isRunning { usleep(10_000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    try? FileManager.default.removeItem(atPath: folder)
  }
}

struct CardProcessError: Error, CustomStringConvertible {
  var fault: String
  var description: String { fault }
}
