// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A dahdi-card that was started for a measurement, on a folder of its own.
final class CardProcess {
  /// Who is there talks without end.
  static let number = "1"

  private let process = Process()
  private let folder: String

  var address: String { "dahdi:\(folder)/dahdi" }
  var identifier: Int32 { process.processIdentifier }

  init(program: String?, ports: Int, samples: String) throws {
    folder = NSTemporaryDirectory() + "earshot-bench-\(getpid())"
    let beside = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "dahdi-card").path
    let program = program ?? beside
    guard FileManager.default.isExecutableFile(atPath: program) else {
      throw CardProcessError(
        fault: "\(program) is not there; build it: swift build -c release --product dahdi-card")
    }
    try FileManager.default.createDirectory(
      atPath: folder + "/dahdi", withIntermediateDirectories: true)
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
    try Data(script.utf8).write(to: URL(filePath: folder + "/far-ends.yaml"))
    process.executableURL = URL(filePath: program)
    process.arguments = [
      folder + "/dahdi", "--ports", "\(ports)", "--far-ends", folder + "/far-ends.yaml",
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    // It says "ready", or why it cannot be.
    guard let said = try output.fileHandleForReading.read(upToCount: 6),
      said == Data("ready\n".utf8)
    else {
      process.waitUntilExit()
      throw CardProcessError(fault: "the card could not be mounted; see what it says above")
    }
  }

  func end() {
    process.terminate()
    process.waitUntilExit()
    try? FileManager.default.removeItem(atPath: folder)
  }
}

struct CardProcessError: Error, CustomStringConvertible {
  var fault: String
  var description: String { fault }
}
