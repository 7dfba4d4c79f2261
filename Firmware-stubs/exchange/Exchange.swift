// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CBoard
import Foundation
public import Simulation

/// The exchange on the far side of a loopback board: gives dial tone, hears the digits that are really dialed,
/// and connects the far end that the script has at that number.
///
/// It belongs to the media thread: make it and call it there. `tick` comes once for each 160 samples, before
/// `loopback_advance`.
public final class Exchange {
  /// Samples of a tick.
  public static let block = 160

  private let board: Int32
  private let script: FarEndScript
  private let log: ArrivalLog?
  private let firstChannel: Int32
  private var lines: [ExchangeLine]

  // One block's audio and actions, used again and again.
  private var heard = [Int16](repeating: 0, count: block)
  private var spoken = [Int16](repeating: 0, count: block)
  private var actions: [FarEnd.Action] = []

  /// Calls that have been connected, to a far end or to reorder.
  public private(set) var arrivals = 0

  /// - Parameters:
  ///   - board: handle of an open loopback board; its second half of channels is the exchange's.
  ///   - log: path of a file that gets a line for each call that arrives.
  public init(board: Int32, script: FarEndScript, log: String? = nil) throws(ExchangeError) {
    let channels = board_channels(board)
    guard channels >= 2 else {
      throw ExchangeError(fault: "handle \(board) is no open loopback board; open one first")
    }
    self.board = board
    self.script = script
    self.log = if let log { try ArrivalLog(path: log) } else { nil }
    firstChannel = channels / 2
    lines = Array(repeating: ExchangeLine(), count: Int(channels / 2))
  }

  /// Lives through 160 samples on every line.
  public func tick() {
    for line in lines.indices {
      let channel = firstChannel + Int32(line)
      let hasJustRung = takeEvents(of: line, channel)
      if !hasJustRung { hear(channel) }
      switch lines[line].state {
      case .idle, .left: break
      case .dialing: dial(line, channel)
      case .connected: talk(line, channel)
      }
    }
  }

  /// Takes the line's events; true if it has begun to ring, so that nothing can have been heard yet.
  private func takeEvents(of line: Int, _ channel: Int32) -> Bool {
    var hasRung = false
    var event = board_event()
    while board_next_event(board, channel, &event) == 1 {
      switch board_event_kind(UInt32(bitPattern: event.kind)) {
      case BOARD_RING:
        hasRung = true
        var register = ExchangeLine.Register()
        register.dialTone = script.plan.dial.map { ToneSynthesizer($0) }
        lines[line].state = .dialing(register)
      case BOARD_RELEASED, BOARD_ALARM:
        board_hang_up(board, channel)
        lines[line].state = .left
      case BOARD_FREE:
        lines[line].state = .idle
      case BOARD_HOOK where event.detail == 0:
        if case .dialing(var register) = lines[line].state {
          register.pulse()
          lines[line].state = .dialing(register)
        }
      default: break
      }
    }
    return hasRung
  }

  /// Reads a block of what the caller sent; what has not come is silence.
  private func hear(_ channel: Int32) {
    let count = Int(max(0, board_read(board, channel, &heard, Int32(Exchange.block), nil)))
    for index in count..<Exchange.block { heard[index] = 0 }
  }

  private func dial(_ line: Int, _ channel: Int32) {
    guard case .dialing(var register) = lines[line].state else { return }
    register.hear(heard.span)
    var span = spoken.mutableSpan
    if register.dialTone != nil {
      register.dialTone?.render(into: &span)
    } else {
      for index in span.indices { span[index] = 0 }
    }
    board_write(board, channel, spoken, Int32(Exchange.block))
    if register.isComplete(in: script) {
      lines[line].state = .connected(FarEnd(behavior(at: register.digits)))
      arrivals += 1
      log?.note(
        register.digits, channel: channel, at: SampleTime(samples: board_clock(board)))
    } else {
      lines[line].state = .dialing(register)
    }
  }

  /// Whoever has the number; reorder where nobody has.
  private func behavior(at number: String) -> FarEndBehavior {
    script[number]?.behavior
      ?? FarEndBehavior(early: script.plan.reorder.map { .tone($0) }, answers: false)
  }

  private func talk(_ line: Int, _ channel: Int32) {
    guard case .connected(var farEnd) = lines[line].state else { return }
    actions.removeAll(keepingCapacity: true)
    var span = spoken.mutableSpan
    farEnd.tick(hearing: heard.span, speaking: &span, actions: &actions)
    var sent = 0
    var hasLeft = false
    for action in actions {
      send(sent..<action.offset, channel)
      sent = action.offset
      switch action.kind {
      case .answer: board_answer(board, channel)
      case .hangUp:
        board_hang_up(board, channel)
        hasLeft = true
      }
    }
    if !hasLeft { send(sent..<Exchange.block, channel) }
    lines[line].state = hasLeft ? .left : .connected(farEnd)
  }

  /// Writes a part of the block that is to be heard.
  private func send(_ range: Range<Int>, _ channel: Int32) {
    guard !range.isEmpty else { return }
    _ = spoken.withUnsafeBufferPointer { samples in
      board_write(
        board, channel, samples.baseAddress.map { $0 + range.lowerBound }, Int32(range.count))
    }
  }
}

/// Why no exchange can be had: the fault and what to do about it.
public struct ExchangeError: Error, Sendable, Hashable, CustomStringConvertible {
  public var fault: String
  public var description: String { fault }
}
