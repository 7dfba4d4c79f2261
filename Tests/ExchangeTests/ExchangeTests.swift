// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CBoard
import Exchange
import Foundation
import Simulation
import Testing

/// A loopback board with an exchange, called by hand from its near side.
final class Office {
  let board: Int32
  let exchange: Exchange
  let lines: Int32 = 4
  /// All that each near end has heard since it was seized.
  var heard: [[Int16]]
  /// Events of the near ends: kind, line, time.
  var events: [(kind: Int32, line: Int32, at: Int64)] = []

  init(_ entries: [(String, FarEndBehavior)], log: String? = nil) throws {
    board = board_open("loopback:\(lines)")
    let plan = try #require(TonePlan.of("us"))
    let script = FarEndScript(
      plan: plan,
      entries: entries.map {
        FarEndScript.Entry(number: $0.0, name: $0.0, expected: nil, behavior: $0.1)
      })
    exchange = try Exchange(board: board, script: script, log: log)
    heard = Array(repeating: [], count: Int(lines))
  }

  deinit { board_close(board) }

  func seize(_ line: Int32) {
    board_seize(board, line)
    heard[Int(line)] = []
  }

  /// Lives on; each off-hook near end sends `sending`, block after block, or silence.
  func live(seconds: Double, sending: [Int16] = [Int16](repeating: 0, count: 160)) {
    for _ in 0..<Int((seconds * 50).rounded()) {
      exchange.tick()
      loopback_advance(board, 160)
      for line in 0..<lines {
        var event = board_event()
        while board_next_event(board, line, &event) == 1 {
          events.append((event.kind, line, event.at))
        }
        var block = [Int16](repeating: 0, count: 160)
        let count = board_read(board, line, &block, 160, nil)
        heard[Int(line)] += block.prefix(Int(max(count, 0)))
        board_write(board, line, sending, 160)
      }
    }
  }

  /// Seizes, dials after 200 ms and waits until the digits are out.
  func call(_ number: String, on line: Int32 = 0) {
    seize(line)
    live(seconds: 0.2)
    board_dial(board, line, number)
    live(seconds: 0.2 * Double(number.count) + 0.02)
  }

  func time(of kind: board_event_kind, on line: Int32 = 0) -> Int64? {
    events.last { $0.kind == Int32(bitPattern: kind.rawValue) && $0.line == line }?.at
  }

  func state(_ channel: Int32) -> Int32 {
    var info = board_info()
    board_info(board, channel, &info)
    return info.state
  }
}

func words(_ count: Int) -> [Int16] { (0..<count).map { Int16(1000 + $0 % 999) } }

struct ExchangeTests {
  let us: TonePlan

  init() throws { us = try #require(TonePlan.of("us")) }

  @Test func `who lifts the handset hears dial tone until he dials`() throws {
    let office = try Office([("12", FarEndBehavior(answers: true))])
    office.seize(0)
    office.live(seconds: 1)
    #expect(office.heard[0] == us.dial?.samples(seconds: 1))
    board_dial(office.board, 0, "1")
    office.live(seconds: 0.2)
    #expect(office.heard[0].suffix(800).allSatisfy { $0 == 0 })
    #expect(office.heard[1] == [])
  }

  @Test func `a dialed number reaches its far end, with answer and audio at the sample`() throws {
    let office = try Office([
      ("5550101", FarEndBehavior(answers: true, voice: .samples(words(5000)))),
      ("5550102", FarEndBehavior(answers: false)),
    ])
    office.call("5550101")
    office.live(seconds: 2)
    let answered = try #require(office.time(of: BOARD_ANSWERED))
    let dialed = try #require(office.time(of: BOARD_DIALED))
    // The network switches in about half a second, not before the last digit's pause is over.
    #expect((0.2...0.5).contains(Double(answered - dialed) / 8000))
    let start = Int(answered)
    #expect(office.heard[0][start..<start + 5000] == words(5000)[...])
    #expect(office.heard[0][(start - 1600)..<start].allSatisfy { $0 == 0 })
    #expect(office.exchange.arrivals == 1)
  }

  @Test(arguments: ["1", "12", "123", "0123456789*#", "5555555", "9001"])
  func `every number is heard as dialed`(number: String) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let office = try Office([], log: path)
    office.call(number, on: 2)
    office.live(seconds: 2)
    let line = try String(contentsOfFile: path, encoding: .utf8)
    let fields = line.split(separator: "\t")
    #expect(fields.count == 3)
    let seconds = try #require(Double(fields[0]))
    #expect(seconds > 0.2)
    #expect(fields[1] == "6")
    #expect(fields[2] == "\(number)\n")
  }

  @Test func `a number that nobody has gets reorder and no answer`() throws {
    let office = try Office([("5550101", FarEndBehavior(answers: true))])
    office.call("5550109")
    office.live(seconds: 6)
    #expect(office.time(of: BOARD_ANSWERED) == nil)
    let reorder = try #require(us.reorder).samples(seconds: 3)
    let start = try #require(office.heard[0].lastIndex(of: 0, before: reorder[1]))
    #expect(office.heard[0].dropFirst(start).prefix(24_000) == reorder[...])
  }

  @Test func `a caller who dials nothing gets reorder after ten seconds`() throws {
    let office = try Office([])
    office.seize(0)
    office.live(seconds: 12)
    #expect(office.heard[0].prefix(80_000) == us.dial?.samples(seconds: 10)[...])
    #expect(office.heard[0].dropFirst(80_000).prefix(2000) != us.dial?.samples(seconds: 0.25)[...])
    #expect(office.exchange.arrivals == 1)
  }

  @Test func `the shorter of two numbers is reached after a pause, the longer at once`() throws {
    let office = try Office([
      ("911", FarEndBehavior(answers: true)), ("9110", FarEndBehavior(answers: true)),
    ])
    office.call("911", on: 0)
    let short = try #require(office.time(of: BOARD_DIALED, on: 0))
    office.call("9110", on: 1)
    let long = try #require(office.time(of: BOARD_DIALED, on: 1))
    office.live(seconds: 3)
    let shortAnswer = try #require(office.time(of: BOARD_ANSWERED, on: 0))
    let longAnswer = try #require(office.time(of: BOARD_ANSWERED, on: 1))
    #expect((1.2...1.6).contains(Double(shortAnswer - short) / 8000))
    #expect((0.2...0.5).contains(Double(longAnswer - long) / 8000))
  }

  @Test func `a far end that hangs up releases the caller behind its last word`() throws {
    let office = try Office([
      ("1", FarEndBehavior(answers: true, voice: .samples(words(1001)), hangsUpAfter: 0.3))
    ])
    office.call("1")
    office.live(seconds: 2)
    let answered = try #require(office.time(of: BOARD_ANSWERED))
    #expect(office.time(of: BOARD_RELEASED) == answered + 1001 + 2400)
    #expect(board_seize(office.board, 0) == -EBUSY)
    board_hang_up(office.board, 0)
    office.live(seconds: 0.02)
    #expect(office.time(of: BOARD_FREE) != nil)
    office.call("1")
    office.live(seconds: 1)
    #expect(office.exchange.arrivals == 2)
  }

  @Test(arguments: [0.1, 0.5, 1.5])
  func `a caller who hangs up at any moment frees the line`(after: Double) throws {
    let office = try Office([("1", FarEndBehavior(answers: true))])
    office.seize(0)
    office.live(seconds: 0.1)
    board_dial(office.board, 0, "1")
    office.live(seconds: after)
    board_hang_up(office.board, 0)
    office.live(seconds: 0.04)
    #expect(office.state(0) == Int32(BOARD_IDLE.rawValue))
    #expect(office.state(4) == Int32(BOARD_IDLE.rawValue))
  }

  @Test func `the far end hears the caller`() throws {
    let office = try Office([
      ("1", FarEndBehavior(answers: true, patience: 1)),
      ("2", FarEndBehavior(answers: true, patience: 1)),
    ])
    office.call("1", on: 0)
    office.live(seconds: 3)
    #expect(office.time(of: BOARD_RELEASED, on: 0) != nil)
    office.call("2", on: 1)
    office.live(seconds: 3, sending: Array(words(160)))
    #expect(office.time(of: BOARD_RELEASED, on: 1) == nil)
  }

  @Test func `all lines at once keep their calls apart, and nobody misses a sample`() throws {
    let office = try Office(
      (1...4).map { number in
        let samples = [Int16](repeating: Int16(number * 1000), count: 8000)
        return ("\(number)", FarEndBehavior(answers: true, voice: .samples(samples)))
      })
    for line in 0..<4 as Range<Int32> { office.seize(line) }
    office.live(seconds: 0.2)
    for line in 0..<4 as Range<Int32> { board_dial(office.board, line, "\(line + 1)") }
    office.live(seconds: 2)
    for line in 0..<4 as Range<Int32> {
      let value = Int16((line + 1) * 1000)
      #expect(office.heard[Int(line)].count { $0 == value } == 8000)
      var info = board_info()
      board_info(office.board, line + 4, &info)
      #expect(info.underruns == 0)
      #expect(info.overruns == 0)
      #expect(info.short_reads == 0)
    }
  }

  @Test func `the log is added to, and a place where none can be is named`() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    for _ in 0..<2 {
      let office = try Office([], log: path)
      office.call("7")
      office.live(seconds: 2)
    }
    let log = try String(contentsOfFile: path, encoding: .utf8)
    #expect(log.split(separator: "\n").count == 2)
    #expect(throws: ExchangeError.self) { try Office([], log: "/no/such/folder/log") }
  }

  @Test func `a handle that is no board is refused`() throws {
    let script = FarEndScript(plan: us, entries: [])
    #expect(throws: ExchangeError.self) { try Exchange(board: -1, script: script) }
  }
}

extension [Int16] {
  /// Where a 0 stands right before the first `value`.
  fileprivate func lastIndex(of zero: Int16, before value: Int16) -> Int? {
    indices.dropLast().first { self[$0] == zero && self[$0 + 1] == value }
  }
}
