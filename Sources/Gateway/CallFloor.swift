// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CPDLink
import Calls
import Detection
import Logging

/// The calls and the connections of a CPD server.
actor CallFloor {
  typealias Job = @Sendable () async -> Void

  struct Call {
    let session: CallSession
    /// The name that the OCS who asked for it goes by.
    let owner: String
    var line = ""
    var outcome: CallOutcome?
    /// An agent's leg is on its way, or joined.
    var hasAgent = false

    /// Its owner hears of its end.
    var isLive: Bool {
      guard let result = outcome?.callResult else { return false }
      let request = session.request
      return result == .answer || request.place != nil || request.profile.kept.contains(result)
    }
  }

  let configuration: CPDServerConfiguration
  let trunk: any Trunk
  let journal: ResultJournal
  let recorder: CallRecorder?
  let logger: Logger

  var calls: [String: Call] = [:]
  /// Dials that are being written down.
  var dialsUnderWay = 0
  /// Agents' telephones that are up, or being called, before there is a call for them; by their id.
  var engagements: [String: Engagement] = [:]
  var peers: [Int: Peer] = [:]
  var connections = 0
  /// What outlives connections, and waits for the next hello of whom it is for; nil: of anybody.
  var parked: [(message: CPDMessage, owner: String?)] = []
  private(set) var isClosing = false

  /// What is to be done beside everything else, as children of `run`.
  let jobs: AsyncStream<Job>.Continuation
  private let work: AsyncStream<Job>

  init(
    configuration: CPDServerConfiguration, trunk: any Trunk, journal: ResultJournal,
    recorder: CallRecorder? = nil, logger: Logger
  ) {
    self.configuration = configuration
    self.trunk = trunk
    self.journal = journal
    self.recorder = recorder
    self.logger = logger
    (work, jobs) = AsyncStream.makeStream(of: Job.self)
  }

  /// Takes up the results that a server before this one could not deliver.
  func restore() async {
    let results = await journal.unacknowledged
    parked = results.map { (.result($0.outcome), $0.owner) }
    if !results.isEmpty { logger.info("results to be sent again: \(results.count)") }
  }

  /// Runs the calls, until `close` and the end of the last of them.
  func run() async {
    await withDiscardingTaskGroup { group in
      for await job in work { group.addTask(operation: job) }
    }
  }

  /// Takes no more calls, and hangs up those there are.
  func close() {
    isClosing = true
    for call in calls.values { jobs.yield { await call.session.hangUp() } }
    for id in engagements.keys { disengage(id) }
    jobs.finish()
  }

  func start(_ session: CallSession) {
    jobs.yield { [self] in await follow(session) }
  }

  private func follow(_ session: CallSession) async {
    let attempt = session.request.attempt
    async let running: Void = session.run()
    for await step in session.progress {
      await take(step, of: attempt)
      recorder?.take(step, of: attempt)
    }
    await running
    recorder?.forget(attempt)
    // A cancelled task hears no progress, but the call has its outcome.
    if let call = calls[attempt], call.outcome == nil {
      await decided(await session.outcome, owner: call.owner)
    }
    calls[attempt] = nil
  }

  private func take(_ step: CallProgress, of attempt: String) async {
    guard let call = calls[attempt] else { return }
    func tell(
      _ state: Progress.State, _ at: SampleTime, event: CallEvent? = nil,
      cause: Progress.Cause? = nil, text: String? = nil
    ) {
      let line = calls[attempt]?.line ?? ""
      let progress = Progress(
        attempt: attempt, line: line, state: state, at: at, event: event, cause: cause, text: text)
      deliver(.progress(progress), to: call.owner)
    }
    switch step {
    case .dialing(let line):
      calls[attempt]?.line = line
      tell(.dialing, .zero)
    case .ringing(let at): tell(.ringing, at)
    case .answered(let at): tell(.answered, at)
    case .heard(let event): tell(.heard, event.end ?? event.at, event: event)
    case .decided(let outcome): await decided(outcome, owner: call.owner)
    case .transferred(let at): tell(.transferred, at)
    case .played(let at): tell(.played, at)
    case .optedOut(let at): tell(.optedOut, at)
    case .transferFailed(let error, let at):
      calls[attempt]?.hasAgent = false
      tell(.transferFailed, at, text: error.description)
    case .released(let cause, let at):
      if call.isLive {
        tell(.released, at, cause: Progress.Cause(cause))
        logger.info("\(attempt): released (\(cause.rawValue)) at \(at.seconds) s")
      }
      calls[attempt] = nil
    }
  }

  private func decided(_ outcome: CallOutcome, owner: String) async {
    await record(outcome, owner: owner)
    calls[outcome.attempt]?.outcome = outcome
    logger.info(
      """
      \(outcome.attempt): \(outcome.outcome.rawValue) (\(outcome.callResult.name)) \
      at \(outcome.decidedAt.seconds) s: \(outcome.reason) [\(outcome.chain)]
      """)
    deliver(.result(outcome), to: owner)
  }

  /// A result that cannot be written is sent all the same: OCS takes each attempt once, and if the server is killed
  /// before OCS has it, the attempt is an interrupted one.
  func record(_ outcome: CallOutcome, owner: String) async {
    do {
      try await journal.record(outcome, owner: owner)
    } catch {
      logger.error("\(outcome.attempt): its result is kept in memory only: \(error)")
    }
  }
}

extension Progress.Cause {
  fileprivate init(_ cause: ReleaseCause) {
    self =
      switch cause {
      case .remote: .remote
      case .agent: .agent
      case .local: .local
      case .abandoned: .abandoned
      case .failed: .failed
      }
  }
}
