// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Calls
import LineSocket
import Logging
import OutboundContact

/// A campaign's end of the CPD link: connects, for ever; asks; and puts what it hears into the inbox.
actor GatewayLink {
  private let configuration: OCSConfiguration
  private let campaign: String
  let inbox: Inbox
  let logger: Logger
  private var delivery = Delivery()
  private var connection: LineConnection?
  private var reception = Reception.client()
  private var isWelcome = false
  /// Calls to be hung up on the next connection, because this one ended first.
  private var hangUpsOwed: [String] = []
  /// Messages on this connection that wait for their replies, and since when nothing was replied.
  private var waiting = 0
  private var waitingSince = ContinuousClock.now
  private var lastSent = ContinuousClock.now

  init(configuration: OCSConfiguration, campaign: String, inbox: Inbox, logger: Logger) {
    self.configuration = configuration
    self.campaign = campaign
    self.inbox = inbox
    self.logger = logger
  }

  /// Until its task is cancelled.
  func run() async {
    var backOff = BackOff(configuration.reconnectSeconds)
    var isFirstFailure = true
    while !Task.isCancelled {
      do {
        let connection = try await LineClient.connect(
          to: configuration.gateway, trust: configuration.gatewayTrust)
        if await serve(connection) {
          backOff.reset()
          isFirstFailure = true
        }
      } catch {
        logger.log(
          level: isFirstFailure ? .warning : .debug, "no gateway; trying on",
          metadata: ["error": "\(error)"])
        isFirstFailure = false
      }
      guard await backOff.wait() else { return }
    }
  }

  /// True where the gateway has let us in.
  private func serve(_ connection: LineConnection) async -> Bool {
    self.connection = connection
    reception = .client()
    waiting = 0
    lastSent = .now
    transmit(
      delivery.connected(
        Hello(token: configuration.gatewayToken, name: "\(configuration.name)/\(campaign)")
      ).lines)
    await withTaskGroup { group in
      group.addTask { await self.read(connection) }
      group.addTask { await self.watch(connection) }
      await group.next()
      connection.close()
      group.cancelAll()
    }
    let wasWelcome = isWelcome
    isWelcome = false
    self.connection = nil
    for case .hangup(let attempt) in delivery.disconnected().lost { hangUpsOwed.append(attempt) }
    if wasWelcome {
      logger.warning("gateway lost")
      inbox.put(.gatewayLost)
    }
    return wasWelcome
  }

  private nonisolated func read(_ connection: LineConnection) async {
    for await output in connection.inbound { await receive(output, on: connection) }
  }

  /// Pings when there was nothing to say, and gives a connection up on which nothing is replied.
  private func watch(_ connection: LineConnection) async {
    let ping = Duration.seconds(configuration.pingSeconds)
    let silence = Duration.seconds(configuration.silenceSeconds)
    while true {
      do { try await Task.sleep(for: min(ping, silence) / 4) } catch { return }
      if waiting > 0, waitingSince.duration(to: .now) >= silence {
        logger.warning("the gateway does not answer")
        return
      }
      if waiting == 0, lastSent.duration(to: .now) >= ping, delivery.isOpen {
        transmit(delivery.send(.ping).lines)
      }
    }
  }

  // MARK: Asking

  func dial(_ order: DialOrder) {
    guard delivery.isOpen else {
      // It certainly was not dialed.
      return inbox.put(.dialRefused(attempt: order.attempt, .notNow("the gateway is not there")))
    }
    send(.dial(CallRequest(order)))
  }

  /// Without a gateway it is lost; the campaign asks what became of the call when there is one.
  func transfer(_ attempt: String, to place: String, engagement: String?) {
    send(.transfer(attempt: attempt, to: place, engagement: engagement))
  }

  func play(_ attempt: String, _ order: PlayOrder) {
    send(
      .play(
        attempt: attempt,
        CallMessage(
          name: order.message, afterBeep: order.afterBeep, optOutDigit: order.optOutDigit)))
  }

  func engage(_ engagement: String, to place: String) {
    send(.engage(engagement: engagement, to: place))
  }

  /// Where the connection ends first, the gateway lets go of it by itself.
  func disengage(_ engagement: String) { send(.hangup(attempt: engagement)) }

  func query(_ attempt: String) { send(.query(attempt: attempt)) }

  func hangUp(_ attempt: String) {
    if delivery.isOpen { send(.hangup(attempt: attempt)) } else { hangUpsOwed.append(attempt) }
  }

  private func send(_ message: CPDMessage) {
    guard delivery.isOpen else { return }
    transmit(delivery.send(message).lines)
  }

  private func transmit(_ lines: [CPDLine]) {
    for line in lines {
      guard let connection, let text = try? line.encoded() else { continue }
      if case .message = line {
        if waiting == 0 { waitingSince = .now }
        waiting += 1
      }
      lastSent = .now
      // Where it fails the connection is over, and its reader sees to the rest.
      try? connection.send(text)
    }
  }

  // MARK: Hearing

  private func receive(_ output: LineFramer.Output, on connection: LineConnection) {
    switch reception.receive(output) {
    case .message(let id, let message): take(message, id, on: connection)
    case .reply(let reply): settle(reply)
    case .refuse(let line):
      logger.warning("a line of the gateway was refused", metadata: ["reply": "\(line)"])
      transmit([line])
    case .refuseAndClose(let line):
      transmit([line])
      connection.close()
    }
  }

  /// What can be lost is acknowledged when it was seen; what cannot, when what came of it is durable.
  private func take(_ message: CPDMessage, _ id: Int, on connection: LineConnection) {
    let acknowledge = { @Sendable (isTaken: Bool) in
      guard isTaken, let text = try? CPDLine.ack(id).encoded() else { return }
      try? connection.send(text)
    }
    switch message {
    case .result(let outcome):
      inbox.put(
        .event(.result(attempt: outcome.attempt, AttemptResult(outcome))), settled: acknowledge)
    case .progress(let progress):
      // Those who watch see what a campaign takes too, but for what it tells by its own steps.
      if !progress.state.isStep { inbox.put(.progress(progress)) }
      guard let event = CampaignEvent(progress) else { return acknowledge(true) }
      inbox.put(.event(event), settled: acknowledge)
    default: acknowledge(true)
    }
  }

  private func settle(_ reply: CPDReply) {
    let settlement = delivery.received(reply)
    transmit(settlement.lines)
    guard let message = settlement.message else {
      return logger.warning("a reply to nothing", metadata: ["reply": "\(reply)"])
    }
    waiting = max(0, waiting - 1)
    waitingSince = .now
    switch settlement.answer {
    case .acknowledged(.welcome(let welcome)):
      isWelcome = true
      logger.info(
        "gateway connected", metadata: ["name": "\(welcome.name)", "lines": "\(welcome.lines)"])
      inbox.put(.gatewayConnected(lines: welcome.lines))
      for attempt in hangUpsOwed { send(.hangup(attempt: attempt)) }
      hangUpsOwed = []
    case .acknowledged(let ack):
      if let event = CampaignEvent(ack, to: message) { inbox.put(event) }
    case .refused(let error):
      logger.log(
        level: error.closes ? .error : .info, "refused by the gateway",
        metadata: ["message": "\(message)", "error": "\(error)"])
      if let event = CampaignEvent(error, to: message) { inbox.put(event) }
    }
  }
}

extension Progress.State {
  /// A change of the call that the campaign answers with a step.
  fileprivate var isStep: Bool {
    switch self {
    case .dialing, .ringing, .answered, .heard: false
    case .transferred, .transferFailed, .played, .optedOut, .engaged, .disengaged, .released: true
    }
  }
}
