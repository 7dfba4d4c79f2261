// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Whether somebody is speaking: the log-odds, frame by frame.
///
/// A ``FrameModel`` over sixteen measures, as they are and as they have been over some 0.1, 0.5 and 2 s: how
/// far the bands stand out of the noise floor and how far they stay below the loudest that was heard on the line, how
/// flat, how harmonic, how restless the frame is, and how it lies to the levels around it. Its parameters are part of
/// the ``GreetingModel``.
package struct VoiceActivity: Sendable {
  /// The one that tells how far the frame stands out of the floor, dB.
  package static let excess = 4
  /// The one that tells how far it stays below the loudest frame so far, dB.
  package static let belowLoudest = 14
  /// What is less than this is no peak yet, dBm0.
  static let leastPeak: Float = -45
  /// dB over the floor that a frame needs for its harmonicity to be looked at.
  static let audible: Float = 1.5

  private(set) var floor = NoiseFloor()
  private(set) var frame = SpeechFrame()
  /// Of the newest frame, 0...1.2.
  private(set) var harmonicity: Float = 0
  /// Whether the newest frame is the fifth or a later one of a steady tone.
  private(set) var isTone = false

  /// What the speech model weighs in the newest frame.
  private(set) var inputs = SpeechInputs()

  private(set) var isStarted = false
  /// Whether the averages have begun.
  private var isAveraging = false
  private var hasFrame = false
  /// A level that noise stays about, and the recent peak.
  private var background: Float = -60
  private var peak: Float = -40
  /// The highest level since the start, and those of the bands: a voice's, where one was heard. What people behind it
  /// say, or a television, stays below.
  private var loudest: Float = leastPeak
  private var loudestBand = SIMD8<Float>(repeating: leastPeak)
  private var levels = InlineArray<20, Float>(repeating: 0)
  private var newest = 0
  private var harmonicities = SIMD8<Float>()
  private var range: Float = 40
  private var harmonicMean: Float = 1
  /// Where the line was that has kept still since, Hz.
  private var line: Float = 0
  private var steadyFrames = 0

  /// The line is another from the next frame on: its noise is learnt anew.
  mutating func restart() {
    isStarted = false
    isAveraging = false
  }

  /// Takes a frame; the log-odds of speech. `isKnownTone`: a tone detector is sure.
  mutating func consume(_ spectrum: SpectralFrame, isKnownTone: Bool, model: GreetingModel) -> Float
  {
    frame = SpeechFrame(spectrum, after: hasFrame ? frame : nil)
    hasFrame = true
    followLine(spectrum, isKnownTone: isKnownTone)
    harmonicity = 0
    if let powers = spectrum.powers, frame.level >= floor.total + VoiceActivity.audible {
      harmonicity = min(1.2, Harmonicity.measure(powers))
    }
    let isSilent = frame.isDigitalSilence
    if !isStarted, !isSilent { start() }
    let counts = !isTone && !isSilent
    floor.consume(frame, counts: counts, isStationary: harmonicMean < 0.5 && range < 8)
    followLevels(counts: counts, isSilent: isSilent)
    measure()
    return model.speech.odds(inputs)
  }

  /// The line begins with the newest frame.
  mutating func start() {
    isStarted = true
    floor.start(frame)
    levels = InlineArray(repeating: frame.level)
    background = min(frame.level, -45)
    peak = VoiceActivity.leastPeak
    loudest = VoiceActivity.leastPeak
    loudestBand = SIMD8(repeating: VoiceActivity.leastPeak)
  }

  private mutating func followLine(_ spectrum: SpectralFrame, isKnownTone: Bool) {
    let isSteady =
      spectrum.pairTonality > 0.93 && abs(spectrum.first.frequency - line) < 8.75
      && frame.level > -50
    steadyFrames = isSteady ? steadyFrames + 1 : 0
    if !isSteady { line = spectrum.first.frequency }
    isTone = steadyFrames >= 4 || isKnownTone
  }

  private mutating func followLevels(counts: Bool, isSilent: Bool) {
    let level = frame.level
    if counts {
      let step = min(1, 0.25 * abs(level - background))
      background += level > background ? 0.10 * step : -0.25 * step
      loudest = max(loudest, level)
      loudestBand.replace(with: frame.band, where: frame.band .> loudestBand)
    }
    peak = max(peak - 0.12, level, VoiceActivity.leastPeak)
    if !isSilent {
      newest = (newest + 1) % levels.count
      levels[newest] = level
    }
    var low = Float.infinity
    var high = -Float.infinity
    for index in levels.indices {
      low = min(low, levels[index])
      high = max(high, levels[index])
    }
    range = high - low
    for index in 0..<7 { harmonicities[index] = harmonicities[index + 1] }
    harmonicities[7] = counts ? harmonicity : 0
    harmonicMean = harmonicities.highHalf.sum() / 4
  }

  private mutating func measure() {
    let excess = (frame.band - floor.level).clamped(
      lowerBound: .zero, upperBound: SIMD8(repeating: 30))
    var sum: Float = 0
    var most: Float = 0
    var count: Float = 0
    for band in 1..<SpeechFrame.bands {
      sum += excess[band]
      most = max(most, excess[band])
      if excess[band] > 6 { count += 1 }
    }
    let distance = frame.band - loudestBand
    var below: Float = 0
    for band in 0..<SpeechFrame.bands { below += distance[band] }
    inputs.add(
      SIMD16(
        sum / 6, most, count, excess[0], min(40, max(-5, frame.level - floor.total)),
        frame.flatness, harmonicity, harmonicMean, harmonicities.highest, frame.level - background,
        frame.level - peak, min(range, 40), frame.flux, isTone ? 1 : 0, frame.level - loudest,
        below / Float(SpeechFrame.bands)),
      isFirst: !isAveraging)
    isAveraging = true
  }
}
