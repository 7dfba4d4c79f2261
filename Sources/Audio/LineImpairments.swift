// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// What a telephone line does to a signal between the far end and the receiver.
///
/// The stages come in the order of a real line: the far end's clock, gain, what is added (noise, hum, an offset), clipping,
/// silence suppression, the codec and lost packets. Each does nothing until it is asked for. The same seed gives the same
/// samples.
public struct LineImpairments: Sendable, Hashable {
  /// By how many parts in a million the far end's clock is fast. Telephone equipment keeps within ±50 (ITU-T G.711 asks
  /// that of codecs); voice over IP endpoints are seen up to ±200.
  public var clockSkew = 0.0
  /// dB.
  public var gain = 0.0
  /// White noise from 0 to 4 kHz; nil for none.
  public var noise: Level?
  public var hum: Hum?
  /// A constant added to every sample, in 16-bit units.
  public var offset = 0.0
  /// Samples beyond ± this, in 16-bit units, are cut to it; nil for none.
  public var clipping: Double?
  public var suppression: SilenceSuppression?
  public var codec = Composition.Codec.linear
  public var loss: PacketLoss?
  public var seed: UInt64 = 1

  public init() {}

  /// The mains on the line, 50 or 60 Hz, with its third harmonic 10 dB below.
  public struct Hum: Sendable, Hashable {
    public var hertz: Double
    /// Of the fundamental.
    public var level: Level

    public init(hertz: Double, level: Level) {
      self.hertz = hertz
      self.level = level
    }
  }

  /// A sender that keeps back packets of silence.
  public struct SilenceSuppression: Sendable, Hashable {
    /// Packets of 20 ms below this level are not sent.
    public var threshold: Level
    /// White noise in their place; nil for digital silence.
    public var comfortNoise: Level?

    public init(below threshold: Level, comfortNoise: Level? = nil) {
      self.threshold = threshold
      self.comfortNoise = comfortNoise
    }
  }

  /// Packets of 20 ms that do not arrive, each by itself at random.
  public struct PacketLoss: Sendable, Hashable {
    public enum Concealment: String, Sendable, CaseIterable {
      /// Digital silence.
      case silence
      /// The packet before once more.
      case repetition
    }

    /// Share of the packets, 0...1.
    public var rate: Double
    public var concealment: Concealment

    public init(rate: Double, concealment: Concealment) {
      self.rate = rate
      self.concealment = concealment
    }
  }

  /// Samples of a packet: 20 ms.
  public static let packet = SampleTime.rate / 50

  /// `samples` as they arrive: as many as are sent, but for what the clock makes more or fewer.
  public func applied(to samples: [Int16]) -> [Int16] {
    var line = clockSkew == 0 ? samples.map(Double.init) : skewed(samples)
    add(to: &line)
    if let clipping { line = line.map { max(-clipping, min(clipping, $0)) } }
    var sent = line.map { Int16(saturating: $0) }
    if let suppression { suppress(suppression, in: &sent) }
    switch codec {
    case .linear: break
    case .ulaw: sent = sent.map { G711.decodeULaw(G711.encodeULaw($0)) }
    case .alaw: sent = sent.map { G711.decodeALaw(G711.encodeALaw($0)) }
    }
    if let loss { lose(loss, in: &sent) }
    return sent
  }

  private func add(to line: inout [Double]) {
    let factor = pow(10, gain / 20)
    var source = noise.map { NoiseSource(level: $0, seed: seed) }
    var mains = (Oscillator(), Oscillator())
    for index in line.indices {
      var value = line[index] * factor + offset
      if let added = source?.next() { value += added }
      if let hum {
        let wave = mains.0.next(hum.hertz) + 0.316 * mains.1.next(3 * hum.hertz)
        value += hum.level.sineAmplitude * wave
      }
      line[index] = value
    }
  }

  /// The samples that a clock `clockSkew` faster gives in the receiver's time, by a sine cardinal of 32 samples under a
  /// Hann window.
  private func skewed(_ samples: [Int16]) -> [Double] {
    let step = 1 + clockSkew * 1e-6
    let reach = 16
    return (0..<Int(Double(samples.count) / step)).map { index in
      let place = Double(index) * step
      let middle = Int(place.rounded(.down))
      var sum = 0.0
      for tap in max(0, middle - reach + 1)...min(samples.count - 1, middle + reach) {
        let distance = place - Double(tap)
        let angle = .pi * distance
        let cardinal = abs(distance) < 1e-9 ? 1 : sin(angle) / angle
        sum += Double(samples[tap]) * cardinal * (0.5 + 0.5 * cos(angle / Double(reach)))
      }
      return sum
    }
  }

  private func suppress(_ suppression: SilenceSuppression, in samples: inout [Int16]) {
    var comfort = suppression.comfortNoise.map { NoiseSource(level: $0, seed: seed &+ 1) }
    for start in stride(from: 0, to: samples.count, by: LineImpairments.packet) {
      let packet = start..<min(samples.count, start + LineImpairments.packet)
      guard Array(samples[packet]).level < suppression.threshold else { continue }
      for index in packet { samples[index] = Int16(saturating: comfort?.next() ?? 0) }
    }
  }

  private func lose(_ loss: PacketLoss, in samples: inout [Int16]) {
    var generator = SplitMix64(seed: seed &+ 2)
    let length = LineImpairments.packet
    for start in stride(from: 0, to: samples.count, by: length) {
      guard Double.random(in: 0..<1, using: &generator) < loss.rate else { continue }
      for index in start..<min(samples.count, start + length) {
        let repeats = loss.concealment == .repetition && start >= length
        samples[index] = repeats ? samples[index - length] : 0
      }
    }
  }
}
