// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Foundation
import Gateway
import Logging
import ServiceLifecycle
import UnixSignals

/// A board that is served as long as one command needs it.
enum LineService {
  enum News<Event: Sendable>: Sendable {
    case tick
    /// Ctrl-C, or the time is over.
    case end
    case event(Event)
  }

  /// Serves the lines while `body` runs.
  static func serve<Value: Sendable>(
    _ service: any Service, stopping stop: @escaping @Sendable () -> Void,
    _ body: @escaping () async throws -> sending Value
  ) async throws -> Value {
    let serving = Task { try await service.run() }
    do {
      let value = try await body()
      stop()
      try await serving.value
      return value
    } catch {
      stop()
      _ = try? await serving.value
      throw error
    }
  }

  /// A call's events, with a tick now and then, and one end where the user or the clock asks for it. It ends with the events.
  static func news<Event: Sendable>(
    _ events: AsyncStream<Event>, every interval: Duration, until seconds: Double?
  ) -> AsyncStream<News<Event>> {
    let (news, inbox) = AsyncStream.makeStream(of: News<Event>.self)
    let others = [
      Task {
        while (try? await Task.sleep(for: interval)) != nil { inbox.yield(.tick) }
      },
      Task {
        guard let seconds, (try? await Task.sleep(for: .seconds(seconds))) != nil else { return }
        inbox.yield(.end)
      },
      Task {
        for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { inbox.yield(.end) }
      },
    ]
    let reading = Task {
      for await event in events { inbox.yield(.event(event)) }
      inbox.finish()
    }
    inbox.onTermination = { _ in
      for other in others { other.cancel() }
      reading.cancel()
    }
    return news
  }
}

extension RecordingFile {
  /// A file in `folder` that is named for the time and the line.
  static func make(in folder: String, line: String, at date: Date) throws -> RecordingFile {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    return try RecordingFile(
      path: "\(folder)/\(RecordingShelf.name(of: line, at: date)).wav", format: .wav)
  }
}
