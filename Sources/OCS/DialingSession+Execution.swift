// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import Logging
import OutboundContact

/// Programs that treatments run.
extension DialingSession {
  /// Starts what the configuration has under `name`, with the record as a line of JSON on its standard input. Its end
  /// is not waited for.
  func execute(_ name: String, _ record: Record, _ result: CallResult) {
    guard let command = configuration.programs[name], let program = command.first else {
      return logger.error(
        "a treatment names a program that the configuration lacks", metadata: ["name": "\(name)"])
    }
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = Array(command.dropFirst())
    process.environment = [
      "CALL_RESULT": "\(result.rawValue)", "RECORD_ID": "\(record.recordID)",
      "CAMPAIGN": campaign.name,
    ]
    let input = Pipe()
    process.standardInput = input
    let logger = logger
    process.terminationHandler = { process in
      guard process.terminationStatus != 0 else { return }
      logger.error(
        "a program failed", metadata: ["name": "\(name)", "status": "\(process.terminationStatus)"])
    }
    // One that does not read its input must not end this process.
    signal(SIGPIPE, SIG_IGN)
    do {
      let line = try JSONEncoder().encode(record) + Data("\n".utf8)
      try process.run()
      // A pipe holds more than a record; a program that reads nothing does not stop us.
      try? input.fileHandleForWriting.write(contentsOf: line)
      try? input.fileHandleForWriting.close()
    } catch {
      logger.error("a program did not start", metadata: ["name": "\(name)", "error": "\(error)"])
    }
  }
}
