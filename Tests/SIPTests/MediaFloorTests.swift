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

  /// What is recorded of a call's two directions.
  private func read(_ tap: CallTap) -> (heard: [Int16], said: [Int16]) {
    var (heard, said): ([Int16], [Int16]) = ([], [])
    tap.read(heard: &heard, sent: &said)
    return (heard, said)
  }

  @Test("what is said stands at its place in the recording, whatever was not sent before it")
  func recorded() async throws {
    var floor = MediaFloor(MediaThread(logger: quiet))
    let sockets = try MediaSockets(address: "127.0.0.1", ports: nil)
    let tap = CallTap()
    let (listener, _) = Listener.make(for: CallRequest(attempt: "a", number: "1"), tap: tap)
    let key = try await open(&floor, sockets, listener, to: nil)
    let far = RawUDP()
    func run(_ floor: inout MediaFloor, _ from: Int64, _ to: Int64) {
      for now in stride(from: from, to: to, by: 40) { floor.tick(now: now) }
    }
    // For 2 s it is not known where to send; then there is silence, a word, a digit, and another word.
    run(&floor, 0, 16_000)
    var said = read(tap).said
    #expect((14_000...16_000).contains(said.count), "\(said.count): who watches is left waiting")
    agree(&floor, key, far.port, now: 16_000)
    run(&floor, 16_000, 20_000)
    let word = [Int16](repeating: 1000, count: 800)
    floor.handle(.play(key, word), now: 20_000)
    run(&floor, 20_000, 22_000)
    floor.handle(.digits(key, "5"), now: 22_000)
    run(&floor, 22_000, 26_000)
    floor.handle(.play(key, word), now: 26_000)
    run(&floor, 26_000, 28_000)
    said += read(tap).said
    #expect(said.count { $0 != 0 } == 2 * word.count)
    // A word begins with the next packet.
    let first = try #require(said.firstIndex { $0 != 0 })
    #expect((20_000...20_200).contains(first), "\(first)")
    let second = try #require(said[(first + word.count)...].firstIndex { $0 != 0 })
    #expect((26_000...26_200).contains(second), "\(second)")
    #expect(tap.lost == 0)
  }
}
