// SPDX-License-Identifier: GPL-3.0-or-later
import Desk
import Foundation
import LineSocket
import Logging
import OutboundContact

/// A campaign's dialing sessions, one after the other: loaded, started, stopped and unloaded as is asked.
actor SessionControl {
  let campaign: CampaignConfiguration
  let configuration: OCSConfiguration
  let store: any RecordStore
  let clock: OCSClock
  let desk: Desk
  let switchboard: Switchboard
  let logger: Logger

  private(set) var status = GroupCampaignStatus.notLoaded
  private(set) var mode: DialingMode
  var goal: PacingGoal
  private var session: DialingSession?
  private let loaded: AsyncStream<DialingSession>
  private let load: AsyncStream<DialingSession>.Continuation
  /// Told when every record is in a final status and the session over, and, with false, when another begins.
  private let ended: @Sendable (Bool) -> Void
  private var isShuttingDown = false
  private var running: Task<Void, any Error>?
  /// Connections that are told the campaign's news.
  private var watchers: [Int: LineConnection] = [:]

  init(
    _ campaign: CampaignConfiguration, of configuration: OCSConfiguration, store: any RecordStore,
    clock: OCSClock, desk: Desk,
    switchboard: Switchboard, logger: Logger, ended: @escaping @Sendable (Bool) -> Void
  ) {
    self.ended = ended
    self.campaign = campaign
    self.configuration = configuration
    self.store = store
    self.clock = clock
    self.desk = desk
    self.switchboard = switchboard
    self.logger = logger
    mode = campaign.mode
    goal = campaign.goal
    (loaded, load) = AsyncStream.makeStream()
  }

  /// Until a shutdown has come to its end, or the task is cancelled. Throws where the store contradicts a session.
  func run() async throws {
    if let session {
      await takeUp(session)
      if let fault = campaign.startFault {
        logger.error("the campaign does not start", metadata: ["error": "\(fault)"])
      } else if status == .active {
        begin()
      }
    }
    for await session in loaded {
      try await run(session)
      let isDone = await session.isFinished
      end()
      if isDone { ended(true) }
      if isShuttingDown || Task.isCancelled { return }
    }
  }

  private func run(_ session: DialingSession) async throws {
    let link = session.link
    let task = Task {
      try await withThrowingTaskGroup { group in
        group.addTask { try await session.run() }
        group.addTask { await link.run() }
        defer { group.cancelAll() }
        try await group.next()
      }
    }
    running = task
    defer { running = nil }
    try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      task.cancel()
    }
  }

  /// The session is over.
  private func end() {
    switchboard.close(campaign.name)
    session = nil
    status = .notLoaded
    logger.info("campaign unloaded", metadata: ["campaign": "\(campaign.name)"])
    tell(ControlEvent(.campaignUnloaded))
  }

  /// Calls go to their end, then no session is run any more.
  func shutDown() {
    isShuttingDown = true
    if let session { session.inbox.put(.stop) } else { load.finish() }
  }

  // MARK: Steps

  /// A session for desktops to speak to; it takes up nothing yet.
  @discardableResult
  func prepare() -> DialingSession {
    ended(false)
    status = .inactive
    mode = campaign.mode
    let inbox = Inbox()
    let link = GatewayLink(
      configuration: configuration, campaign: campaign.name, inbox: inbox, logger: logger)
    let session = DialingSession(
      campaign, of: configuration, store: store, clock: clock, inbox: inbox, desk: desk, link: link,
      switchboard: switchboard, logger: logger)
    self.session = session
    switchboard.open(campaign.name, campaign.agentTerms, inbox)
    return session
  }

  /// Has it take up what an earlier one left; then it is loaded, and dials nothing.
  private func takeUp(_ session: DialingSession) async {
    guard await session.begin() else {
      switchboard.close(campaign.name)
      self.session = nil
      status = .notLoaded
      return load.finish()
    }
    goal = await session.goal
    status = .active
    load.yield(session)
    if isShuttingDown { session.inbox.put(.stop) }
  }

  private func begin() {
    for fault in campaign.lawFaults {
      logger.warning(
        "beside the law", metadata: ["campaign": "\(campaign.name)", "rule": "\(fault)"])
    }
    session?.inbox.put(.dialing(true))
    status = .running
  }

  // MARK: Requests

  /// Does what a registered connection asked for, and answers it before any news of it is told.
  func answer(
    _ request: ControlRequest, from watcher: Int, on connection: LineConnection
  ) async throws(LineError) {
    var event: ControlEvent
    do throws(ControlFault) {
      if request.message == .registerCampaign { watchers[watcher] = connection }
      event = try await perform(request, from: watcher)
      event.referenceID = request.referenceID
    } catch {
      event = ControlEvent(error, referenceID: request.referenceID)
    }
    try connection.send(ControlServer.text(of: dressed(event)))
  }

  private func dressed(_ event: ControlEvent) -> ControlEvent {
    var event = event
    event.campaign = campaign.name
    event.status = status
    event.statusName = status.name
    event.dialMode = mode.rawValue
    event.optimizeBy = goal.method
    event.optimizeGoal = goal.methodValue
    return event
  }

  private func perform(
    _ request: ControlRequest, from watcher: Int
  ) async throws(ControlFault) -> ControlEvent {
    switch request.message {
    case .registerCampaign: return ControlEvent(.campaignRegistered)
    case .unregisterCampaign:
      watchers[watcher] = nil
      return ControlEvent(.campaignUnregistered)
    case .getCampaignStatus:
      var event = ControlEvent(.campaignStatus)
      event.counts = await session?.currentStatus
      return event
    case .loadCampaign:
      guard status == .notLoaded else {
        throw ControlFault(.campaignAlreadyLoaded, "the campaign is \(status.name)")
      }
      await takeUp(prepare())
      guard status == .active else {
        throw ControlFault(.wrongConfiguration, "the campaign could not be loaded; see the log")
      }
      return news(ControlEvent(.campaignLoaded), but: watcher)
    case .startDialing: return try await start(request, from: watcher)
    case .stopDialing:
      let session = try current()
      guard status == .running else {
        throw ControlFault(.campaignNotStarted, "the campaign is \(status.name)")
      }
      session.inbox.put(.dialing(false))
      status = .active
      return news(ControlEvent(.dialingStopped), but: watcher)
    case .setDialingMode:
      _ = try current()
      let goal = try goal(in: request)
      if let mode = try mode(in: request, isNeeded: goal == nil) { try await set(mode) }
      if let goal { try await pursue(goal) }
      return news(ControlEvent(.dialingModeChanged), but: watcher)
    case .unloadCampaign:
      let session = try current()
      status = .waitingUnload
      session.inbox.put(.stop)
      return ControlEvent(.campaignStatus)
    case .forceUnloadCampaign:
      _ = try current(evenWaiting: true)
      status = .unloadInProgress
      // What is up is settled when the campaign is loaded again.
      running?.cancel()
      return ControlEvent(.campaignStatus)
    }
  }

  func current(evenWaiting: Bool = false) throws(ControlFault) -> DialingSession {
    guard let session else {
      throw ControlFault(.campaignNotLoaded, "load it first: RequestLoadCampaign")
    }
    if status == .waitingUnload || status == .unloadInProgress, !evenWaiting {
      throw ControlFault(.partOfSequence, "the campaign is being unloaded")
    }
    return session
  }

  private func start(
    _ request: ControlRequest, from watcher: Int
  ) async throws(ControlFault) -> ControlEvent {
    _ = try current()
    guard status != .running else {
      throw ControlFault(.campaignAlreadyStarted, "the campaign is Running")
    }
    if let fault = campaign.startFault {
      throw ControlFault(.wrongConfiguration, fault)
    }
    let goal = try goal(in: request)
    if let mode = try mode(in: request, isNeeded: false) {
      try await set(mode)
      _ = try current()
    }
    if let goal {
      try await pursue(goal)
      // It may be unloaded by now.
      _ = try current()
    }
    begin()
    return news(ControlEvent(.dialingStarted), but: watcher)
  }

  private func mode(
    in request: ControlRequest, isNeeded: Bool
  ) throws(ControlFault) -> DialingMode? {
    guard let name = request.dialMode else {
      guard !isNeeded else { throw ControlFault(.invalidParameter, "DialMode is missing") }
      return nil
    }
    guard let mode = DialingMode(named: name) else {
      let names = DialingMode.allCases.map(\.rawValue).joined(separator: ", ")
      throw ControlFault(.invalidCampaignMode, "there is no mode \"\(name)\"; there are \(names)")
    }
    return mode
  }

  private func set(_ new: DialingMode) async throws(ControlFault) {
    guard new != mode else { return }
    if status != .running, let session, await !session.mayBecome(new) {
      throw ControlFault(
        .invalidCampaignMode,
        "calls or records in agents' hands are not over yet; until then the campaign stays in"
          + " \(mode.rawValue)")
    }
    guard status != .running || mode.canBecome(new) else {
      throw ControlFault(
        .invalidCampaignMode,
        "a running campaign cannot go from \(mode.rawValue) to \(new.rawValue); stop it, then start"
          + " it in that mode")
    }
    session?.inbox.put(.setMode(new))
    mode = new
  }

  // MARK: News

  func leave(_ watcher: Int) { watchers[watcher] = nil }

  /// Tells the other connections what this one is answered.
  private func news(_ event: ControlEvent, but watcher: Int) -> ControlEvent {
    tell(event, but: watcher)
    return event
  }

  private func tell(_ event: ControlEvent, but silent: Int? = nil) {
    let line = ControlServer.text(of: dressed(event))
    for (watcher, connection) in watchers where watcher != silent {
      // Where it fails the connection is over, and its reader sees to the rest.
      try? connection.send(line)
    }
  }
}
