// SPDX-License-Identifier: GPL-3.0-or-later
import CBoard
import Calls
import Detection
import Foundation
import Logging

/// One block of one line: its events, what is heard, what is sent.
extension MediaFloor {
  mutating func takeEvents(_ index: Int) {
    var event = board_event()
    while board_next_event(board, lines[index].channel, &event) == 1 {
      switch board_event_kind(UInt32(bitPattern: event.kind)) {
      case BOARD_FREE:
        if lines[index].state == .leaving { lines[index].state = .free }
      case BOARD_ALARM:
        lines[index].isDown = true
        trunk.logger.warning("line in alarm", metadata: ["line": "\(trunk.lines[index])"])
        if lines[index].call != nil { lines[index].events.append(event) }
      case BOARD_ALARM_OVER:
        lines[index].isDown = false
        trunk.logger.notice("line well again", metadata: ["line": "\(trunk.lines[index])"])
      default:
        if lines[index].call != nil { lines[index].events.append(event) }
      }
    }
  }

  /// Reads a block and gives it to the listener, with each event at its sample.
  mutating func hear(_ index: Int) {
    let start = index * BoardTrunk.block
    var time: Int64 = 0
    let channel = lines[index].channel
    let board = board
    let result = heard.withUnsafeMutableBufferPointer { heard in
      board_read(
        board, channel, heard.baseAddress.map { $0 + start }, Int32(BoardTrunk.block), &time)
    }
    guard result >= 0 else { return fail(index, .boardFailed, MediaFloor.words(-result)) }
    let count = Int(result)
    for rest in count..<BoardTrunk.block { heard[start + rest] = 0 }

    var from = 0
    while let event = lines[index].events.first, event.at <= time + Int64(count) {
      let place = min(count, max(from, Int(event.at - time)))
      pass(from..<place, of: index)
      from = place
      lines[index].events.removeFirst()
      happen(event, index)
      guard lines[index].call != nil else { return }
    }
    pass(from..<count, of: index)
    if lines[index].call?.listener.hasHeardRelease == true { end(index, .remote) }
  }

  /// Lets the call live through a part of the block.
  private mutating func pass(_ range: Range<Int>, of index: Int) {
    guard !range.isEmpty, let phase = lines[index].call?.phase else { return }
    lines[index].call?.age += range.count
    switch phase {
    case .seizing:
      if let age = lines[index].call?.age, age > LineCall.seizing {
        fail(index, .lineFailed, "it did not go off-hook")
      }
    case .settling(let left):
      lines[index].call?.phase = .settling(left: left - range.count)
      if left <= range.count { dial(index) }
    case .dialing(let left):
      lines[index].call?.phase = .dialing(left: left - range.count)
      if left <= range.count { fail(index, .lineFailed, "the digits did not go out") }
    case .open:
      let start = index * BoardTrunk.block
      let frame = start + range.lowerBound..<start + range.upperBound
      MediaFloor.give(frame, of: heard, to: &lines[index], &workspace)
    }
  }

  private static func give(
    _ frame: Range<Int>, of heard: [Int16], to line: inout Line, _ workspace: inout Workspace
  ) {
    let span = heard.span.extracting(frame)
    line.call?.listener.consume(span, with: &workspace)
    line.call?.bridge?.hear(span)
  }

  private mutating func happen(_ event: board_event, _ index: Int) {
    switch board_event_kind(UInt32(bitPattern: event.kind)) {
    case BOARD_SEIZED:
      guard case .seizing = lines[index].call?.phase else { return }
      let isDialing = lines[index].call?.digits != nil
      lines[index].call?.phase = isDialing ? .settling(left: LineCall.settling) : .open
      handLeg(index)
    case BOARD_DIALED:
      guard case .dialing = lines[index].call?.phase else { return }
      lines[index].call?.phase = .open
      lines[index].call?.listener.dialed()
    case BOARD_ANSWERED: lines[index].call?.listener.answered()
    case BOARD_RELEASED: end(index, .remote)
    case BOARD_ALARM: fail(index, .lineFailed, "in alarm")
    default: break
    }
  }

  private mutating func handLeg(_ index: Int) {
    guard let call = lines[index].call else { return }
    let line = trunk.lines[index]
    let country = call.listener.request.country ?? "any country"
    let leg = BoardLeg(
      trunk: trunk, call: call.key, line: line,
      description: "\(line): \(trunk.board.address) channel \(lines[index].channel) → 16 bits, "
        + "8 kHz, blocks of \(BoardTrunk.block) → listener for \(country)")
    call.placed?.resume(returning: leg)
    lines[index].call?.placed = nil
  }

  private mutating func dial(_ index: Int) {
    guard let digits = lines[index].call?.digits else { return }
    let result = board_dial(board, lines[index].channel, digits)
    guard result == 0 else { return fail(index, .lineFailed, MediaFloor.words(-result)) }
    lines[index].call?.phase = .dialing(left: LineCall.dialing(digits))
  }

  /// What the joined call's far end says, or silence, becomes the block to be sent.
  private mutating func takeOther(_ index: Int) {
    if let bridge = lines[index].call?.bridge, bridge.isOpen {
      var span = sending.mutableSpan
      bridge.say(into: &span)
    } else if let other = lines[index].call?.joined, isUp(other) {
      let start = other.line * BoardTrunk.block
      for offset in 0..<BoardTrunk.block { sending[offset] = heard[start + offset] }
    } else {
      lines[index].call?.bridge = nil
      for offset in 0..<BoardTrunk.block { sending[offset] = 0 }
    }
  }

  /// Sends a block: what is to be played, then what the joined call's far end says, then silence.
  mutating func speak(_ index: Int) {
    guard case .open = lines[index].call?.phase else { return }
    takeOther(index)
    // What is to be played goes before it.
    _ = lines[index].call?.queue.take(into: &sending)
    lines[index].call?.listener.said(sending.span)
    if lines[index].call?.queue.isEmpty == true { tellPlayed(index) }
    let result = board_write(board, lines[index].channel, sending, Int32(BoardTrunk.block))
    // In alarm the event says it; what was taken short is counted by the board.
    if result < 0, -result != ENETDOWN { fail(index, .boardFailed, MediaFloor.words(-result)) }
  }
}
