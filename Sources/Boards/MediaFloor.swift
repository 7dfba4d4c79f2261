// SPDX-License-Identifier: GPL-3.0-or-later
import CBoard
import Calls
import Detection
import Foundation
import Logging

/// All lines of a trunk as its media thread holds them: state, audio of the present block, and what is done to them.
struct MediaFloor {
  /// A line of the board.
  struct Line {
    enum State { case free, busy, leaving }
    let channel: Int32
    var state = State.free
    var isDown = false
    var call: LineCall?
    /// Events that belong behind samples that have not been read yet.
    var events: [board_event] = []
  }

  let trunk: BoardTrunk
  let board: Int32
  var lines: [Line]
  /// Heard in the present block: 160 samples a line, silence behind those that came.
  var heard: [Int16]
  var workspace = Workspace()
  var sending = [Int16](repeating: 0, count: BoardTrunk.block)
  private var lastSeized = -1
  private var serial = 0
  /// Calls that wait for a line to come to rest, and for how many blocks they have.
  private var waiting: [(placing: BoardTrunk.Placing, blocks: Int)] = []

  /// Blocks that a call waits for a line that is about to be free: half a second.
  static let patience = 25

  init(_ trunk: BoardTrunk) {
    self.trunk = trunk
    board = trunk.board.handle
    lines = trunk.board.callingChannels.map { Line(channel: Int32($0)) }
    for index in lines.indices { lines[index].events.reserveCapacity(16) }
    Workspace.gather(&lines)
    heard = [Int16](repeating: 0, count: lines.count * BoardTrunk.block)
  }

  // MARK: Commands

  mutating func handle(_ command: BoardTrunk.Command) {
    switch command {
    case .place(let placing): place(placing)
    case .play(let key, let samples):
      if isUp(key) { lines[key.line].call?.queue.append(samples) }
    case .playThrough(let key, let samples, let done):
      guard isUp(key) else { return done.resume() }
      lines[key.line].call?.queue.append(samples)
      lines[key.line].call?.played.append(done)
    case .stopPlaying(let key): if isUp(key) { silence(key.line) }
    case .join(let one, let other, let done): join(one, other, done)
    case .connect(let key, let end, let done): connect(key, end, done)
    case .hangUp(let key, let done):
      if isUp(key) { end(key.line, .local) }
      done.resume()
    }
  }

  func isUp(_ key: CallKey) -> Bool { lines[key.line].call?.key == key }

  /// Seizes the next line that lets itself be seized, in turn, so that a line rests after a call. Where none does but one
  /// is on its way to rest, the call waits for it.
  private mutating func place(_ placing: BoardTrunk.Placing, waited blocks: Int = 0) {
    var refusal: Int32?
    for step in 1...lines.count {
      let index = (lastSeized + step) % lines.count
      guard placing.line == nil || placing.line == index else { continue }
      guard lines[index].state == .free, !lines[index].isDown else { continue }
      let result = board_seize(board, lines[index].channel)
      guard result == 0 else {
        refusal = -result
        continue
      }
      lastSeized = index
      serial += 1
      lines[index].state = .busy
      lines[index].call = LineCall(
        key: CallKey(line: index, serial: serial), digits: placing.digits,
        listener: placing.listener, placed: placing.placed)
      return
    }
    if blocks < MediaFloor.patience, lines.contains(where: { $0.state == .leaving }) {
      return waiting.append((placing, blocks + 1))
    }
    let detail = refusal.map { "the board says \(MediaFloor.words($0))" }
    placing.placed.resume(throwing: TrunkError(.noFreeLine, detail: detail))
  }

  private mutating func join(
    _ one: CallKey, _ other: CallKey, _ done: CheckedContinuation<Void, any Error>
  ) {
    guard one != other, isUp(one), isUp(other) else {
      let gone = isUp(one) ? other : one
      let name = trunk.lines[gone.line]
      let detail = one == other ? "a leg and itself" : "the call on \(name) is over"
      return done.resume(throwing: TrunkError(.cannotJoin, line: name, detail: detail))
    }
    for key in [one, other] {
      part(key.line)
      silence(key.line)
    }
    lines[one.line].call?.joined = other
    lines[other.line].call?.joined = one
    done.resume()
  }

  private mutating func connect(
    _ key: CallKey, _ end: BridgeEnd, _ done: CheckedContinuation<Void, any Error>
  ) {
    guard isUp(key) else {
      let name = trunk.lines[key.line]
      let detail = "the call on \(name) is over"
      return done.resume(throwing: TrunkError(.cannotJoin, line: name, detail: detail))
    }
    part(key.line)
    silence(key.line)
    lines[key.line].call?.bridge = end
    done.resume()
  }

  /// Drops what is still to be played: it gives way to voices, or to what is asked for next.
  private mutating func silence(_ index: Int) {
    lines[index].call?.queue.clear()
    tellPlayed(index)
  }

  /// Tells those who wait for the end of what is played.
  mutating func tellPlayed(_ index: Int) {
    guard let call = lines[index].call, !call.played.isEmpty else { return }
    for waiting in call.played { waiting.resume() }
    lines[index].call?.played = []
  }

  /// Parts a call from the one that it is joined to.
  private mutating func part(_ index: Int) {
    lines[index].call?.bridge?.close()
    lines[index].call?.bridge = nil
    guard let other = lines[index].call?.joined else { return }
    lines[index].call?.joined = nil
    if isUp(other) { lines[other.line].call?.joined = nil }
  }

  // MARK: Time

  /// Lives through a block of 160 samples on every line.
  mutating func tick() {
    for index in lines.indices {
      askAhead(of: index)
      takeEvents(index)
      if lines[index].call != nil { hear(index) }
    }
    if !waiting.isEmpty {
      let again = waiting
      waiting = []
      for (placing, blocks) in again { place(placing, waited: blocks) }
    }
    for index in lines.indices where lines[index].call != nil { speak(index) }
  }

  /// Asks for the memory of lines that are heard a little later.
  private mutating func askAhead(of index: Int) {
    let later = index + 2 * Workspace.ahead
    if later < lines.count { lines[later].call?.listener.locate(for: &workspace) }
    let next = index + Workspace.ahead
    if next < lines.count { lines[next].call?.listener.announce(to: &workspace) }
  }

  // MARK: Ends

  mutating func fail(_ index: Int, _ reason: TrunkError.Reason, _ detail: String) {
    guard let call = lines[index].call else { return }
    end(
      index,
      .failed(
        TrunkError(
          reason, line: trunk.lines[index], detail: detail, couldHaveDialed: call.couldHaveDialed)))
  }

  /// Ends a call: hangs up, tells whoever listens or waits, parts it from its other. The listener of a call that was not placed
  /// is told nothing: another trunk may have it next.
  mutating func end(_ index: Int, _ cause: EndCause) {
    part(index)
    guard var call = lines[index].call else { return }
    lines[index].call = nil
    lines[index].events.removeAll(keepingCapacity: true)
    lines[index].state = .leaving
    board_hang_up(board, lines[index].channel)
    if let placed = call.placed {
      let error =
        if case .failed(let error) = cause {
          error
        } else {
          TrunkError(.lineFailed, line: trunk.lines[index], detail: "released before dialing")
        }
      placed.resume(throwing: error)
    } else {
      call.listener.ended(cause)
    }
    for waiting in call.played { waiting.resume() }
  }

  /// Ends all calls because the trunk stops.
  mutating func stop() {
    for index in lines.indices { fail(index, .stopped, "the board is no longer served") }
    for (placing, _) in waiting { placing.placed.resume(throwing: TrunkError(.stopped)) }
    waiting = []
  }

  static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}
