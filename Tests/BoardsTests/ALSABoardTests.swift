// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Boards
import CBoard
import CWire
import Detection
import Foundation
import Testing
import ToneLevel

/// alsa.c through alsa-lib, on wires.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct ALSABoardTests {
  @Test func `both directions carry every sample on each of a card's lines`() throws {
    let bench = try WireBench(lines: 3)
    let board = try bench.board()
    #expect(board.channels == 3)
    #expect(board.description(ofChannel: 1).contains("8000 Hz S16_LE, 3 channels"))
    #expect(board_seize(board.handle, 1) == 0)
    let start = bench.now
    let said = ramp(8000)
    bench.say(said, line: 1, at: start + 1600)
    bench.say(ramp(8000, from: 77), line: 0, at: start + 1600)
    var near = NearEnd(board, 1)
    let words = ramp(160 * 50, from: 3000)
    near.live(75) { $0 < 50 ? Array(words[160 * $0..<160 * $0 + 160]) : [] }
    let counters = board.counters(ofChannel: 1)
    let far = bench.heard(line: 1, from: start, count: 160 * 75)
    // A machine that was too busy loses blocks, and says so.
    if counters.overruns == 0 { #expect(near.heard.start(of: said) != nil) }
    if counters.underruns <= 160 * 25 { #expect(far.start(of: words) != nil) }
    #expect(near.heard.start(of: Array(said.prefix(320))) != nil)
    #expect(far.start(of: Array(words.prefix(320))) != nil)
    // The other lines are silent, and hear nothing while they are at rest.
    #expect(bench.heard(line: 0, from: start, count: 8000).allSatisfy { $0 == 0 })
    var silence = [Int16](repeating: 1, count: 160)
    #expect(board_read(board.handle, 0, &silence, 160, nil) == 0)
  }

  @Test(arguments: [("S32_LE", Int32(8000)), ("S16_LE", 48_000), ("S16_LE", 44_100)])
  func `other formats and rates are the same line`(format: String, rate: Int32) throws {
    let bench = try WireBench(lines: 2, rate: rate)
    let board = try bench.board(format: format)
    let channel: Int32 = 1
    #expect(board_seize(board.handle, channel) == 0)
    // What the wire remembers at 48 kHz is 0.68 s.
    let second = (0..<Int(rate) / 2).map {
      Int16(8000 * sin(2 * Double.pi * 1000 * Double($0) / Double(rate)))
    }
    bench.say(second, line: channel, at: bench.now)
    let words = (0..<160 * 30).map { Int16(8000 * sin(2 * Double.pi * 700 * Double($0) / 8000)) }
    let start = bench.now
    var near = NearEnd(board, channel)
    near.live(30) { Array(words[160 * $0..<160 * $0 + 160]) }
    let heard = Array(near.heard[800..<2400])
    #expect(abs(heard.level(at: 1000).dBm0 - words.level(at: 700).dBm0) < 0.2)
    #expect(heard.level(at: 3000).dBm0 < -50)
    // The far end's view, at its own rate: the tone is 700 Hz still.
    let far = bench.heard(line: channel, from: start + Int64(rate) / 4, count: Int(rate) / 4)
    let crossings = zip(far, far.dropFirst()).count { ($0 < 0) != ($1 < 0) }
    #expect(abs(crossings - 350) < 20)
    #expect(bench.heard(line: 0, from: start, count: 4000).allSatisfy { $0 == 0 })
  }

  @Test func `the hook switch follows the call, digits are tones, and a line rests behind a call`()
    throws
  {
    let bench = try WireBench(lines: 2)
    let board = try bench.board(options: "rest=100")
    #expect(wire_off_hook(bench.wire, WIRE_NEAR, 1) == 0)
    #expect(board_seize(board.handle, 1) == 0)
    #expect(board_seize(board.handle, 1) == -EBUSY)
    #expect(
      wire_off_hook(bench.wire, WIRE_NEAR, 1) == 1 && wire_off_hook(bench.wire, WIRE_NEAR, 0) == 0)
    let start = bench.now
    #expect(board_dial(board.handle, 1, "5") == 0)
    var near = NearEnd(board, 1)
    near.live(16)
    #expect(near.kinds == [BOARD_SEIZED.rawValue, BOARD_DIALED.rawValue])
    let digit = bench.heard(line: 1, from: start, count: 3200)
    let sounding = digit.firstIndex { $0 != 0 } ?? 0
    let tone = Array(digit[sounding + 80..<sounding + 720])
    #expect(abs(tone.level(at: 770).dBm0 + 9) < 0.5)
    #expect(abs(tone.level(at: 1336).dBm0 + 7) < 0.5)
    board_hang_up(board.handle, 1)
    #expect(board_seize(board.handle, 1) == -EBUSY)
    near.live(12)
    #expect(wire_off_hook(bench.wire, WIRE_NEAR, 1) == 0)
    #expect(near.kinds.last == BOARD_FREE.rawValue)
    #expect(board_seize(board.handle, 1) == 0)
  }

  @Test func `the far end's switch is its answer and its release`() throws {
    let bench = try WireBench(lines: 2)
    let board = try bench.board()
    #expect(BoardTrunk(board).supervision == .signalled)
    #expect(board_seize(board.handle, 1) == 0)
    var near = NearEnd(board, 1)
    near.live(2)
    wire_set_off_hook(bench.wire, WIRE_FAR, 1, 1)
    near.live(2)
    wire_set_off_hook(bench.wire, WIRE_FAR, 1, 0)
    near.live(2)
    let wanted = [BOARD_SEIZED, BOARD_ANSWERED, BOARD_RELEASED].map(\.rawValue)
    #expect(near.kinds == wanted)
    // A PCM alone reports nothing.
    let silent = try Board(bench.address(hook: false))
    #expect(BoardTrunk(silent).supervision == .unknown)
  }

  @Test func `a card that goes is an alarm, one that comes back is well, and nothing hangs`() throws
  {
    let bench = try WireBench(lines: 1)
    let board = try bench.board()
    #expect(board_seize(board.handle, 0) == 0)
    var near = NearEnd(board, 0)
    near.live(5)
    wire_break(bench.wire, 1)
    let gone = ContinuousClock.now
    near.live(10)
    #expect(near.kinds.contains(BOARD_ALARM.rawValue))
    #expect(board.state(ofChannel: 0) == .down)
    #expect(board_seize(board.handle, 0) == -ENETDOWN)
    // The clock goes on: ten blocks took about 200 ms.
    #expect(ContinuousClock.now - gone < .seconds(2))
    #expect(throws: BoardError.self) { try bench.board() }
    wire_break(bench.wire, 0)
    near.live(60)
    #expect(near.kinds.contains(BOARD_ALARM_OVER.rawValue))
    board_hang_up(board.handle, 0)
    near.live(65)
    #expect(board_seize(board.handle, 0) == 0)
    near.heard = []
    bench.say(ramp(8000), line: 0, at: bench.now)
    near.live(20)
    #expect(near.heard.contains { $0 != 0 })
  }

  @Test func `a media thread that sleeps loses what it missed, counts it and goes on`() throws {
    let bench = try WireBench(lines: 1)
    let board = try bench.board()
    #expect(board_seize(board.handle, 0) == 0)
    var near = NearEnd(board, 0)
    near.live(5) { _ in [Int16](repeating: 1, count: 160) }
    Thread.sleep(forTimeInterval: 0.5)
    near.live(5) { _ in [Int16](repeating: 1, count: 160) }
    let counters = board.counters(ofChannel: 0)
    // Half a second, less what the buffers hold.
    #expect(counters.overruns > 2000 && counters.overruns < 6000)
    #expect(counters.underruns > 0)
    let said = ramp(1600)
    bench.say(said, line: 0, at: bench.now + 480)
    near.heard = []
    near.live(20)
    #expect(near.heard.start(of: Array(said.prefix(640))) != nil)
  }

  @Test(arguments: [
    "us-busy-480+620hz-minus20dbm0.wav", "live-us-hello-female.wav",
    "machine-us-female-beep-1000hz.wav", "sit-vc-vacant-code.wav", "fax-ced-v21-dis.wav",
  ])
  func `the same audio gives the same verdict through ALSA as from its file`(name: String) throws {
    let path = WireBench.root.appending(path: "Samples/\(name)").path
    let samples = try Recording(contentsOf: path).samples
    // Twice the pace of life: a busy machine has a quarter of a second to say what is due.
    let bench = try WireBench(lines: 1, speed: 2)
    let board = try bench.board()
    #expect(board_seize(board.handle, 0) == 0)
    func verdict(_ audio: [Int16]) -> Verdict? {
      var analyzer = CallProgressAnalyzer(settings: AnalyzerSettings(country: "us"))
      var events: [CallEvent] = []
      analyzer.consume(audio.span, into: &events)
      analyzer.finish(into: &events)
      return analyzer.verdict
    }
    // The silence before it is heard too.
    let ahead = 4000
    let wanted = try #require(verdict([Int16](repeating: 0, count: ahead) + samples))
    let length = min(samples.count, Int(wanted.decidedAt.samples))
    // A machine that is too busy loses audio, and says so: heard again then.
    var heard: [Int16] = []
    for _ in 0..<3 {
      let lost = board.counters(ofChannel: 0).overruns
      heard = say(samples[..<length], on: board, bench, ahead: Int64(ahead))
      if board.counters(ofChannel: 0).overruns == lost { break }
    }
    let found = try #require(verdict(heard))
    #expect(found.outcome == wanted.outcome)
    // Wherever in a block it falls, and however much silence a busy machine has heard before it.
    let sound = try #require(samples.firstIndex { $0 != 0 })
    let begin = try #require(heard.start(of: Array(samples[sound..<min(length, sound + 400)])))
    let delay = found.decidedAt.samples - wanted.decidedAt.samples - Int64(begin - sound - ahead)
    #expect(abs(delay) <= 960, "\(delay)")
  }

  /// Says `samples` on line 0, `ahead` samples from now; what the board hears from now on.
  private func say(
    _ samples: ArraySlice<Int16>, on board: Board, _ bench: WireBench, ahead: Int64
  ) -> [Int16] {
    var near = NearEnd(board, 0)
    near.live(1)
    near.heard = []
    let start = bench.now + ahead
    // The wire remembers four seconds: it is told as it goes.
    var said = 0
    while said < samples.count {
      let piece = Array(samples.dropFirst(said).prefix(1600))
      bench.say(piece, line: 0, at: start + Int64(said))
      said += piece.count
      near.live(piece.count / 160)
    }
    near.live(30)
    return near.heard
  }
}
