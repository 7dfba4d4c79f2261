// SPDX-License-Identifier: GPL-3.0-or-later
import Detection
import OutboundContact

/// A recording in which no signal may be heard: talk, prompts, music.
public struct TalkOffRecording: Sendable, Hashable {
  /// Of the table, from 1.
  public var line: Int
  public var file: String
  /// What it is: "speech", "music".
  public var material: String

  public init(line: Int = 1, file: String, material: String) {
    self.line = line
    self.file = file
    self.material = material
  }

  /// The rows of the table at `path`: CSV with the column file, and kind for the material.
  ///
  /// - Throws: ``TableError`` with the line.
  public static func read(_ path: String) throws(TableError) -> [TalkOffRecording] {
    var recordings: [TalkOffRecording] = []
    try TableError.forEachRow(inFile: path, required: ["file"]) { row throws(CSVError) in
      recordings.append(
        TalkOffRecording(line: row.line, file: row["file"], material: row["kind"]))
    }
    return recordings
  }
}

/// What was heard in recordings in which no signal may be heard, by material.
public struct TalkOff: Sendable {
  public struct Tally: Sendable, Hashable {
    public var recordings = 0
    public var seconds = 0.0
    /// By what was heard: an event's kind, a tone's name, or `outcome:` with the verdict that no talk may get.
    public var hits: [String: Int] = [:]

    public func perHour(_ hits: Int) -> Double? {
      seconds > 0 ? Double(hits) * 3600 / seconds : nil
    }
  }

  public private(set) var tallies: [String: Tally] = [:]

  public init() {}

  public mutating func add(
    _ recording: TalkOffRecording, _ result: Classification, duration: Double
  ) {
    var tally = tallies[recording.material] ?? Tally()
    tally.recordings += 1
    tally.seconds += duration
    for event in result.events where FalseHits.isSignal(event) {
      let name = event.kind == .tone ? event.name ?? "tone" : event.kind.rawValue
      tally.hits[name, default: 0] += 1
    }
    let outcome = result.verdict.outcome
    if TalkOff.isSignal(outcome) { tally.hits["outcome:" + outcome.rawValue, default: 0] += 1 }
    tallies[recording.material] = tally
  }

  /// Whether an outcome is one that signals alone can have.
  private static func isSignal(_ outcome: Outcome) -> Bool {
    switch outcome {
    case .fax, .modem, .tty, .busy, .reorder, .numberUnobtainable, .ringback, .dialTone: true
    default: outcome.isSIT
    }
  }
}

/// By material: `{"speech":{"recordings":10,"hours":0.5,"hits":{"beep":2},"per_hour":{"beep":4}}}`.
extension TalkOff: Encodable {
  public func encode(to encoder: any Encoder) throws { try tallies.encode(to: encoder) }
}

extension TalkOff.Tally: Encodable {
  private enum CodingKeys: String, CodingKey {
    case recordings, hours, hits
    case perHour = "per_hour"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(recordings, forKey: .recordings)
    try values.encode((seconds / 3600).inTenThousandths, forKey: .hours)
    try values.encode(hits, forKey: .hits)
    try values.encode(
      hits.compactMapValues { perHour($0)?.inTenThousandths }, forKey: .perHour)
  }
}
