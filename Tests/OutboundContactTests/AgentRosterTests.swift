// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import Testing

/// Which campaign has which agent.
struct AgentRosterTests {
  /// Campaigns that carry out what the roster orders, and let everybody go who is not busy.
  private struct World {
    var roster = AgentRoster()
    /// By agent: the campaign where he is, and what he is at.
    var seats: [String: (campaign: String, presence: AgentPresence)] = [:]
    var moves: [String] = []

    mutating func carry(_ orders: [AgentRoster.Order]) {
      for order in orders {
        switch order {
        case .ask(let agent, let campaign):
          guard let seat = seats[agent], seat.campaign == campaign, seat.presence != .busy else {
            carry(roster.lent(nil, named: agent, by: campaign))
            continue
          }
          let shared = SharedAgent(name: agent, place: "9", isReady: seat.presence == .ready)
          seats[agent] = nil
          carry(roster.lent(shared, named: agent, by: campaign))
        case .join(let agent, let campaign):
          #expect(seats[agent.name] == nil, "he is with two")
          seats[agent.name] = (campaign, agent.isReady ? .ready : .notReady)
          moves.append("\(agent.name)>\(campaign)")
        case .logIn(let agent, let campaign):
          #expect(seats[agent] == nil, "he is with two")
          seats[agent] = (campaign, .notReady)
        }
      }
    }

    mutating func open(_ campaign: String, share: Double = 1, names: Set<String> = []) {
      carry(roster.open(campaign, AgentTerms(share: share, names: names)))
      need(campaign, AgentNeed(hasWork: true))
    }

    mutating func close(_ campaign: String) {
      for (agent, seat) in seats where seat.campaign == campaign { seats[agent] = nil }
      carry(roster.close(campaign))
    }

    mutating func need(_ campaign: String, _ need: AgentNeed) {
      carry(roster.need(need, of: campaign))
    }

    mutating func logIn(_ agent: String) {
      roster.logIn(agent, place: "9")
      if let campaign = roster.campaign(of: agent) { seats[agent] = (campaign, .notReady) }
    }

    mutating func turn(_ agent: String, _ presence: AgentPresence) {
      guard let campaign = seats[agent]?.campaign else { return }
      seats[agent]?.presence = presence
      carry(
        roster.note(
          AgentChange(campaign: campaign, agent: agent, presence: presence, at: Floor.noon)))
    }

    mutating func ready(_ agents: String...) {
      for agent in agents {
        if seats[agent] == nil { logIn(agent) }
        turn(agent, .ready)
      }
    }

    func count(_ campaign: String) -> Int { seats.values.count { $0.campaign == campaign } }
  }

  @Test func `who was asked for in vain is asked again once he is said to be free`() {
    var roster = AgentRoster()
    _ = roster.open("one", AgentTerms())
    roster.logIn("a", place: "9")
    _ = roster.open("two", AgentTerms())
    let ready = AgentChange(campaign: "one", agent: "a", presence: .ready, at: Floor.noon)
    _ = roster.note(ready)
    let ask = [AgentRoster.Order.ask(agent: "a", of: "one")]
    #expect(roster.need(AgentNeed(hasWork: true), of: "two") == ask)
    #expect(roster.lent(nil, named: "a", by: "one").isEmpty)
    #expect(roster.need(AgentNeed(hasWork: true, waiting: 1), of: "two").isEmpty)
    #expect(roster.note(ready) == ask)
  }

  @Test func `agents are dealt by the campaigns' shares`() {
    var world = World()
    world.open("gold", share: 2)
    world.open("silver")
    for number in 1...9 { world.ready("a\(number)") }
    #expect(world.count("gold") == 6 && world.count("silver") == 3)
  }

  @Test func `only those who may`() {
    var world = World()
    world.open("gold", names: ["a1", "a2"])
    world.open("silver")
    world.ready("a3", "a4", "a5")
    #expect(world.count("silver") == 3)
    world.ready("a1", "a2")
    #expect(world.count("gold") == 2)
  }

  @Test
  func
    `a campaign that comes gets its share of those who wait, and of the others as they are free`()
  {
    var world = World()
    world.open("spring")
    world.ready("a1", "a2", "a3", "a4")
    world.turn("a1", .busy)
    world.turn("a2", .busy)
    world.turn("a3", .busy)
    world.open("autumn")
    #expect(world.count("autumn") == 1 && world.seats["a4"]?.campaign == "autumn")
    world.turn("a1", .ready)
    #expect(world.count("autumn") == 2)
    world.turn("a2", .ready)
    #expect(world.count("autumn") == 2 && world.count("spring") == 2)
  }

  @Test
  func `where there is no work nobody waits, and a campaign that has some again gets agents back`()
  {
    var world = World()
    world.open("spring")
    world.open("autumn")
    world.ready("a1", "a2", "a3", "a4")
    world.need("autumn", AgentNeed(hasWork: false))
    #expect(world.count("spring") == 4)
    world.need("autumn", AgentNeed(hasWork: true))
    #expect(world.count("spring") == 2 && world.count("autumn") == 2)
    let moves = world.moves.count
    // Nobody goes to and fro.
    for agent in ["a1", "a2", "a3", "a4"] {
      world.turn(agent, .busy)
      world.turn(agent, .ready)
    }
    #expect(world.moves.count == moves)
  }

  @Test func `a live call for which nobody is ready gets an agent of another campaign`() {
    var world = World()
    world.open("spring")
    world.open("autumn")
    world.ready("a1", "a2", "a3", "a4")
    let autumn = world.seats.filter { $0.value.campaign == "autumn" }.keys.sorted()
    for agent in autumn { world.turn(agent, .busy) }
    world.need("autumn", AgentNeed(hasWork: true, waiting: 1))
    #expect(world.count("autumn") == 3 && world.count("spring") == 1)
    // Whoever is ready later goes to a call that still waits.
    let last = world.seats.first { $0.value.campaign == "spring" }?.key ?? ""
    world.turn(last, .busy)
    world.need("autumn", AgentNeed(hasWork: true, waiting: 2))
    #expect(world.count("spring") == 1)
    world.turn(last, .ready)
    #expect(world.count("spring") == 0)
  }

  @Test func `a campaign whose own calls wait gives nobody`() {
    var world = World()
    world.open("spring")
    world.open("autumn")
    world.ready("a1", "a2")
    world.need("spring", AgentNeed(hasWork: true, waiting: 1))
    world.need("autumn", AgentNeed(hasWork: true, waiting: 1))
    #expect(world.count("spring") == 2 || world.count("autumn") == 1)
  }

  @Test func `who is refused is not asked for again until he is ready anew`() {
    var world = World()
    world.open("spring")
    world.open("autumn", names: ["a1"])
    world.logIn("a1")
    world.turn("a1", .ready)
    let home = world.seats["a1"]?.campaign == "spring" ? "autumn" : "spring"
    // Reserved: his presence is ready, and his campaign keeps him.
    world.seats["a1"]?.presence = .busy
    world.need(home, AgentNeed(hasWork: true, waiting: 1))
    #expect(!world.roster.isMoving("a1"))
    world.need(home, AgentNeed(hasWork: true, waiting: 2))
    #expect(world.moves.isEmpty)
    world.turn("a1", .ready)
    #expect(world.moves == ["a1>\(home)"])
  }

  @Test func `a personal callback has its own agent come`() {
    var world = World()
    world.open("spring")
    world.open("autumn")
    world.ready("a1", "a2")
    let away = world.seats.first { $0.value.campaign == "spring" }?.key ?? ""
    world.need("autumn", AgentNeed(hasWork: true, named: [away]))
    #expect(world.seats[away]?.campaign == "autumn")
  }

  @Test func `a record that waits for an agent is where he logs in`() {
    var world = World()
    world.open("spring")
    world.open("autumn", share: 0.01)
    world.ready("a1", "a2", "a3")
    world.carry(world.roster.recordsWait(for: ["a9"], in: "autumn"))
    world.logIn("a9")
    #expect(world.seats["a9"]?.campaign == "autumn")
    // Who is busy elsewhere goes there once he is free.
    let busy = world.seats.first { $0.value.campaign == "spring" }?.key ?? ""
    world.turn(busy, .busy)
    world.carry(world.roster.recordsWait(for: [busy], in: "autumn"))
    #expect(world.seats[busy]?.campaign == "spring")
    world.turn(busy, .ready)
    #expect(world.seats[busy]?.campaign == "autumn")
    // Who vanishes with a call comes back to it.
    world.turn("a9", .busy)
    world.roster.leave("a9")
    world.seats["a9"] = nil
    world.logIn("a9")
    #expect(world.seats["a9"]?.campaign == "autumn")
  }

  @Test
  func `who asks for something of another campaign goes there, unless he has something in hand`() {
    var world = World()
    world.open("spring")
    world.open("autumn")
    world.logIn("a1")
    let other = world.seats["a1"]?.campaign == "spring" ? "autumn" : "spring"
    world.carry(world.roster.want("a1", in: other))
    #expect(world.seats["a1"]?.campaign == other)
    world.turn("a1", .busy)
    #expect(world.roster.want("a1", in: other == "spring" ? "autumn" : "spring").isEmpty)
  }

  @Test func `agents of a campaign that is unloaded go to others, or wait for the next`() {
    var world = World()
    world.open("spring")
    world.ready("a1", "a2")
    world.close("spring")
    #expect(world.seats.isEmpty && world.roster.knows("a1"))
    world.open("autumn")
    #expect(world.count("autumn") == 2 && world.seats["a1"]?.presence == .ready)
    world.open("winter")
    world.close("autumn")
    #expect(world.count("winter") == 2)
  }

  @Test func `whatever happens, an agent is with one campaign that is loaded`() {
    var dice = Dice(seed: 7)
    for _ in 0..<200 {
      var world = World()
      let campaigns = ["spring", "autumn", "winter"]
      for _ in 0..<200 {
        let agent = "a\(Int.random(in: 1...6, using: &dice))"
        let campaign = dice.pick(campaigns) ?? "spring"
        switch Int.random(in: 0..<9, using: &dice) {
        case 0: if !world.roster.campaigns.contains(campaign) { world.open(campaign) }
        case 1: world.close(campaign)
        case 2: if world.seats[agent] == nil, !world.roster.knows(agent) { world.logIn(agent) }
        case 3:
          world.roster.leave(agent)
          world.seats[agent] = nil
        case 4, 5: world.turn(agent, .busy)
        case 6: world.turn(agent, .ready)
        case 7:
          let need = AgentNeed(
            hasWork: dice.once(in: 2), waiting: Int.random(in: 0...2, using: &dice),
            named: dice.once(in: 4) ? [agent] : [])
          if world.roster.campaigns.contains(campaign) { world.need(campaign, need) }
        default: world.carry(world.roster.want(agent, in: campaign))
        }
        for (agent, seat) in world.seats {
          #expect(world.roster.campaign(of: agent) == seat.campaign)
          #expect(world.roster.campaigns.contains(seat.campaign) && !world.roster.isMoving(agent))
        }
      }
    }
  }
}
