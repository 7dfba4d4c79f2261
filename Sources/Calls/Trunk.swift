// SPDX-License-Identifier: GPL-3.0-or-later
public import Detection

/// Lines to the telephone network, whatever they are made of.
public protocol Trunk: Sendable {
  var name: String { get }
  /// The lines' names, "loopback/3".
  var lines: [String] { get }
  /// Whether the lines report that the far end answers and hangs up. Where they do not, both are heard.
  var supervision: AnalyzerSettings.Supervision { get }

  /// Seizes a line and dials. `listener` hears the call from its first sample and is told of every event.
  ///
  /// Returns once the line is seized; throws `TrunkError`, which says whether anything can have been dialed. Where it throws,
  /// `listener` is told of no end: another trunk may take the call.
  func place(_ request: CallRequest, listener: Listener) async throws -> any Leg
}

extension Trunk {
  /// Lines report the answer, unless a trunk says otherwise.
  public var supervision: AnalyzerSettings.Supervision { .signalled }
}

/// One end of a call on a trunk.
public protocol Leg: Sendable, CustomStringConvertible {
  /// The line's name.
  var line: String { get }

  /// Sends `samples`, 8 kHz linear, behind what is being sent.
  func play(_ samples: [Int16])

  /// Sends `samples` likewise, and returns when they have been sent or the call is over.
  func playThrough(_ samples: [Int16]) async

  /// Drops what is still to be sent of what was played.
  func stopPlaying()

  /// Joins this leg and `other`: each hears the other, until one of them ends.
  func join(_ other: any Leg) async throws

  /// Ends the call. Nothing happens if it has ended.
  func hangUp() async
}

extension Leg {
  /// For lines at the pace of life: as long as the samples last.
  public func playThrough(_ samples: [Int16]) async {
    play(samples)
    try? await Task.sleep(for: .seconds(Double(samples.count) / 8000))
  }
}
