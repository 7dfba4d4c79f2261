// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// What every service of `earshot` takes.
struct ServiceOptions: ParsableArguments {
  @Option(help: "Configuration file, in YAML.", completion: .file(extensions: ["yaml"]))
  var config: String

  @Flag(help: "Shut down when standard input ends: for a service started by another process.")
  var untilInputEnds = false

  static let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")

  /// A logger that writes to standard error.
  func logger(_ label: String, level: String?) throws -> Logger {
    var logger = Logger(label: label) { StreamLogHandler.standardError(label: $0) }
    guard let level else { return logger }
    guard let known = Logger.Level(rawValue: level) else {
      throw SettingsError(
        path: config, line: nil, "log_level '\(level)' is none of \(ServiceOptions.levels)")
    }
    logger.logLevel = known
    return logger
  }

  /// Runs services until one ends or a signal asks for the end: the last one shuts down first.
  func run(_ services: [any Service], logger: Logger) async throws {
    if untilInputEnds { watchInput() }
    var quiet = logger
    quiet.logLevel = .error
    let group = ServiceGroup(
      configuration: .init(
        services: services.map {
          .init(
            service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
            failureTerminationBehavior: .cancelGroup)
        }, gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet))
    try await group.run()
  }

  private func watchInput() {
    let thread = Thread {
      while let data = try? FileHandle.standardInput.read(upToCount: 64), !data.isEmpty {}
      kill(getpid(), SIGTERM)
    }
    thread.start()
  }
}
