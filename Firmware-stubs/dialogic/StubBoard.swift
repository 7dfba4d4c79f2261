// SPDX-License-Identifier: GPL-3.0-or-later
import CBoard
import Exchange
import Foundation
import Simulation

/// A virtual Dialogic board: its channels, the exchange behind them, and the events that wait to be taken.
///
/// `@unchecked Sendable` because it stands behind C entry points that any thread may call; `lock` guards all of it.
final class StubBoard: @unchecked Sendable {
  /// What the library's user is told, in order.
  struct Event {
    var device: Int32
    var type: Int32
    var status: dx_cst
  }

  /// Codes that are handed over at a time: 40 ms.
  static let transfer = 320

  static let shared: StubBoard? = {
    do {
      return try StubBoard(ProcessInfo.processInfo.environment)
    } catch {
      FileHandle.standardError.write(Data("dialogic stub: \(error)\n".utf8))
      return nil
    }
  }()

  let lock = NSCondition()
  var channels: [StubChannel]
  var functions = dx_uio()
  /// The event that was taken last; its status stays in place until the next one is.
  let status = UnsafeMutablePointer<dx_cst>.allocate(capacity: 1)
  var current: Event?
  private var events: [Event] = []
  let board: Int32
  private let exchange: Exchange

  /// EARSHOT_STUB_CHANNELS, 4 if not said, EARSHOT_STUB_FAR_ENDS, the script, and EARSHOT_STUB_ARRIVALS, its log.
  private init(_ environment: [String: String]) throws {
    let count = min(128, max(1, environment["EARSHOT_STUB_CHANNELS"].flatMap { Int32($0) } ?? 4))
    guard let script = environment["EARSHOT_STUB_FAR_ENDS"] else {
      throw StubError(fault: "EARSHOT_STUB_FAR_ENDS names no script of far ends")
    }
    board = board_open("loopback:\(count)")
    channels = (0..<count).map { StubChannel(device: $0 + 1) }
    // Before anybody else can be inside the board, and where a fault is thrown.
    exchange = try Exchange(
      board: board, script: FarEndScript(contentsOf: script),
      log: environment["EARSHOT_STUB_ARRIVALS"])
    Thread.detachNewThread { [unowned self] in
      var due = ContinuousClock.now
      while true {
        self.tick()
        due += .milliseconds(20)
        let delay = due - .now
        if delay > .zero { Thread.sleep(forTimeInterval: delay / .seconds(1)) }
      }
    }
  }

  /// The channel of a device, for as long as `body` takes; -1 where there is none.
  func with(_ device: Int32, _ body: (inout StubChannel) -> Int32) -> Int32 {
    lock.withLock {
      guard channels.indices.contains(Int(device) - 1), channels[Int(device) - 1].isOpen else {
        return -1
      }
      return body(&channels[Int(device) - 1])
    }
  }

  /// With the lock held.
  func post(_ device: Int32, _ type: Int32, _ transition: Int32 = 0) {
    events.append(
      Event(
        device: device, type: type, status: dx_cst(cst_event: UInt16(transition), cst_data: 0)))
    lock.signal()
  }

  /// Waits for the next event and makes it the current one; false after `milliseconds`.
  func wait(_ milliseconds: Int) -> Bool {
    lock.withLock {
      let end = Date(timeIntervalSinceNow: Double(milliseconds) / 1000)
      while events.isEmpty { guard lock.wait(until: end) else { return false } }
      let event = events.removeFirst()
      current = event
      status.initialize(to: event.status)
      return true
    }
  }

  /// Lives through 160 samples on every channel.
  private func tick() {
    lock.withLock {
      exchange.tick()
      for index in channels.indices {
        takeEvents(index)
        channels[index].speak(on: board, functions)
      }
      loopback_advance(board, 160)
      for index in channels.indices { channels[index].hear(on: board, functions) }
    }
  }

  private func takeEvents(_ index: Int) {
    var event = board_event()
    let device = channels[index].device
    while board_next_event(board, Int32(index), &event) == 1 {
      if channels[index].isDigital {
        progress(index, event)
        continue
      }
      switch board_event_kind(UInt32(bitPattern: event.kind)) {
      case BOARD_SEIZED: post(device, TDX_SETHOOK, DX_OFFHOOK)
      case BOARD_DIALED: post(device, TDX_DIAL)
      case BOARD_ANSWERED: transit(index, DE_LCREV)
      case BOARD_RELEASED: transit(index, DE_LCOF)
      case BOARD_RING:
        channels[index].isRinging = true
        transit(index, DE_RINGS)
      default: break
      }
    }
  }

  /// Tells of a transition that was asked for.
  private func transit(_ index: Int, _ transition: Int32) {
    guard channels[index].mask & (1 << UInt32(transition - 1)) != 0 else { return }
    post(channels[index].device, TDX_CST, transition)
  }
}

/// Why there is no board.
struct StubError: Error, CustomStringConvertible {
  var fault: String
  var description: String { fault }
}
