// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CBoard
import Calls
import Testing

@testable import Boards

struct MediaFloorTests {
  @Test func `the listener of a call that was not placed is told of no end`() async throws {
    var floor = MediaFloor(BoardTrunk(try Board("loopback:1")))
    var (listener, events) = Listener.make(for: CallRequest(attempt: "a", number: "1"))
    do {
      _ = try await withCheckedThrowingContinuation {
        (placed: CheckedContinuation<BoardLeg, any Error>) in
        floor.handle(
          .place(BoardTrunk.Placing(digits: "1", line: nil, listener: listener, placed: placed)))
        floor.fail(0, .lineFailed, "in alarm")
      }
      Issue.record("the call was placed")
    } catch let error as TrunkError {
      #expect(error.reason == .lineFailed)
    }
    // Another trunk takes the call.
    listener.dialed()
    var told = events.makeAsyncIterator()
    #expect(await told.next() == .dialed(at: .zero))
  }
}
