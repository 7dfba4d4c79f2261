// SPDX-License-Identifier: GPL-3.0-or-later

/// The far end of a call, composed of parts that sound one after the other.
public struct Composition: Sendable {
  public var parts: [Part]
  /// Level of active speech, of music and of files, where a part names none.
  public var level = Level(dBm0: -20)
  /// The line's noise, under all of it; nil for none.
  public var noise: Level?
  /// What the line's codec does to the sum; linear does nothing.
  public var codec = Codec.linear
  /// The same seed gives the same noise and the same music.
  public var seed: UInt64 = 1

  public enum Codec: String, Sendable, CaseIterable { case linear, ulaw, alaw }

  public init(_ parts: [Part]) { self.parts = parts }

  /// One part: its words, and what they stand for.
  public struct Part: Sendable {
    /// As it was written.
    public var text: String
    /// Level while it sounds; nil: the signal's own, or the composition's.
    public var level: Level?
    var content: Content
  }

  enum Content: Sendable {
    case silence(seconds: Double)
    case noise(seconds: Double)
    /// Once through if no length is given.
    case tone(Tone, seconds: Double?)
    case signal(@Sendable (Level?) -> [Int16])
    case music(seconds: Double)
    case speech(Speech)
    case file(String)
  }

  /// Something for a speech synthesiser to say.
  public struct Speech: Sendable, Hashable {
    /// As the synthesiser names it: en-us, de+f2.
    public var voice: String
    public var text: String
    /// Words a minute and pitch (0…99); nil: the voice's own.
    public var rate: Int?
    public var pitch: Int?
  }

  /// Where a part sounds.
  public struct Entry: Sendable {
    public var text: String
    /// Seconds from the start.
    public var start: Double
    public var end: Double
  }

  /// Renders all of it.
  ///
  /// - Parameter speak: gives what a synthesiser says, of any level and with any silence around it.
  /// - Returns: 8 kHz samples, and for each part where it sounds; of speech, where it is active.
  /// - Throws: `CompositionError`, which names the part, and what `speak` throws.
  public func render(
    speak: (Speech) throws -> [Int16]
  ) throws -> (samples: [Int16], entries: [Entry]) {
    var samples: [Int16] = []
    var entries: [Entry] = []
    for (index, part) in parts.enumerated() {
      let (sound, active) = try sound(of: part, seed: seed &+ UInt64(index) &+ 1, speak: speak)
      let start = samples.count
      samples += sound
      entries.append(
        Entry(
          text: part.text, start: SampleTime(samples: Int64(start + active.lowerBound)).seconds,
          end: SampleTime(samples: Int64(start + active.upperBound)).seconds))
    }
    if let noise {
      var source = NoiseSource(level: noise, seed: seed)
      source.add(to: &samples)
    }
    switch codec {
    case .linear: break
    case .ulaw: samples = samples.map { G711.decodeULaw(G711.encodeULaw($0)) }
    case .alaw: samples = samples.map { G711.decodeALaw(G711.encodeALaw($0)) }
    }
    return (samples, entries)
  }

  private func sound(
    of part: Part, seed: UInt64, speak: (Speech) throws -> [Int16]
  ) throws -> ([Int16], active: Range<Int>) {
    var samples: [Int16]
    switch part.content {
    case .silence(let seconds): samples = .silence(seconds: seconds)
    case .noise(let seconds):
      var source = NoiseSource(level: part.level ?? Level(dBm0: -45), seed: seed)
      samples = source.render(SampleTime(seconds: seconds).count)
    case .tone(let tone, let seconds):
      samples = (part.level.map(tone.at) ?? tone).samples(seconds: seconds)
    case .signal(let make): samples = make(part.level)
    case .music(let seconds):
      samples = Signals.music(seconds: seconds, level: part.level ?? level, seed: seed)
    case .file(let path):
      samples = try Recording(contentsOf: path).samples
      if let level = part.level, let speech = ActiveSpeech(of: samples) {
        samples = samples.amplified(by: (level.meanSquare / speech.level.meanSquare).squareRoot())
      }
    case .speech(let speech):
      return try spoken(speak(speech), level: part.level ?? level, part: part)
    }
    return (samples, 0..<samples.count)
  }

  /// Speech as a telephone channel passes it, at its level, without the silence around it but for
  /// 48 ms, in which soft beginnings and ends lie.
  private func spoken(
    _ voice: [Int16], level: Level, part: Part
  ) throws(CompositionError) -> ([Int16], active: Range<Int>) {
    // Headroom first: the synthesiser speaks near full scale and filters overshoot.
    var samples = voice.amplified(by: 0.5)
    var band = TelephoneBand()
    band.filter(&samples)
    guard let speech = ActiveSpeech(of: samples) else {
      throw CompositionError(part.text, "says nothing")
    }
    let margin = 384
    let first = max(0, speech.range.lowerBound - margin)
    let last = min(samples.count, speech.range.upperBound + margin)
    let gain = (level.meanSquare / speech.level.meanSquare).squareRoot()
    let piece = Array(samples[first..<last]).amplified(by: gain).faded(seconds: 0.005)
    return (piece, speech.range.lowerBound - first..<speech.range.upperBound - first)
  }
}

/// A part that cannot be made, and why.
public struct CompositionError: Error, Sendable, Hashable, CustomStringConvertible {
  public var part: String
  public var fault: String

  init(_ part: String, _ fault: String) {
    self.part = part
    self.fault = fault
  }

  public var description: String { "part '\(part)': \(fault)" }
}
