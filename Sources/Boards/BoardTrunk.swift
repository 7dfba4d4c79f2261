// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls
public import Detection
import Foundation
public import Logging
import Synchronization

/// A board's lines as a trunk.
///
/// One thread, the media thread, serves all lines: it is in `run` as long as the trunk serves, and nobody else touches the
/// board's audio. Whatever others ask for waits in a queue that this thread takes once a block (20 ms of audio); for a
/// frame nothing is locked, allocated or handed to another thread.
///
///     let board = try Board("loopback:32")
///     let trunk = BoardTrunk(board, logger: logger)
///     try await trunk.serve {
///       let exchange = try Exchange(board: board.handle, script: script)
///       return LoopbackPace(board, speed: 20).wait { exchange.tick() }
///     }
///
/// A call's listener hears the line from the end of dialing on: its sample 0 is the one after the last digit's pause.
/// What was heard before, dial tone, is the line's matter. The caller ID of a request is not sent: lines of this kind
/// carry none.
public final class BoardTrunk: Trunk {
  /// Samples of a block.
  public static let block = 160

  public let name: String
  public let lines: [String]
  public let supervision: AnalyzerSettings.Supervision
  let board: Board
  let logger: Logger
  private let desk = Mutex(Desk())

  /// What others ask of the media thread.
  enum Command: Sendable {
    case place(Placing)
    case play(CallKey, [Int16])
    case playThrough(CallKey, [Int16], CheckedContinuation<Void, Never>)
    case stopPlaying(CallKey)
    case join(CallKey, CallKey, CheckedContinuation<Void, any Error>)
    case connect(CallKey, BridgeEnd, CheckedContinuation<Void, any Error>)
    case hangUp(CallKey, CheckedContinuation<Void, Never>)
  }

  /// A call that waits for a line.
  struct Placing: Sendable {
    /// nil: the line is only taken, and heard from then on.
    var digits: String?
    /// Index of the line; nil: any.
    var line: Int?
    var listener: Listener
    var placed: CheckedContinuation<BoardLeg, any Error>
  }

  private struct Desk {
    var commands: [Command] = []
    /// Nothing is taken any more.
    var isStopped = false
    var isStopping = false
  }

  /// - Parameter name: of the trunk, and the stem of its lines' names; the driver's name if nil.
  public init(_ board: Board, name: String? = nil, logger: Logger = Logger(label: "boards")) {
    let name = name ?? String(board.address.prefix { $0 != ":" })
    self.name = name
    self.board = board
    supervision = board.signalsAnswers ? .signalled : .unknown
    self.logger = logger
    lines = board.callingChannels.map { "\(name)/\($0 + 1)" }
  }

  public func place(_ request: CallRequest, listener: Listener) async throws -> any Leg {
    try await place(request, listener: listener, line: nil)
  }

  /// One of the lines as a trunk of its own; nil where none is called so.
  public func line(named name: String) -> BoardLine? {
    lines.firstIndex(of: name).map { BoardLine(trunk: self, index: $0) }
  }

  func place(_ request: CallRequest, listener: Listener, line: Int?) async throws -> any Leg {
    guard let digits = BoardTrunk.digits(of: request.number) else {
      throw TrunkError(.badNumber, detail: "wanted 1 to 64 digits, * or #")
    }
    return try await withCheckedThrowingContinuation { placed in
      post(.place(Placing(digits: digits, line: line, listener: listener, placed: placed)))
    }
  }

  func take(line: Int, listener: Listener) async throws -> any Leg {
    try await withCheckedThrowingContinuation { placed in
      post(.place(Placing(digits: nil, line: line, listener: listener, placed: placed)))
    }
  }

  /// Serves the trunk's calls on this thread until `stop`, or until `wait` returns false. Once in a trunk's life.
  ///
  /// Calls that are up then end as failed, with the reason `stopped`.
  /// - Parameter wait: blocks until the next block of 160 samples is due.
  public func run(wait: () -> Bool) {
    var floor = MediaFloor(self)
    while !desk.withLock({ $0.isStopping }), wait() {
      for command in takeCommands() { floor.handle(command) }
      floor.tick()
    }
    floor.stop()
    let left = desk.withLock { desk in
      desk.isStopped = true
      defer { desk.commands = [] }
      return desk.commands
    }
    for command in left { refuse(command) }
  }

  /// Serves the trunk's calls on a thread of its own until `stop`, the end of the task, or until the wait returns false.
  /// - Parameter making: makes, on that thread, what `run` waits with. What it throws is thrown.
  public func serve(making: @escaping @Sendable () throws -> () -> Bool) async throws {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
        let thread = Thread {
          if self.board.isPaced { BoardTrunk.preferThisThread() }
          do {
            let wait = try making()
            self.run(wait: wait)
            done.resume()
          } catch {
            self.run { false }
            done.resume(throwing: error)
          }
        }
        thread.name = name
        thread.qualityOfService = .userInteractive
        thread.start()
      }
    } onCancel: {
      stop()
    }
  }

  /// A card's clock waits for nobody: the kernel is asked to run this thread before others (SCHED_RR). Where that is not
  /// allowed, to users without CAP_SYS_NICE, the thread takes its turn.
  private static func preferThisThread() {
    var parameters = sched_param()
    parameters.sched_priority = 10
    _ = pthread_setschedparam(pthread_self(), SCHED_RR, &parameters)
  }

  /// Has `run` return at its next block.
  public func stop() { desk.withLock { $0.isStopping = true } }

  /// What the board has counted on all lines.
  public var counters: LineCounters {
    board.callingChannels.reduce(into: LineCounters()) { sum, channel in
      let counters = board.counters(ofChannel: channel)
      sum.overruns += counters.overruns
      sum.underruns += counters.underruns
      sum.eventsLost += counters.eventsLost
      sum.reopens += counters.reopens
    }
  }

  /// Puts a command into the queue; where nobody takes it any more, refuses it at once.
  func post(_ command: Command) {
    let isTaken = desk.withLock { desk in
      if !desk.isStopped { desk.commands.append(command) }
      return !desk.isStopped
    }
    if !isTaken { refuse(command) }
  }

  private func takeCommands() -> [Command] {
    desk.withLock { desk in
      guard !desk.commands.isEmpty else { return [] }
      defer { desk.commands = [] }
      return desk.commands
    }
  }

  private func refuse(_ command: Command) {
    switch command {
    case .place(let placing): placing.placed.resume(throwing: TrunkError(.stopped))
    case .play, .stopPlaying: break
    case .playThrough(_, _, let done): done.resume()
    case .join(_, _, let done), .connect(_, _, let done):
      done.resume(throwing: TrunkError(.stopped))
    case .hangUp(_, let done): done.resume()
    }
  }

  /// The digits of a number as people write it, "+1 (555) 010-0123", a comma being a pause of half a second; nil for what
  /// cannot be dialed.
  static func digits(of number: String) -> String? {
    let digits = String(number.filter { !" +()-./".contains($0) }.map { $0 == "," ? "w" : $0 })
    let canBeDialed = digits.allSatisfy { "0123456789*#ABCDw".contains($0) }
    return canBeDialed && digits.contains { $0 != "w" } && digits.count <= 64 ? digits : nil
  }
}
