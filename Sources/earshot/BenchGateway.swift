// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CPDLink
import Calls
import Detection
import LineSocket

/// The load of `bench ocs`: a CPD server on a real socket whose calls cost nothing. Every dial is answered at once, by a
/// person or by a busy tone, every transfer succeeds, and customers never hang up.
actor BenchGateway {
  let address: Address
  let lines: Int
  let token: Token
  /// One call in so many is a person's.
  let personIn: Int
  private var connection: LineConnection?
  private var waiting: [CPDMessage] = []
  private var underWay = 0
  private var lastID = 0
  private var dialed = 0

  init(address: Address, token: Token, lines: Int, personIn: Int) {
    self.address = address
    self.token = token
    self.lines = lines
    self.personIn = personIn
  }

  /// Until its task is cancelled.
  nonisolated func run() async throws {
    try await LineServer(address: address).run { connection in
      await self.begin(connection)
      var reception = Reception.server(token: self.token)
      for await output in connection.inbound {
        await self.take(reception.receive(output))
      }
    }
  }

  private func begin(_ connection: LineConnection) {
    self.connection = connection
    waiting = []
    underWay = 0
    lastID = 0
  }

  private func take(_ event: Reception.Event) {
    switch event {
    case .message(let id, .hello):
      say(.ack(id, .welcome(CPDAck.Welcome(name: "bench", lines: lines))))
    case .message(let id, let message):
      say(.ack(id, .plain))
      answer(message)
    case .reply:
      underWay -= 1
      sendWaiting()
    case .refuse(let line), .refuseAndClose(let line): say(line)
    }
  }

  private func answer(_ message: CPDMessage) {
    switch message {
    case .dial(let request):
      dialed += 1
      let outcome: Outcome = dialed.isMultiple(of: personIn) ? .liveVoice : .busy
      send(
        .result(
          CallOutcome(
            attempt: request.attempt, outcome: outcome,
            callResult: outcome.callResult(answered: true), confidence: 1,
            decidedAt: SampleTime(seconds: 2), line: "1", reason: "bench")))
    case .transfer(let attempt, _, _): progress(attempt, .transferred)
    case .hangup(let attempt): progress(attempt, .released)
    default: break
    }
  }

  private func progress(_ attempt: String, _ state: CPDLink.Progress.State) {
    send(
      .progress(
        CPDLink.Progress(
          attempt: attempt, line: "1", state: state, at: .zero,
          cause: state == .released ? .local : nil)))
  }

  private func send(_ message: CPDMessage) {
    waiting.append(message)
    sendWaiting()
  }

  private func sendWaiting() {
    let count = min(Delivery.window - underWay, waiting.count)
    guard count > 0 else { return }
    for message in waiting.prefix(count) {
      lastID += 1
      underWay += 1
      say(.message(id: lastID, message))
    }
    waiting.removeFirst(count)
  }

  private func say(_ line: CPDLine) {
    guard let text = try? line.encoded() else { return }
    // Where it fails the connection is over.
    try? connection?.send(text)
  }
}
