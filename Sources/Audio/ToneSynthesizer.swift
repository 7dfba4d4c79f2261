// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Renders a tone a block at a time, for as long as is wanted.
///
/// Every frequency runs on through pauses and repetitions as an exchange's oscillator does behind
/// its relay: a block's samples depend only on the tone and on how many samples came before, so the
/// size of blocks changes nothing and nothing drifts.
public struct ToneSynthesizer: Sendable {
  /// The lead's and the cycle's.
  private let segments: [ToneSegment]
  /// Sample at which each segment ends the first time.
  private let ends: [Int]
  /// Samples that come again and again from `loopStart` on; 0 for none.
  private let loop: Int
  private let loopStart: Int
  private var position = 0
  /// Samples for which the oscillators ran before the tone began.
  private let running: Int

  /// - Parameter running: samples for which the oscillators have run when the tone begins, which is their phase.
  public init(_ tone: Tone, running: Int = 0) {
    segments = tone.lead + tone.segments
    self.running = running
    var end = 0.0
    ends = segments.map { segment in
      end += segment.duration
      return Int((end * Double(SampleTime.rate)).rounded())
    }
    loopStart = tone.lead.isEmpty ? 0 : ends[tone.lead.count - 1]
    loop = tone.repeats ? (ends.last ?? 0) - loopStart : 0
  }

  /// Whether a tone that does not repeat has sounded to its end.
  public var isFinished: Bool { loop == 0 && position >= ends.last ?? 0 }

  /// Fills `samples`, with silence after the end of a tone that does not repeat.
  public mutating func render(into samples: inout MutableSpan<Int16>) {
    var index = 0
    while index < samples.count {
      guard !isFinished else {
        for rest in index..<samples.count { samples[rest] = 0 }
        position += samples.count - index
        return
      }
      let place =
        loop == 0 || position < loopStart
        ? position : loopStart + (position - loopStart) % loop
      let segment = ends.firstIndex { $0 > place } ?? 0
      let run = min(ends[segment] - place, samples.count - index)
      for offset in 0..<run {
        samples[index + offset] = sample(of: segments[segment], at: running + position + offset)
      }
      index += run
      position += run
    }
  }

  /// The next `count` samples.
  public mutating func render(_ count: Int) -> [Int16] {
    var samples = [Int16](repeating: 0, count: count)
    var span = samples.mutableSpan
    render(into: &span)
    return samples
  }

  private func sample(of segment: ToneSegment, at position: Int) -> Int16 {
    guard !segment.isSilence else { return 0 }
    var sum = 0.0
    for hertz in segment.frequencies { sum += wave(hertz, at: position) }
    if let modulation = segment.modulation {
      sum *= 1 + modulation.depth * wave(modulation.hertz, at: position)
    }
    return Int16(saturating: sum * segment.level.sineAmplitude)
  }

  private func wave(_ hertz: Double, at position: Int) -> Double {
    let turns = hertz * Double(position) / Double(SampleTime.rate)
    return sin(2 * .pi * (turns - turns.rounded(.down)))
  }
}

extension Tone {
  /// The tone from its start, `seconds` long; nil: once through. `running` is as for `ToneSynthesizer`.
  public func samples(seconds: Double? = nil, running: Int = 0) -> [Int16] {
    var synthesizer = ToneSynthesizer(self, running: running)
    let once = lead.reduce(cycle) { $0 + $1.duration }
    return synthesizer.render(SampleTime(seconds: seconds ?? once).count)
  }
}

extension SampleTime {
  /// The count as an index, for audio that is in memory.
  var count: Int { max(0, Int(samples)) }
}
