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
    give(.started(Recovery()))
    give(.gatewayConnected(lines: scenario.lines))
    loop: while let (time, event) = queue.next() {
      now = time
      switch event {
      case .shiftEnds:
        let day = Int((now - start - 1) / 86_400) + 1
        leave()
        if !advance(day) { break loop }
      default: take(event)
      }
      if day(of: now) > days { break }
    }
    closeDay()
    return tally.result(policy: policy)
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
    case .result(let attempt, let fate):
      if fate.isPerson, fate.result != .answer { tally.falseMachines += 1 }
      give(.result(attempt: attempt, AttemptResult(callResult: fate.result)))
    case .talkEnds(let index, let attempt):
      agents[index].enter(.wrappingUp(attempt: attempt), at: now)
      queue.add(.wrapUpEnds(agent: index), at: now + dice.exponential(scenario.wrapUpMean))
      give(.released(attempt: attempt, cause: "remote"))
    case .wrapUpEnds(let index): finish(index)
    case .wake(let number): if number == wakes { give(.tick) }
    case .played(let attempt):
      give(.played(attempt: attempt))
      give(.released(attempt: attempt, cause: "remote"))
    case .hour(let hour): book.change(to: book.scenario, hour: hour)
    case .shiftStarts:
      if day(of: now) > 1 {
        // What was on the line at the end of the shift belongs to the day before.
        closeDay()
        give(.setMode(.predictive))
      }
      for index in agents.indices { arrive(index) }
    case .shiftNearlyEnds: give(.setMode(.progressive))
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
      agents[index].enter(.away, at: now)
      ask(name, .agentLogout)
    } else {
      agents[index].enter(.ready, at: now)
      ask(name, .agentReady)
    }
  }

  private mutating func go(_ index: Int) {
    agents[index].isLeaving = true
    guard case .ready = agents[index].state else { return }
    agents[index].enter(.away, at: now)
    ask(agents[index].name, .agentLogout)
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

  // MARK: Campaign

  private mutating func ask(
    _ agent: String, _ kind: DesktopRequest.Kind, _ attributes: KeyValueList = [:]
  ) {
    give(.desktop(agent: agent, DesktopRequest(kind, attributes: attributes)))
  }

  /// An event for the campaign, and what follows from it at once.
  private mutating func give(_ event: CampaignEvent) {
    handle(event)
    while !following.isEmpty {
      let events = following
      following.removeAll(keepingCapacity: true)
      for event in events { handle(event) }
    }
  }

  private mutating func handle(_ event: CampaignEvent) {
    let step = machine.handle(event, now: Date(timeIntervalSince1970: now))
    for transition in step.transitions { commit(transition) }
    for effect in step.effects { perform(effect) }
    tally.events += 1
  }

  private mutating func commit(_ transition: Transition) {
    switch transition {
    case .attemptOpened(let attempt): records[attempt.id] = attempt.recordID
    case .attemptChanged(let attempt):
      guard !attempt.stage.isOpen else { return }
      tally.recount += ComplianceCounts(of: attempt)
      records[attempt.id] = nil
    case .recordChanged(let record): list.take(record)
    case .counted(_, _, let counts): tally.count(counts)
    default: break
    }
  }

  private mutating func perform(_ effect: Effect) {
    switch effect {
    case .dial(let order):
      let fate = book.dial()
      queue.add(.result(attempt: order.attempt, fate), at: now + fate.seconds)
    case .transfer(let attempt, let place, _): connect(attempt, place)
    case .hangUp(let attempt): following.append(.released(attempt: attempt, cause: "local"))
    case .play(let attempt, _):
      queue.add(.played(attempt: attempt), at: now + FloorRun.messageSeconds)
    case .query(let attempt):
      following.append(.queryAnswered(attempt: attempt, .connected(nil)))
    case .fetch(let limit):
      following.append(
        .fetched(list.fetch(limit, now: Date(timeIntervalSince1970: now))))
    case .wake(let date):
      wakes += 1
      queue.add(.wake(wakes), at: max(now, date.timeIntervalSince1970))
    default: break
    }
  }

  private mutating func connect(_ attempt: String, _ place: String) {
    guard let index = Int(place), agents.indices.contains(index) else { return }
    agents[index].enter(.talking(attempt: attempt), at: now)
    let talk = dice.logNormal(talkMean, scenario.talkDeviation) + scenario.bridgingSeconds
    queue.add(.talkEnds(agent: index, attempt: attempt), at: now + talk)
    following.append(.transferred(attempt: attempt))
  }
}
