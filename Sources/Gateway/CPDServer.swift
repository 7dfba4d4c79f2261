// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls
public import LineSocket
public import Logging
public import ServiceLifecycle

/// The CPD server: OCS asks it over a socket to dial, it places the calls on a trunk, and tells what they turn out to be.
///
/// An attempt is in the journal before its number is dialed and its result before it is sent, so that a server that was
/// killed neither dials an attempt twice nor loses a result. Asked to shut down, it takes no more calls, hangs up those
/// that are up, sends their results, and ends.
public struct CPDServer: Service {
  private let configuration: CPDServerConfiguration
  private let trunk: any Trunk
  private let logger: Logger
  private let listening: @Sendable (Address) async -> Void

  /// `listening` is called once connections are taken, with the address bound.
  public init(
    configuration: CPDServerConfiguration, trunk: any Trunk, logger: Logger,
    listening: @escaping @Sendable (Address) async -> Void = { _ in }
  ) {
    self.configuration = configuration
    self.trunk = trunk
    self.logger = logger
    self.listening = listening
  }

  private enum Part { case listener, calls, shutdown }

  /// Serves until it is cancelled or shut down. Throws `JournalError` or `LineError` where it cannot start.
  public func run() async throws {
    let journal = try ResultJournal(path: configuration.journalPath)
    let recorder = try configuration.recording.map { try CallRecorder($0, logger: logger) }
    let floor = CallFloor(
      configuration: configuration, trunk: trunk, journal: journal, recorder: recorder,
      logger: logger)
    await floor.restore()
    // Not a child: what the calls told is written even where this task is cancelled.
    let recording = recorder.map { recorder in Task { await recorder.run() } }
    var failure: (any Error)?
    do { try await serve(floor) } catch { failure = error }
    recorder?.finish()
    await recording?.value
    if let failure { throw failure }
  }

  private func serve(_ floor: CallFloor) async throws {
    try await withThrowingTaskGroup(of: Part.self) { group in
      group.addTask {
        try await LineServer(address: configuration.address, identity: configuration.identity)
          .run(listening: listening) { await floor.serve($0) }
        return .listener
      }
      group.addTask {
        await floor.run()
        return .calls
      }
      group.addTask {
        // Throws where the server is cancelled, which ends the calls too.
        try? await gracefulShutdown()
        await floor.close()
        return .shutdown
      }
      for try await part in group where part != .shutdown { group.cancelAll() }
    }
  }
}
