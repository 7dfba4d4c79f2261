// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CSIP
import Calls
import Detection
import Foundation
import RTP

/// All calls' media as the media thread holds them.
struct MediaFloor {
  /// Samples of a packet that we send: 20 ms.
  static let frame = 160
  /// Samples between two looks at the calls: 5 ms.
  static let tick: Int64 = 40

  let thread: MediaThread
  var lines: [MediaLine?] = []
  private var free: [Int] = []
  private var serial = 0
  private(set) var nextTick: Int64 = 0

  // Used again and again.
  var batch = MediaBatch()
  var scratch = MediaScratch()

  init(_ thread: MediaThread) { self.thread = thread }

  // MARK: Commands

  mutating func handle(_ command: MediaThread.Command, now: Int64) {
    switch command {
    case .open(let opening, let done): open(opening, done, now)
    case .agree(let key, let far): if isUp(key) { agree(key.index, far, now) }
    case .dialed(let key): if isUp(key) { lines[key.index]?.ear.listener?.dialed() }
    case .answered(let key): answered(key, now)
    case .note(let key, let note):
      guard isUp(key) else { return }
      lines[key.index]?.ear.listener?.note(
        note.kind == .digit ? .dtmf : .signalling, note.name, text: note.text)
    case .play(let key, let samples): if isUp(key) { lines[key.index]?.queue.append(samples) }
    case .playThrough(let key, let samples, let done):
      guard isUp(key), !samples.isEmpty else { return done.resume() }
      lines[key.index]?.queue.append(samples)
      lines[key.index]?.players.append(done)
    case .stopPlaying(let key): if isUp(key) { lines[key.index]?.silence() }
    case .digits(let key, let digits):
      if isUp(key) { lines[key.index]?.digits += digits.prefix(64) }
    case .join(let one, let other, let done): join(one, other, done)
    case .connect(let key, let end, let done): connect(key, end, done)
    case .end(let key, let cause, let done):
      done?.resume(returning: isUp(key) ? end(key.index, cause) : nil)
      if done == nil, isUp(key) { _ = end(key.index, cause) }
    case .drop(let key): if isUp(key) { drop(key.index) }
    }
  }

  func isUp(_ key: MediaKey) -> Bool {
    lines.indices.contains(key.index) && lines[key.index]?.key == key
  }

  private mutating func open(
    _ opening: MediaOpening, _ done: CheckedContinuation<MediaKey, any Error>, _ now: Int64
  ) {
    let index = free.popLast() ?? lines.count
    serial += 1
    let key = MediaKey(index: index, serial: serial)
    let line = MediaLine(opening, key: key, leastHold: thread.leastHold, now: now)
    if index == lines.count { lines.append(line) } else { lines[index] = line }
    let id = UInt64(index) << 1
    let error =
      [
        media_watch(thread.set, opening.sockets.audio, id),
        media_watch(thread.set, opening.sockets.control, id | 1),
      ].min() ?? 0
    guard error == 0 else {
      lines[index] = nil
      free.append(index)
      return done.resume(
        throwing: TrunkError(.lineFailed, detail: "media: \(String(cString: strerror(-error)))"))
    }
    done.resume(returning: key)
  }

  private mutating func agree(_ index: Int, _ far: AudioDescription, _ now: Int64) {
    do throws(TrunkError) {
      try lines[index]?.agree(far, now: now)
    } catch {
      fail(index, error)
    }
  }

  private mutating func answered(_ key: MediaKey, _ now: Int64) {
    guard isUp(key) else { return }
    lines[key.index]?.isAnswered = true
    lines[key.index]?.activeSince = now
    lines[key.index]?.ear.listener?.answered()
  }

  private mutating func join(
    _ one: MediaKey, _ other: MediaKey, _ done: CheckedContinuation<Void, any Error>
  ) {
    guard one != other, isUp(one), isUp(other) else {
      return done.resume(throwing: TrunkError(.cannotJoin, detail: "a call is over"))
    }
    for key in [one, other] {
      part(key.index)
      lines[key.index]?.silence()
    }
    lines[one.index]?.joined = other
    lines[other.index]?.joined = one
    done.resume()
  }

  private mutating func connect(
    _ key: MediaKey, _ end: BridgeEnd, _ done: CheckedContinuation<Void, any Error>
  ) {
    guard isUp(key) else {
      return done.resume(throwing: TrunkError(.cannotJoin, detail: "the call is over"))
    }
    part(key.index)
    lines[key.index]?.silence()
    lines[key.index]?.ear.bridge = end
    done.resume()
  }

  private mutating func part(_ index: Int) {
    lines[index]?.ear.bridge?.close()
    lines[index]?.ear.bridge = nil
    lines[index]?.ear.stopPassing()
    guard let other = lines[index]?.joined else { return }
    lines[index]?.joined = nil
    guard isUp(other) else { return }
    lines[other.index]?.joined = nil
    lines[other.index]?.ear.stopPassing()
  }

  // MARK: Ends

  /// Ends a call's media: tells its listener, leaves its other, closes its sockets.
  mutating func end(_ index: Int, _ cause: EndCause) -> MediaSummary? {
    part(index)
    lines[index]?.sendReport(now: thread.now, isBye: true, &scratch)
    guard let line = lines[index] else { return nil }
    line.tellPlayed()
    lines[index] = nil
    free.append(index)
    let summary = line.summary
    thread.count(summary)
    if summary.received > 0 {
      line.ear.listener?.note(.media, "rtp", text: summary.description)
    }
    line.ear.listener?.ended(cause)
    return summary
  }

  /// Ends a call for a fault of its media.
  private mutating func fail(_ index: Int, _ error: TrunkError) {
    lines[index]?.failed(error)
    _ = end(index, .failed(error))
  }

  /// Ends the media of a call that was not placed. Its listener is told nothing: another trunk may have it by now.
  private mutating func drop(_ index: Int) {
    lines[index]?.ear.listener = nil
    _ = end(index, .local)
  }

  mutating func stop() {
    for index in lines.indices where lines[index] != nil {
      _ = end(index, .failed(TrunkError(.stopped, couldHaveDialed: true)))
    }
  }

  // MARK: Time

  mutating func tick(now: Int64) {
    nextTick = max(nextTick + MediaFloor.tick, now)
    for index in lines.indices where lines[index] != nil {
      drain(index, now)
      lines[index]?.send(now: now, &scratch)
      if let due = lines[index]?.nextReport, now >= due {
        lines[index]?.sendReport(now: now, &scratch)
      }
      if let error = lines[index]?.lostMedia(now: now) { fail(index, error) }
    }
  }

  /// Local time as NTP has it; its origin is our own, which is all that a round trip needs.
  static func networkTime(_ now: Int64) -> UInt64 {
    let whole = UInt64(bitPattern: now) / 8000
    let rest = UInt64(bitPattern: now) % 8000
    return (whole &+ 1) << 32 | (rest << 32) / 8000
  }

  /// Its middle 32 bits.
  static func middle(_ time: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: time >> 16) }
}

extension MediaLine {
  /// Why the call has lost its media; nil: it has not. Who is on hold may send nothing.
  func lostMedia(now: Int64) -> TrunkError? {
    guard let timeout, isAnswered, direction == .both,
      now - max(receiver.lastArrival, activeSince) > timeout
    else { return nil }
    let seconds = Int(SampleTime(samples: timeout).seconds)
    return TrunkError(.lineFailed, detail: "no RTP for \(seconds) s", couldHaveDialed: true)
  }
}
