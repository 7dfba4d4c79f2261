// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio
import Foundation

/// What the analyzer saw in 40 ms, every 20 ms: for those who want to look over its shoulder.
public struct Observation: Sendable {
  /// The middle of the frame.
  public private(set) var center = SampleTime.zero
  /// Of the telephone band, 200 to 3575 Hz.
  public private(set) var level = Level(dBm0: -99)
  /// The two strongest lines, Hz; 0 where there is none.
  public private(set) var lines = SIMD2<Float>()
  /// Share of the band's power in the first line, and in both.
  public private(set) var tonality: Float = 0
  public private(set) var pairTonality: Float = 0
  /// Whether a tone is being followed.
  public private(set) var isTone = false
  /// The tone that has just ended.
  public private(set) var ended: Tone?
  /// The line's noise from 300 to 3425 Hz.
  public private(set) var floor = Level(dBm0: -99)
  /// 18 dB under the loudest voice so far: what lies below is hardly the same voice's. The floor before there is one.
  public private(set) var speechFloor = Level(dBm0: -99)
  /// Probability, 0...1, that somebody is speaking.
  public private(set) var speech: Double = 0
  /// Probability, 0...1, that a machine answered, as of the last 60 ms; nil before the first word.
  public private(set) var machine: Double?

  /// An unbroken stretch of one line or one pair of lines.
  public struct Tone: Sendable {
    public var start: SampleTime
    public var end: SampleTime
    /// Hz, lowest first.
    public var frequencies: [Float]
    public var level: Level
    /// Mean share of the band's power in the tone; standard deviations of its line in Hz and its level in dB; share of
    /// frames whose level dips.
    public var purity: Float
    public var jitter: Float
    public var unsteadiness: Float
    public var dips: Float
    /// Whether it passes for a tone rather than a vowel.
    public var isSteady: Bool
  }
}

extension Observation {
  init(of frame: SpectralFrame, in analyzer: borrowing CallProgressAnalyzer) {
    center = frame.center
    level = Level(meanSquare: Double(frame.total))
    lines = SIMD2(frame.first.frequency, frame.second.frequency)
    tonality = frame.tonality
    pairTonality = frame.pairTonality
    isTone = analyzer.tones.tracker.isOpen
    ended = analyzer.tones.closed.map(Tone.init)
    floor = Level(dBm0: Double(analyzer.greeting.activity.floor.total))
    speechFloor = Level(
      dBm0: Double(analyzer.greeting.meter.speechFloor ?? analyzer.greeting.activity.floor.total))
    speech = Double(1 / (1 + expf(-analyzer.greeting.odds)))
    machine = analyzer.greeting.machine
  }
}

extension Observation.Tone {
  init(_ run: ToneRun) {
    self.init(
      start: run.start, end: run.end, frequencies: run.frequencies, level: run.level,
      purity: run.purity, jitter: run.jitter, unsteadiness: run.unsteadiness, dips: run.dips,
      isSteady: run.isSteady)
  }
}
