// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Renders a tone a block at a time, for as long as is wanted.
///
/// Every frequency runs on through pauses and repetitions as an exchange's oscillator does behind
/// its relay: a block's samples depend only on the tone and on how many samples came before, so the
/// size of blocks changes nothing and nothing drifts.
public struct ToneSynthesizer: Sendable {
  private let tone: Tone
  /// Sample, from the start of a cycle, at which each segment ends.
  private let ends: [Int]
  private var position = 0
  /// Samples for which the oscillators ran before the tone began.
  private let lead: Int

  /// - Parameter running: samples for which the oscillators have run when the tone begins, which is their phase.
  public init(_ tone: Tone, running: Int = 0) {
    self.tone = tone
    lead = running
    var end = 0.0
    ends = tone.segments.map { segment in
      end += segment.duration
      return Int((end * Double(SampleTime.rate)).rounded())
    }
  }

  /// Whether a tone that does not repeat has sounded to its end.
  public var isFinished: Bool {
    guard let cycle = ends.last, cycle > 0 else { return true }
    return !tone.repeats && position >= cycle
  }

  /// Fills `samples`, with silence after the end of a tone that does not repeat.
  public mutating func render(into samples: inout MutableSpan<Int16>) {
    var index = 0
    while index < samples.count {
      guard !isFinished, let cycle = ends.last else {
        for rest in index..<samples.count { samples[rest] = 0 }
        position += samples.count - index
        return
      }
      let place = position % cycle
      let segment = ends.firstIndex { $0 > place } ?? 0
      let run = min(ends[segment] - place, samples.count - index)
      for offset in 0..<run {
        samples[index + offset] = sample(of: tone.segments[segment], at: lead + position + offset)
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
    return synthesizer.render(SampleTime(seconds: seconds ?? cycle).count)
  }
}

extension SampleTime {
  /// The count as an index, for audio that is in memory.
  var count: Int { max(0, Int(samples)) }
}
