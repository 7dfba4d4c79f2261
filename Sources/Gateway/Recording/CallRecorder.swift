// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Detection
import Foundation
import Logging

/// Writes calls to disk, both directions, on a thread of its own.
///
/// It reads each call's ``CallTap`` some times a second. A disk that is full, slow or gone costs recordings: the call's
/// owner never waits for it, and its outcome does not depend on it.
actor CallRecorder {
  private struct Call {
    let tap: CallTap
    let name: String
    let startedAt: Date
    let country: String?
    let supervision: AnalyzerSettings.Supervision
    /// nil: nothing was heard yet.
    var file: RecordingFile?
    /// The recording was given up; the tap is still emptied.
    var isLost = false
    var heard: [Int16] = []
    var sent: [Int16] = []
    var outcome: CallOutcome?
    var later: [CallEvent] = []
    var joinedAt: SampleTime?
  }

  /// How often taps are read: a quarter of what they hold, at 20 times the pace of life.
  static let interval = Duration.milliseconds(50)
  /// Complaints about the disk come this often at most.
  static let complaints = Duration.seconds(60)

  /// What the recorder is told, in order.
  private enum News: Sendable {
    case begin(CallRequest, AnalyzerSettings.Supervision, CallTap, Date)
    case step(CallProgress, attempt: String)
    case forget(attempt: String)
    case tick
  }

  private let configuration: RecordingConfiguration
  private let logger: Logger
  private nonisolated let news: AsyncStream<News>
  private nonisolated let inbox: AsyncStream<News>.Continuation
  private let executor = DiskExecutor("recordings")
  private var shelf: RecordingShelf
  private var calls: [String: Call] = [:]
  private var complainedAt: ContinuousClock.Instant?
  private var unsaid = 0

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(_ configuration: RecordingConfiguration, logger: Logger) throws {
    self.configuration = configuration
    self.logger = logger
    (news, inbox) = AsyncStream.makeStream(of: News.self)
    shelf = try RecordingShelf(directory: configuration.directory)
  }

  /// Records until `finish`, and writes what was told until then.
  func run() async {
    let inbox = inbox
    let clock = Task {
      while (try? await Task.sleep(for: CallRecorder.interval)) != nil { inbox.yield(.tick) }
    }
    for await item in news {
      switch item {
      case .begin(let request, let supervision, let tap, let date):
        calls[request.attempt] = Call(
          tap: tap, name: RecordingShelf.name(of: request.attempt, at: date), startedAt: date,
          country: request.country, supervision: supervision)
      case .step(let step, let attempt): handle(step, of: attempt)
      case .forget(let attempt): end(attempt, .local, .zero)
      case .tick: for attempt in calls.keys { write(attempt) }
      }
    }
    clock.cancel()
    for attempt in calls.keys { drop(attempt) }
  }

  /// Has `run` end.
  nonisolated func finish() { inbox.finish() }

  /// A call begins; its audio comes through `tap`. Nobody waits for the disk here.
  nonisolated func begin(
    _ request: CallRequest, supervision: AnalyzerSettings.Supervision, tap: CallTap,
    at date: Date = Date()
  ) {
    inbox.yield(.begin(request, supervision, tap, date))
  }

  /// Takes what the call tells; `released` ends its recording.
  nonisolated func take(_ step: CallProgress, of attempt: String) {
    inbox.yield(.step(step, attempt: attempt))
  }

  /// The call is over, however: also where nobody heard of its release.
  nonisolated func forget(_ attempt: String) { inbox.yield(.forget(attempt: attempt)) }

  private func handle(_ step: CallProgress, of attempt: String) {
    guard calls[attempt] != nil else { return }
    switch step {
    case .decided(let outcome): calls[attempt]?.outcome = outcome
    case .heard(let event):
      if calls[attempt]?.outcome != nil { calls[attempt]?.later.append(event) }
    case .transferred(let at): calls[attempt]?.joinedAt = at
    case .released(let cause, let at): end(attempt, cause, at)
    case .dialing, .ringing, .answered, .transferFailed, .played, .optedOut: break
    }
  }

  private func drop(_ attempt: String) {
    guard let call = calls.removeValue(forKey: attempt), let file = call.file else { return }
    unlink(file.path)
  }

  /// Takes what the tap holds, and writes what both directions have.
  private func write(_ attempt: String, isLast: Bool = false) {
    guard var call = calls[attempt] else { return }
    calls[attempt]?.heard = []
    calls[attempt]?.sent = []
    defer { calls[attempt] = call }
    call.tap.read(heard: &call.heard, sent: &call.sent)
    if call.isLost {
      call.heard.removeAll(keepingCapacity: true)
      call.sent.removeAll(keepingCapacity: true)
      return
    }
    if isLast {
      let count = max(call.heard.count, call.sent.count)
      call.heard += repeatElement(0, count: count - call.heard.count)
      call.sent += repeatElement(0, count: count - call.sent.count)
    }
    let count = min(call.heard.count, call.sent.count)
    guard count > 0 else { return }
    do throws(RecordingError) {
      if call.file == nil { call.file = try open(call.name) }
      guard let file = call.file else { return }
      try file.append(call.heard[..<count], call.sent[..<count])
      call.heard.removeFirst(count)
      call.sent.removeFirst(count)
    } catch {
      giveUp(&call, error)
    }
  }

  private func open(_ name: String) throws(RecordingError) -> RecordingFile {
    let gone = shelf.makeRoom(quota: configuration.quota, reserve: configuration.reserve)
    if gone > 0 { logger.info("recordings removed for new ones: \(gone)") }
    let path = shelf.directory + "/." + name + RecordingShelf.unfinished
    guard RecordingShelf.free(in: shelf.directory) >= configuration.reserve else {
      throw RecordingError(path, .unwritable("less than the reserve is free on the disk"))
    }
    return try RecordingFile(path: path, format: configuration.format)
  }

  private func giveUp(_ call: inout Call, _ error: any Error) {
    call.isLost = true
    if let file = call.file { unlink(file.path) }
    call.file = nil
    unsaid += 1
    let now = ContinuousClock.now
    guard complainedAt.map({ now - $0 >= CallRecorder.complaints }) ?? true else { return }
    complainedAt = now
    logger.warning("recordings given up: \(unsaid), the calls go on: \(error)")
    unsaid = 0
  }

  private func end(_ attempt: String, _ cause: ReleaseCause, _ at: SampleTime) {
    write(attempt, isLast: true)
    guard var call = calls.removeValue(forKey: attempt), let file = call.file else { return }
    do {
      try file.close()
      try finish(call, file, cause, at)
    } catch {
      giveUp(&call, error)
    }
  }

  /// Puts the recording, with its sidecar, where it belongs.
  private func finish(
    _ call: Call, _ file: RecordingFile, _ cause: ReleaseCause, _ at: SampleTime
  ) throws {
    guard let outcome = call.outcome else { return _ = unlink(file.path) }
    let dispute = Dispute.found(
      in: outcome, later: call.later, joinedAt: call.joinedAt, released: (cause, at))
    let isInRing = configuration.keep == .disputed && dispute == nil
    let folder = isInRing ? shelf.ring : shelf.directory
    let audio = "\(folder)/\(call.name).\(configuration.format.rawValue)"
    let sidecar = "\(folder)/\(call.name).json"
    var content = RecordingSidecar(
      file: URL(filePath: audio).lastPathComponent, startedAt: call.startedAt, outcome: outcome,
      country: call.country, supervision: call.supervision, released: cause, lost: call.tap.lost)
    content.joinedAt = call.joinedAt
    content.dispute = dispute
    let unfinished = "\(shelf.directory)/.\(call.name).json" + RecordingShelf.unfinished
    do {
      try content.write(to: unfinished)
      guard rename(unfinished, sidecar) == 0, rename(file.path, audio) == 0 else {
        throw RecordingError(audio, .unwritable(String(cString: strerror(errno))))
      }
    } catch {
      unlink(unfinished)
      unlink(sidecar)
      unlink(file.path)
      throw error
    }
    shelf.add(
      RecordingShelf.Item(
        name: call.name, isInRing: isInRing, files: [audio, sidecar],
        bytes: RecordingShelf.size(of: audio) + RecordingShelf.size(of: sidecar)))
    _ = shelf.makeRoom(quota: configuration.quota, reserve: configuration.reserve)
  }
}
