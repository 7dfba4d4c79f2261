// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Synchronization
import Testing

/// A trunk whose far ends the test plays by hand.
final class MemoryTrunk: Trunk {
  let name = "memory"
  let lines: [String]
  private let placed: AsyncStream<MemoryLeg>
  private let arrivals: AsyncStream<MemoryLeg>.Continuation
  private let count = Mutex(0)

  init(lines: Int = 4) {
    self.lines = (0..<lines).map { "memory/\($0)" }
    (placed, arrivals) = AsyncStream.makeStream(of: MemoryLeg.self)
  }

  /// Calls placed so far.
  var calls: Int { count.withLock { $0 } }

  func place(_ request: CallRequest, listener: Listener) async throws -> any Leg {
    let number = count.withLock { count in
      defer { count += 1 }
      return count
    }
    guard request.number != "noline" else { throw TrunkError(.noFreeLine) }
    let leg = MemoryLeg(
      request: request, line: lines[number % lines.count], listener: listener)
    arrivals.yield(leg)
    return leg
  }

  /// The next leg placed.
  func leg() async throws -> MemoryLeg {
    var legs = placed.makeAsyncIterator()
    return try #require(await legs.next())
  }
}

final class MemoryLeg: Leg {
  let request: CallRequest
  let line: String
  private let listener: Mutex<Listener>
  private let sent = Mutex(0)
  private let ends = Mutex(0)

  init(request: CallRequest, line: String, listener: Listener) {
    self.request = request
    self.line = line
    self.listener = Mutex(listener)
    self.listener.withLock { $0.dialed() }
  }

  var description: String { "\(line) in memory" }

  /// Samples sent so far.
  var played: Int { sent.withLock { $0 } }

  func play(_ samples: [Int16]) { sent.withLock { $0 += samples.count } }
  func stopPlaying() { sent.withLock { $0 = 0 } }
  func join(_ other: any Leg) async throws {}
  func hangUp() async {
    ends.withLock { $0 += 1 }
    end(.local)
  }

  /// Returns once it was hung up.
  func hungUp() async { while ends.withLock({ $0 }) == 0 { await Task.yield() } }

  func answer() { listener.withLock { $0.answered() } }
  func end(_ cause: EndCause = .remote) { listener.withLock { $0.ended(cause) } }

  func hear(_ samples: [Int16]) {
    listener.withLock { listener in
      var rest = samples.span
      while !rest.isEmpty {
        listener.consume(rest.extracting(first: 160))
        rest = rest.extracting(droppingFirst: 160)
      }
    }
  }

  /// Answered, and undecided at the limit: a person.
  func beAPerson() {
    answer()
    hear(.silence(seconds: 1))
  }

  func beBusy() throws {
    let tone = try #require(TonePlan.of("us")?.busy)
    var synthesizer = ToneSynthesizer(tone)
    hear(synthesizer.render(5 * SampleTime.rate))
  }
}
