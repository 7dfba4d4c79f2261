// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact

/// What happens, in its order.
extension FloorRun {
  /// Seconds before the end of a shift from which nobody dials ahead any more.
  private static let windDownSeconds = 60.0
  /// Seconds before the end of a shift from which who is ready goes home.
  private static let lastCallSeconds = 20.0
  /// Seconds that the safe-harbour message takes.
  private static let messageSeconds = 8.0

  /// All days, one after the other. `advance` is told of each day that is over; where it says false, that is the end.
  mutating func run(_ advance: (Int) -> Bool = { _ in true }) -> FloorResult {
    plan()
    for index in campaigns.indices {
      _ = roster.open(String(index), AgentTerms())
      give(.started(Recovery()), to: index)
      give(.gatewayConnected(lines: scenario.lines / campaigns.count), to: index)
    }
    loop: while let (time, event) = queue.next() {
      now = time
      switch event {
      case .shiftEnds:
        let day = Int((now - start - 1) / 86_400) + 1
        leave()
        if !advance(day) { break loop }
      default: take(event)
      }
      // Calls that are up at the last midnight go to their end; none takes as long as a day.
      if day(of: now) > days, records.isEmpty || day(of: now) > days + 1 { break }
    }
    closeDay()
    return tally.result(campaigns.map(\.counts))
  }

  private mutating func closeDay() {
    for index in agents.indices { agents[index].account(until: now) }
    tally.closeDay(agents)
  }

  func day(of time: Double) -> Int { Int((time - start) / 86_400) + 1 }

  private mutating func plan() {
    for day in 0..<days {
      let midnight = start + Double(day) * 86_400
      let opening = midnight + scenario.shiftStart * 3600
      let closing = opening + scenario.shiftHours * 3600
      queue.add(.shiftStarts, at: opening)
      queue.add(.shiftNearlyEnds, at: max(opening, closing - FloorRun.windDownSeconds))
      queue.add(.shiftEnds, at: closing - FloorRun.lastCallSeconds)
      if !scenario.liveRateByHour.isEmpty {
        for hour in 0..<24 { queue.add(.hour(hour), at: midnight + Double(hour) * 3600) }
      }
      for (index, rest) in scenario.breaks.enumerated() {
        queue.add(.breakStarts(index), at: midnight + rest.start * 3600)
        queue.add(.breakEnds(index), at: midnight + rest.start * 3600 + rest.minutes * 60)
      }
      for (index, change) in scenario.changes.enumerated() where change.day == day + 1 {
        queue.add(.change(index), at: midnight + change.hour * 3600)
      }
    }
    if let seconds = tally.windowSeconds {
      queue.add(.window, at: start + scenario.shiftStart * 3600 + seconds)
    }
  }

  private mutating func take(_ event: Event) {
    switch event {
    case .result(let attempt, let campaign, let fate):
      if fate.isPerson, fate.result != .answer { tally.falseMachines += 1 }
      give(
        .result(attempt: attempt, AttemptResult(callResult: fate.result)), to: campaign)
    case .talkEnds(let index, let campaign, let attempt):
      agents[index].enter(.wrappingUp(attempt: attempt), at: now)
      queue.add(.wrapUpEnds(agent: index), at: now + dice.exponential(scenario.wrapUpMean))
      give(.released(attempt: attempt, cause: "remote"), to: campaign)
    case .wrapUpEnds(let index): finish(index)
    case .wake(let campaign, let number):
      if number == campaigns[campaign].wakes { give(.tick, to: campaign) }
    case .played(let attempt, let campaign):
      give(.played(attempt: attempt), to: campaign)
      give(.released(attempt: attempt, cause: "remote"), to: campaign)
    case .hour(let hour): book.change(to: book.scenario, hour: hour)
    case .shiftStarts:
      if day(of: now) > 1 {
        // What was on the line at the end of the shift belongs to the day before.
        closeDay()
        for index in campaigns.indices { give(.setMode(.predictive), to: index) }
      }
      for index in agents.indices { arrive(index) }
    case .shiftNearlyEnds:
      for index in campaigns.indices { give(.setMode(.progressive), to: index) }
    case .shiftEnds: break
    case .breakStarts(let index): rest(index)
    case .breakEnds(let index):
      for agent in resting.removeValue(forKey: index) ?? [] { arrive(agent) }
    case .change(let index): change(scenario.changes[index])
    case .window:
      for index in agents.indices { agents[index].account(until: now) }
      tally.closeWindow(agents)
      if let seconds = tally.windowSeconds, day(of: now + seconds) <= days {
        queue.add(.window, at: now + seconds)
      }
    }
  }

  // MARK: Agents

  private mutating func arrive(_ index: Int) {
    agents[index].isLeaving = false
    guard case .away = agents[index].state else { return }
    agents[index].enter(.ready, at: now)
    let name = agents[index].name
    roster.logIn(name, place: String(index))
    ask(name, .agentLogin, [DesktopKey.place: .string(String(index))])
    ask(name, .agentReady)
  }

  /// His record is processed; he is ready again, or goes.
  private mutating func finish(_ index: Int) {
    guard case .wrappingUp(let attempt) = agents[index].state else { return }
    let name = agents[index].name
    if let record = records.removeValue(forKey: attempt) {
      ask(name, .recordProcessed, [DesktopKey.recordHandle: .integer(record)])
    }
    if agents[index].isLeaving {
      leave(index)
    } else {
      agents[index].enter(.ready, at: now)
      ask(name, .agentReady)
    }
  }

  private mutating func go(_ index: Int) {
    agents[index].isLeaving = true
    guard case .ready = agents[index].state else { return }
    leave(index)
  }

  private mutating func leave(_ index: Int) {
    let name = agents[index].name
    agents[index].enter(.away, at: now)
    ask(name, .agentLogout)
    roster.leave(name)
  }

  /// The end of the shift.
  private mutating func leave() {
    for index in agents.indices { go(index) }
  }

  private mutating func rest(_ index: Int) {
    let count = Int((scenario.breaks[index].share * Double(agents.count)).rounded())
    let chosen = Array(agents.indices.suffix(count))
    resting[index] = chosen
    for agent in chosen { go(agent) }
  }

  private mutating func change(_ change: FloorScenario.Change) {
    var new = book.scenario
    if let rate = change.liveRate {
      new.liveRate = rate
      new.liveRateByHour = [:]
    }
    if let seconds = change.analysisSeconds { new.analysisSeconds = seconds }
    if let share = change.machineShare { new.machineShare = share }
    if let mean = change.talkMean { (new.talkMean, talkMean) = (mean, mean) }
    book.change(to: new, hour: Int((now - start) / 3600) % 24)
  }

  // MARK: Campaigns

  private mutating func ask(
    _ agent: String, _ kind: DesktopRequest.Kind, _ attributes: KeyValueList = [:]
  ) {
    guard let campaign = roster.campaign(of: agent).flatMap({ Int($0) }) else { return }
    give(.desktop(agent: agent, DesktopRequest(kind, attributes: attributes)), to: campaign)
  }

  /// An event for a campaign, and what follows from it at once.
  private mutating func give(_ event: CampaignEvent, to campaign: Int) {
    handle(event, campaign)
    while !following.isEmpty {
      let events = following
      following.removeAll(keepingCapacity: true)
      for (campaign, event) in events { handle(event, campaign) }
    }
  }

  private mutating func handle(_ event: CampaignEvent, _ campaign: Int) {
    let date = Date(timeIntervalSince1970: now)
    let step = campaigns[campaign].machine.handle(event, now: date)
    for transition in step.transitions { commit(transition, campaign) }
    if campaigns.count > 1 {
      for change in campaigns[campaign].machine.takeAgentChanges(now: date) {
        carry(out: roster.note(change))
      }
    }
    for effect in step.effects { perform(effect, campaign) }
    if campaigns.count > 1 {
      let need = campaigns[campaign].machine.need(now: date)
      carry(out: roster.need(need, of: String(campaign)))
    }
    tally.events += 1
  }

  private mutating func carry(out orders: [AgentRoster.Order]) {
    for order in orders {
      switch order {
      case .ask(let agent, let campaign):
        if let campaign = Int(campaign) { following.append((campaign, .lend(agent: agent))) }
      case .join(let agent, let campaign):
        if let campaign = Int(campaign) { following.append((campaign, .join(agent))) }
      // There is a campaign for everybody from the start.
      case .logIn: break
      }
    }
  }

  private mutating func commit(_ transition: Transition, _ campaign: Int) {
    switch transition {
    case .attemptOpened(let attempt): records[attempt.id] = attempt.recordID
    case .attemptChanged(let attempt):
      guard !attempt.stage.isOpen else { return }
      tally.recount += ComplianceCounts(of: attempt)
      records[attempt.id] = nil
    case .recordChanged(let record): campaigns[campaign].list.take(record)
    case .counted(_, _, let counts):
      tally.count(counts)
      campaigns[campaign].counts += counts
    default: break
    }
  }

  private mutating func perform(_ effect: Effect, _ campaign: Int) {
    switch effect {
    case .dial(let order):
      let fate = book.dial()
      queue.add(
        .result(attempt: order.attempt, campaign: campaign, fate), at: now + fate.seconds)
    case .transfer(let attempt, let place, _): connect(attempt, place, campaign)
    case .hangUp(let attempt):
      following.append((campaign, .released(attempt: attempt, cause: "local")))
    case .play(let attempt, _):
      queue.add(
        .played(attempt: attempt, campaign: campaign), at: now + FloorRun.messageSeconds)
    case .query(let attempt):
      following.append((campaign, .queryAnswered(attempt: attempt, .connected(nil))))
    case .fetch(let limit):
      let fetched = campaigns[campaign].list.fetch(limit, now: Date(timeIntervalSince1970: now))
      following.append((campaign, .fetched(fetched)))
    case .wake(let date):
      campaigns[campaign].wakes += 1
      queue.add(
        .wake(campaign: campaign, number: campaigns[campaign].wakes),
        at: max(now, date.timeIntervalSince1970))
    case .lent(let agent, let shared):
      carry(out: roster.lent(shared, named: agent, by: String(campaign)))
    default: break
    }
  }

  private mutating func connect(_ attempt: String, _ place: String, _ campaign: Int) {
    guard let index = Int(place), agents.indices.contains(index) else { return }
    agents[index].enter(.talking(attempt: attempt), at: now)
    let talk = dice.logNormal(talkMean, scenario.talkDeviation) + scenario.bridgingSeconds
    queue.add(.talkEnds(agent: index, campaign: campaign, attempt: attempt), at: now + talk)
    following.append((campaign, .transferred(attempt: attempt)))
  }
}
