// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio

/// What a far end lets the caller hear: 8 kHz samples, or a tone.
public enum FarEndSound: Sendable, Hashable {
  case samples([Int16])
  case tone(Tone)

  /// Whether it ends by itself when played once.
  public var isEndless: Bool {
    switch self {
    case .samples: false
    case .tone(let tone): tone.repeats
    }
  }
}

/// A sound as it is being played, a block at a time.
struct SoundPlayer: Sendable {
  private var sound: Playing
  private let length: Int?
  private var position = 0

  private enum Playing: Sendable {
    case samples([Int16])
    case tone(ToneSynthesizer)
  }

  /// - Parameter repeats: plays samples again and again; a tone knows by itself whether it repeats.
  init(_ sound: FarEndSound, repeats: Bool = false) {
    switch sound {
    case .samples(let samples):
      self.sound = .samples(samples)
      // Nothing, repeated, would never come to an end within a block.
      length = repeats && !samples.isEmpty ? nil : samples.count
    case .tone(let tone):
      self.sound = .tone(ToneSynthesizer(tone))
      length = tone.repeats ? nil : Int(SampleTime(seconds: tone.cycle).samples)
    }
  }

  /// Samples to the end; nil: it has none.
  var remaining: Int? { length.map { $0 - position } }

  /// Puts the next `count` samples, no more than remain, into the span from `start` on.
  mutating func play(_ count: Int, into span: inout MutableSpan<Int16>, at start: Int) {
    switch sound {
    case .samples(let samples):
      for offset in 0..<count {
        span[start + offset] = samples[(position + offset) % samples.count]
      }
    case .tone(var synthesizer):
      if start == 0, count == span.count {
        synthesizer.render(into: &span)
      } else {
        for (offset, sample) in synthesizer.render(count).enumerated() {
          span[start + offset] = sample
        }
      }
      sound = .tone(synthesizer)
    }
    position += count
  }
}
