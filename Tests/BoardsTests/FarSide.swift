// SPDX-License-Identifier: GPL-3.0-or-later
import Boards
import CBoard
import Calls
import Foundation
import Synchronization
import Testing

/// What the far end of a line does, in samples from the moment that it rings; it records all that it hears.
struct FarParty: Sendable {
  var answersAt: Int?
  /// What it says from the answer on, then silence.
  var says: [Int16] = []
  var hangsUpAt: Int?
  /// Cuts the line.
  var alarmAt: Int?
}

/// What the far parties heard: by line, one recording a call.
final class FarRecords: Sendable {
  private let calls = Mutex<[Int: [[Int16]]]>([:])

  func begin(_ line: Int) { calls.withLock { $0[line, default: []].append([]) } }

  func add(_ samples: ArraySlice<Int16>, to line: Int) {
    calls.withLock { calls in
      guard let last = calls[line]?.indices.last else { return }
      calls[line]?[last] += samples
    }
  }

  subscript(line: Int) -> [[Int16]] { calls.withLock { $0[line] ?? [] } }

  /// Waits until `find` finds what it wants in the last call's recording; nothing after the task is cancelled.
  func wait<Found: Sendable>(
    _ line: Int, for find: ([Int16]) -> Found?
  ) async throws -> (heard: [Int16], found: Found) {
    while true {
      if let heard = self[line].last, let found = find(heard) { return (heard, found) }
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}

/// A simple exchange: each line's far party, without dial tone and whatever is dialed. Of the media thread.
final class FarSide {
  private struct Line {
    var isUp = false
    var position = 0
    var said = 0
    var hasAnswered = false
  }

  private let board: Int32
  private let parties: [FarParty]
  private let records: FarRecords
  private var lines: [Line]

  init(_ board: Board, _ parties: [FarParty], _ records: FarRecords) {
    self.board = board.handle
    self.parties = parties
    self.records = records
    lines = Array(repeating: Line(), count: parties.count)
  }

  func tick() {
    for index in lines.indices {
      let channel = Int32(parties.count + index)
      var hasRung = false
      var event = board_event()
      while board_next_event(board, channel, &event) == 1 {
        switch board_event_kind(UInt32(bitPattern: event.kind)) {
        case BOARD_RING:
          lines[index] = Line(isUp: true)
          records.begin(index)
          hasRung = true
        case BOARD_RELEASED: leave(index, channel)
        default: break
        }
      }
      if lines[index].isUp { live(index, channel, hasRung: hasRung) }
    }
  }

  private func leave(_ index: Int, _ channel: Int32) {
    board_hang_up(board, channel)
    lines[index].isUp = false
  }

  private func live(_ index: Int, _ channel: Int32, hasRung: Bool) {
    let party = parties[index]
    var heard = [Int16](repeating: 0, count: 160)
    if !hasRung {
      let count = board_read(board, channel, &heard, 160, nil)
      records.add(heard.prefix(Int(max(0, count))), to: index)
    }
    let start = lines[index].position
    for offset in 0..<160 {
      let now = start + offset
      if now == party.answersAt {
        board_answer(board, channel)
        lines[index].hasAnswered = true
      }
      if now == party.alarmAt { loopback_alarm(board, Int32(index), 1) }
      if now == party.hangsUpAt { return leave(index, channel) }
      var sample: Int16 = 0
      if lines[index].hasAnswered, lines[index].said < party.says.count {
        sample = party.says[lines[index].said]
        lines[index].said += 1
      }
      board_write(board, channel, &sample, 1)
    }
    lines[index].position = start + 160
  }
}

/// A loopback board with far parties, and a trunk on it that is served, faster than real time.
struct Site {
  let board: Board
  let trunk: BoardTrunk
  let records = FarRecords()
  let parties: [FarParty]

  init(_ parties: [FarParty]) throws {
    self.parties = parties
    board = try Board("loopback:\(parties.count)")
    trunk = BoardTrunk(board)
  }

  /// Runs `body` while the trunk is served.
  func served(
    speed: Double? = 200, _ body: @Sendable @escaping (Site) async throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await trunk.serve {
          let farSide = FarSide(board, parties, records)
          return LoopbackPace(board, speed: speed).wait { farSide.tick() }
        }
      }
      group.addTask {
        try await body(self)
        trunk.stop()
      }
      do {
        try await group.waitForAll()
      } catch {
        trunk.stop()
        throw error
      }
    }
  }

  /// Places a call; its leg and its events.
  func call(
    _ number: String = "5550123"
  ) async throws -> (leg: any Leg, events: AsyncStream<LegEvent>) {
    let request = CallRequest(attempt: UUID().uuidString, number: number, country: "us")
    let (listener, events) = Listener.make(for: request)
    return (try await trunk.place(request, listener: listener), events)
  }
}

extension AsyncStream<LegEvent> {
  /// Waits for the answer.
  func untilAnswered() async {
    for await event in self {
      if case .answered = event { return }
    }
  }

  /// All events to the end of the call.
  func all() async -> [LegEvent] { await reduce(into: []) { $0.append($1) } }
}

/// Samples that are all different from their neighbours, so that a lost or moved one shows.
func ramp(_ count: Int, from first: Int = 1) -> [Int16] {
  (0..<count).map { Int16(truncatingIfNeeded: (first + $0) &* 7919) }
}

extension [Int16] {
  /// Where `other` begins in these samples.
  func start(of other: [Int16]) -> Int? {
    guard let first = other.first else { return nil }
    var from = startIndex
    while let start = self[from...].firstIndex(of: first), count - start >= other.count {
      if self[start..<start + other.count] == other[...] { return start }
      from = start + 1
    }
    return nil
  }
}
