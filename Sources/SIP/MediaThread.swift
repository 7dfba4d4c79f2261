// SPDX-License-Identifier: GPL-3.0-or-later
import CSIP
import Calls
import Foundation
import Logging
import Synchronization

/// The thread that owns all media over IP: its sockets, what is heard on them and what is sent.
///
/// A packet is taken, put in order, decoded, heard and passed on to the joined call by this one thread; for a packet in
/// which nothing happens nothing is locked, allocated or handed to another thread. Whatever others ask for waits in a queue.
///
/// `@unchecked Sendable`: what is not behind the mutex is set before the thread starts.
final class MediaThread: @unchecked Sendable {
  enum Command: Sendable {
    case open(MediaOpening, CheckedContinuation<MediaKey, any Error>)
    case agree(MediaKey, AudioDescription)
    case dialed(MediaKey)
    case answered(MediaKey)
    case note(MediaKey, CallEventNote)
    case play(MediaKey, [Int16])
    case playThrough(MediaKey, [Int16], CheckedContinuation<Void, Never>)
    case stopPlaying(MediaKey)
    case digits(MediaKey, String)
    case join(MediaKey, MediaKey, CheckedContinuation<Void, any Error>)
    case connect(MediaKey, BridgeEnd, CheckedContinuation<Void, any Error>)
    case end(MediaKey, EndCause, CheckedContinuation<MediaSummary?, Never>?)
    case drop(MediaKey)
  }

  private struct Desk: ~Copyable {
    var commands: [Command] = []
    var isStopping = false
    var isStopped = false
  }

  /// Audio time to wall time.
  let speed: Double
  let leastHold: Int
  let logger: Logger
  private let desk = Mutex(Desk())
  private let sums = Mutex(MediaTotals())
  let set: Int32
  private let wake: Int32
  private let start = ContinuousClock.now

  /// Id of the wake among those of sockets.
  private static let wakeID = UInt64.max

  /// - Parameters:
  ///   - speed: 1 is real time.
  ///   - leastHold: samples that a missing packet is waited for at least.
  init(speed: Double = 1, leastHold: Int = 240, logger: Logger) {
    self.speed = speed
    self.leastHold = leastHold
    self.logger = logger
    _ = media_raise_file_limit()
    set = media_watch_open()
    wake = media_wake_open(set, MediaThread.wakeID)
  }

  deinit {
    media_close(wake)
    media_close(set)
  }

  /// Local time, samples.
  var now: Int64 {
    Int64((ContinuousClock.now - start) / .nanoseconds(125_000) * speed)
  }

  func post(_ command: Command) {
    let isTaken = desk.withLock { desk in
      if !desk.isStopped { desk.commands.append(command) }
      return !desk.isStopped
    }
    if isTaken { media_wake(wake) } else { MediaThread.refuse(command) }
  }

  /// What the calls that have ended add up to.
  var totals: MediaTotals { sums.withLock { $0 } }

  func count(_ summary: MediaSummary) {
    sums.withLock {
      $0.received += summary.received
      $0.lost += summary.lost
      $0.late += summary.late
      $0.sent += summary.sent
    }
  }

  func open(_ opening: MediaOpening) async throws -> MediaKey {
    try await withCheckedThrowingContinuation { post(.open(opening, $0)) }
  }

  func begin() {
    let thread = Thread { self.run() }
    thread.name = "media"
    thread.qualityOfService = .userInteractive
    thread.start()
  }

  func stop() {
    desk.withLock { $0.isStopping = true }
    media_wake(wake)
  }

  private func run() {
    // Packets are 20 ms apart: whoever else works on this machine must not keep them waiting.
    if !media_hasten() { logger.debug("media: no priority over other threads") }
    var floor = MediaFloor(self)
    var ids = [UInt64](repeating: 0, count: 128)
    while !desk.withLock({ $0.isStopping }) {
      let wait = Double(floor.nextTick - now) * 125_000 / speed
      let count = Int(media_wait(set, &ids, Int32(ids.count), Int64(wait)))
      let time = now
      for id in ids.prefix(count) {
        if id == MediaThread.wakeID {
          media_wake_clear(wake)
          for command in takeCommands() { floor.handle(command, now: time) }
        } else {
          floor.receive(id, now: time)
        }
      }
      if time >= floor.nextTick { floor.tick(now: time) }
    }
    for command in takeCommands() { floor.handle(command, now: now) }
    floor.stop()
    let left = desk.withLock { desk in
      desk.isStopped = true
      defer { desk.commands = [] }
      return desk.commands
    }
    for command in left { MediaThread.refuse(command) }
  }

  private func takeCommands() -> [Command] {
    desk.withLock { desk in
      guard !desk.commands.isEmpty else { return [] }
      defer { desk.commands = [] }
      return desk.commands
    }
  }

  private static func refuse(_ command: Command) {
    switch command {
    case .open(_, let done): done.resume(throwing: TrunkError(.stopped))
    case .join(_, _, let done), .connect(_, _, let done):
      done.resume(throwing: TrunkError(.stopped))
    case .end(_, _, let done): done?.resume(returning: nil)
    case .playThrough(_, _, let done): done.resume()
    case .agree, .dialed, .answered, .note, .play, .stopPlaying, .digits, .drop: break
    }
  }
}

/// What a call's listener is to take up beside the audio.
struct CallEventNote: Sendable {
  enum Kind: Sendable { case signalling, digit }
  var kind: Kind
  var name: String
  var text: String?
}
