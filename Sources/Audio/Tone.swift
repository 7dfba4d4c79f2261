// SPDX-License-Identifier: GPL-3.0-or-later

/// Sines that sound together for a while, or silence.
public struct ToneSegment: Sendable, Hashable, Codable {
  /// Hz; empty for silence.
  public var frequencies: [Double]
  /// Modulates the sum of the frequencies; nil for a steady tone.
  public var modulation: AmplitudeModulation?
  /// Seconds.
  public var duration: Double
  /// Level of each frequency, without its modulation.
  public var level: Level

  /// The envelope 1 + depth · sin(2π · hertz · t).
  public struct AmplitudeModulation: Sendable, Hashable, Codable {
    public var hertz: Double
    /// 0...1; at 1 the envelope touches zero.
    public var depth: Double

    public init(hertz: Double, depth: Double) {
      self.hertz = hertz
      self.depth = depth
    }
  }

  public init(
    _ frequencies: [Double], modulation: AmplitudeModulation? = nil, duration: Double, level: Level
  ) {
    self.frequencies = frequencies
    self.modulation = modulation
    self.duration = duration
    self.level = level
  }

  public static func silence(_ duration: Double) -> ToneSegment {
    ToneSegment([], duration: duration, level: .silence)
  }

  public var isSilence: Bool { frequencies.isEmpty }

  /// Level of all frequencies together, without their modulation.
  public var totalLevel: Level {
    isSilence ? .silence : Level(meanSquare: level.meanSquare * Double(frequencies.count))
  }
}

/// A signal of tones and silences: once through, or again and again.
///
/// The rates and cadences of a country's tones and of SITs and CNG are such values, which the
/// generator renders and a detector can read.
public struct Tone: Sendable, Hashable, Codable {
  public var segments: [ToneSegment]
  public var repeats: Bool
  /// Heard once, before the segments: the short bursts of some special dial tones.
  public var lead: [ToneSegment]

  public init(_ segments: [ToneSegment], repeats: Bool, lead: [ToneSegment] = []) {
    self.segments = segments
    self.repeats = repeats
    self.lead = lead
  }

  /// Seconds of the segments, once through.
  public var cycle: Double { segments.reduce(0) { $0 + $1.duration } }

  /// Whether it sounds without a pause for as long as it lasts, as dial tone does.
  public var isContinuous: Bool {
    repeats && lead.isEmpty && !segments.contains(where: \.isSilence)
  }

  /// The same tone with its loudest burst, all frequencies together, at `level`.
  public func at(_ level: Level) -> Tone {
    let loudest = (lead + segments).map(\.totalLevel).max() ?? level
    return mapSegments { segment in
      guard !segment.isSilence else { return }
      segment.level.dBm0 += level.dBm0 - loudest.dBm0
    }
  }

  /// The same tone from a clock that is off: frequencies and durations times these factors.
  public func scaled(frequency: Double = 1, cadence: Double = 1) -> Tone {
    mapSegments { segment in
      segment.frequencies = segment.frequencies.map { $0 * frequency }
      segment.duration *= cadence
    }
  }

  private func mapSegments(_ change: (inout ToneSegment) -> Void) -> Tone {
    var tone = self
    for index in tone.segments.indices { change(&tone.segments[index]) }
    for index in tone.lead.indices { change(&tone.lead[index]) }
    return tone
  }
}

extension Level {
  /// No signal at all, as far as levels go.
  public static let silence = Level(dBm0: -99)
}
