// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Calls
import Foundation
import Gateway
import LineSocket
import Logging
import ServiceLifecycle
import Testing

/// Results and the journal, over real sockets.
@Suite(.timeLimit(.minutes(1)))
struct CPDServerTests {
  @Test func `a call is dialed, told and decided`() async throws {
    try await TestServer.run { server in
      var ocs = try await TestOCS.greeted(server.address)
      try await ocs.dial("a")
      let leg = try await server.trunk.leg()
      #expect(leg.request.number == "5550100")
      try leg.beBusy()
      let dialing = try await ocs.progress(.dialing)
      #expect(dialing.attempt == "a")
      #expect(dialing.line == leg.line)
      #expect(try await ocs.progress(.heard).event != nil)
      let (id, outcome) = try await ocs.result()
      #expect(outcome.callResult == .busy)
      #expect(outcome.line == leg.line)
      try ocs.acknowledge(id)
      #expect(try await ocs.query("a") == (.finished, nil))
    }
  }

  @Test func `the welcome tells the server's lines`() async throws {
    try await TestServer.run(trunk: MemoryTrunk(lines: 7)) { server in
      var ocs = try await TestOCS(on: server.address)
      let reply = try await ocs.ask(.hello(Hello(token: TestServer.token, name: "ocs")))
      #expect(reply == .ack(re: 1, .welcome(CPDAck.Welcome(name: "cpd", lines: 7))))
    }
  }

  @Test func `a result comes again after a lost connection until it is acknowledged`() async throws
  {
    try await TestServer.run { server in
      do {
        var ocs = try await TestOCS.greeted(server.address)
        try await ocs.dial("a")
        try await server.trunk.leg().beBusy()
        _ = try await ocs.result()
        ocs.connection.close()
      }
      var second = try await TestOCS.greeted(server.address)
      let (id, outcome) = try await second.result()
      #expect(outcome.attempt == "a")
      try second.acknowledge(id)
      #expect(try await second.resultsSoFar() == [])
      second.connection.close()

      var third = try await TestOCS.greeted(server.address)
      #expect(try await third.resultsSoFar() == [])
    }
  }

  @Test func `a result found while nobody was connected waits for the next hello`() async throws {
    try await TestServer.run { server in
      var first = try await TestOCS.greeted(server.address)
      try await first.dial("a")
      let leg = try await server.trunk.leg()
      first.connection.close()
      _ = try await first.untilClosed()
      try leg.beBusy()
      var second = try await TestOCS.greeted(server.address)
      #expect(try await second.result().outcome.attempt == "a")
    }
  }

  @Test func `a result refused for now comes again on the same connection`() async throws {
    var server = try TestServer(folder: TestFolder())
    server.configuration.retryDelay = .milliseconds(1)
    try await server.run { server in
      var ocs = try await TestOCS.greeted(server.address)
      try await ocs.dial("a")
      try await server.trunk.leg().beBusy()
      try ocs.refuse(try await ocs.result().id, .journal)
      let (id, outcome) = try await ocs.result()
      #expect(outcome.attempt == "a")
      try ocs.acknowledge(id)
      #expect(try await ocs.query("a") == (.finished, nil))
    }
  }

  @Test func `a result refused for good is kept for the next connection`() async throws {
    try await TestServer.run { server in
      var first = try await TestOCS.greeted(server.address)
      try await first.dial("a")
      try await server.trunk.leg().beBusy()
      try first.refuse(try await first.result().id, .malformed)
      #expect(try await first.resultsSoFar() == [])
      var second = try await TestOCS.greeted(server.address)
      #expect(try await second.result().outcome.attempt == "a")
    }
  }

  @Test func `two dials of one attempt make one call`() async throws {
    try await TestServer.run { server in
      var one = try await TestOCS.greeted(server.address, name: "one")
      var two = try await TestOCS.greeted(server.address, name: "two")
      let request = CallRequest(attempt: "a", number: "5550100")
      let first = try one.send(.dial(request))
      let second = try two.send(.dial(request))
      let codes = [
        try await one.reply(to: first).code, try await two.reply(to: second).code,
      ]
      #expect(codes.compactMap { $0 } == [.duplicateAttempt])
      #expect(try await one.error(.dial(request)) == .duplicateAttempt)
      let leg = try await server.trunk.leg()
      try leg.beBusy()
      // The one whose dial was taken has the result.
      let (id, _) = try await codes[0] == nil ? one.result() : two.result()
      if codes[0] == nil { try one.acknowledge(id) } else { try two.acknowledge(id) }
      #expect(try await one.error(.dial(request)) == .duplicateAttempt)
      #expect(try await two.error(.dial(request)) == .duplicateAttempt)
      #expect(server.trunk.calls == 1)
    }
  }

  @Test func `a crash leaves interrupted and finished attempts and dials none twice`() async throws
  {
    let folder = try TestFolder()
    try await TestServer(folder: folder).run { server in
      var ocs = try await TestOCS.greeted(server.address)
      for attempt in ["lost", "unsent", "done"] { try await ocs.dial(attempt) }
      _ = try await server.trunk.leg()
      try await server.trunk.leg().beBusy()
      #expect(try await ocs.result().outcome.attempt == "unsent")
      try await server.trunk.leg().beBusy()
      try ocs.acknowledge(try await ocs.result().id)
      _ = try await ocs.ask(.ping)
      // What a killed server would leave.
      try folder.write(try folder.text("journal"), to: "after")
    }
    try await TestServer(folder: folder, journal: "after").run { server in
      var ocs = try await TestOCS.greeted(server.address)
      let (id, outcome) = try await ocs.result()
      #expect(outcome.attempt == "unsent")
      #expect(try await ocs.query("lost") == (.interrupted, nil))
      #expect(try await ocs.query("unsent") == (.finished, outcome))
      #expect(try await ocs.query("done") == (.finished, nil))
      #expect(try await ocs.query("never") == (.unknown, nil))
      for attempt in ["lost", "unsent", "done"] {
        let request = CallRequest(attempt: attempt, number: "5550100")
        #expect(try await ocs.error(.dial(request)) == .duplicateAttempt)
      }
      try ocs.acknowledge(id)
      #expect(try await ocs.query("unsent") == (.finished, nil))
      #expect(server.trunk.calls == 0)
    }
  }

  @Test func `a shutdown ends the calls, tells their results and ends`() async throws {
    let server = try TestServer(folder: TestFolder())
    let (listening, arrival) = AsyncStream.makeStream(of: Address.self)
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [server.server { arrival.yield($0) }], logger: Logger(label: "test")))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      for await _ in listening { break }
      var ocs = try await TestOCS.greeted(server.address)
      try await ocs.dial("a")
      let leg = try await server.trunk.leg()
      leg.answer()
      _ = try await ocs.progress(.answered)
      await group.triggerGracefulShutdown()
      #expect(try await ocs.result().outcome.callResult == .abandoned)
      _ = try await ocs.untilClosed()
      try await tasks.waitForAll()
    }
    #expect(try server.folder.text("journal").contains(#""call_result":"Abandoned""#))
  }

  #if os(Linux)
    @Test func `nothing is dialed that the journal cannot hold`() async {
      await #expect(processExitsWith: .success) {
        try await TestServer.run { server in
          var ocs = try await TestOCS.greeted(server.address)
          FullDisk.begin(at: 0)
          let request = CallRequest(attempt: "a", number: "5550100")
          #expect(try await ocs.error(.dial(request)) == .journal)
          #expect(server.trunk.calls == 0)
          #expect(try await ocs.query("a") == (.unknown, nil))
          FullDisk.end()
          #expect(try await ocs.error(.dial(request)) == nil)
          _ = try await server.trunk.leg()
        }
      }
    }
  #endif
}
