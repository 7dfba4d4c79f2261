// SPDX-License-Identifier: GPL-3.0-or-later
import CSIP
import Calls
import RTP
import Testing

@testable import SIP

/// The media of one call on real sockets, and a clock that the test moves.
@Suite("media floor")
struct MediaFloorTests {
  private static let offered = AudioDescription.offer([.pcmu])

  /// Opens a call at 0; its media go to `far`, where there is one.
  private func open(
    _ floor: inout MediaFloor, _ sockets: MediaSockets, _ listener: Listener? = nil, to far: UInt16?
  ) async throws -> MediaKey {
    let opening = MediaOpening(
      sockets: sockets, offered: Self.offered, listener: listener, failed: { _ in })
    let key = try await withCheckedThrowingContinuation {
      (done: CheckedContinuation<MediaKey, any Error>) in
      floor.handle(.open(opening, done), now: 0)
    }
    if let far { agree(&floor, key, far, now: 0) }
    return key
  }

  private func agree(_ floor: inout MediaFloor, _ key: MediaKey, _ far: UInt16, now: Int64) {
    let description = AudioDescription(address: "127.0.0.1", port: far, types: Self.offered)
    floor.handle(.agree(key, description), now: now)
  }

  private func packet(_ type: UInt8) -> [UInt8] {
    [0x80, type, 0, 1, 0, 0, 0, 0, 9, 9, 9, 9] + [UInt8](repeating: 0x10, count: 160)
  }

  @Test("only RTP of an agreed type says where the far side is")
  func latching() async throws {
    var floor = MediaFloor(MediaThread(logger: quiet))
    let sockets = try MediaSockets(address: "127.0.0.1", ports: nil)
    let (far, stranger) = (RawUDP(), RawUDP())
    let key = try await open(&floor, sockets, to: 9)
    for bytes in [[0], [UInt8](repeating: 0, count: 172), packet(96)] {
      stranger.send(bytes, to: sockets.port)
    }
    floor.receive(UInt64(key.index) << 1, now: 100)
    #expect(floor.lines[key.index]?.latched.isSet == false)
    #expect(floor.lines[key.index]?.receiver.statistics.unusable == 3)
    far.send(packet(0), to: sockets.port)
    floor.receive(UInt64(key.index) << 1, now: 200)
    #expect(floor.lines[key.index]?.latched.port == far.port)
  }
}
