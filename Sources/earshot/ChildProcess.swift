// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Synchronization

/// A service of `earshot` as a process of its own, started again when it dies.
final class ChildProcess: Sendable {
  private let command: String
  private let configuration: String
  private let folder: String
  private let notice: @Sendable (String) -> Void
  private let state = Mutex(State())

  private struct State: ~Copyable {
    var process: Process?
    var input: Pipe?
    var isStopping = false
    var starts = 0
  }

  /// The exit status of a service that cannot use its configuration: starting it again is no use.
  private static let badInput: Int32 = 2
  /// A process that dies more often than this is given up.
  static let mostStarts = 200

  /// `notice` is told of deaths and new starts.
  init(
    _ command: String, configuration: String, folder: String,
    notice: @escaping @Sendable (String) -> Void
  ) {
    self.command = command
    self.configuration = configuration
    self.folder = folder
    self.notice = notice
  }

  /// Runs the process until it ends by itself with status 0, or `stop`. Throws where it cannot go on.
  func run() async throws {
    while true {
      let status = try await runOnce()
      let (isStopping, starts) = state.withLock { ($0.isStopping, $0.starts) }
      if isStopping || status == 0 { return }
      guard status != ChildProcess.badInput, starts < ChildProcess.mostStarts else {
        throw ChildProcessError(command: command, status: status, log: log)
      }
      notice("\(command) ended (\(status)); started again")
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  /// Asks the process to shut down.
  func stop() {
    state.withLock {
      $0.isStopping = true
      if let process = $0.process, process.isRunning { process.terminate() }
    }
  }

  private var log: String { "\(folder)/\(command).log" }

  private func runOnce() async throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = [command, "--config", configuration, "--until-input-ends"]
    // Its end is seen by the child even where this process is killed.
    let input = Pipe()
    process.standardInput = input
    let output = try FileHandle(appendingTo: log)
    process.standardOutput = output
    process.standardError = output
    return try await withCheckedThrowingContinuation { ended in
      process.terminationHandler = { ended.resume(returning: $0.exitStatus) }
      do {
        try process.run()
      } catch {
        process.terminationHandler = nil
        return ended.resume(throwing: error)
      }
      try? Data("\(process.processIdentifier)\n".utf8)
        .write(to: URL(filePath: "\(folder)/\(command).pid"))
      let isStopping = state.withLock {
        $0.process = process
        $0.input = input
        $0.starts += 1
        return $0.isStopping
      }
      if isStopping { process.terminate() }
    }
  }
}

extension Process {
  /// The exit status, or 128 and the signal as shells have it.
  fileprivate var exitStatus: Int32 {
    terminationReason == .uncaughtSignal ? 128 + terminationStatus : terminationStatus
  }
}

struct ChildProcessError: Error, CustomStringConvertible {
  var command: String
  var status: Int32
  var log: String

  var description: String {
    let tail = (try? String(contentsOfFile: log, encoding: .utf8))?
      .split(separator: "\n").suffix(3).joined(separator: "\n  ")
    return "\(command) ended with status \(status); the end of \(log):\n  \(tail ?? "(nothing)")"
  }
}
