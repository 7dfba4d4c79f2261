// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Data of modems and text telephones that key two frequencies: V.21 (channel 1: 980 and 1180 Hz, channel 2: 1650 and
/// 1850 Hz) and Bell 103 (originate: 1270 and 1070 Hz, answer: 2225 and 2025 Hz) at 300 bit/s, the European deaf
/// telephone (V.18 annex B, EDT) on V.21's channel 1 at 110 bit/s, and V.8's CI and CM in V.21.
///
/// Keyed data changes its sign on a beat: the times between edges are whole numbers of bits, even from a clock that is
/// 1 % off, and of anything else that fills the band they are not.
struct FSKModemDetector: Sendable {
  enum Signal: String, Sendable {
    case v21, bell103, edt, v23
    case v8CI = "v8-ci"
    case v8CM = "v8-cm"
    case v18Probe = "v18-probe"
  }

  private struct Channel: Sendable {
    var signal: Signal
    var center: Float
    /// Hz either side of the middle that its data fills.
    var reach: Float = 270
    var baud: Float = 300
    var discriminator: FSKDiscriminator

    init(_ signal: Signal, mark: Float, space: Float) {
      self.signal = signal
      center = (mark + space) / 2
      discriminator = FSKDiscriminator(mark: mark, space: space, step: 4, steps: 7)
    }

    /// V.23's backward channel.
    init(slow signal: Signal, mark: Float, space: Float) {
      self.signal = signal
      center = (mark + space) / 2
      baud = 75
      discriminator = FSKDiscriminator(mark: mark, space: space, step: 8, steps: 13)
    }

    /// V.23's forward channel.
    init(fast signal: Signal, mark: Float, space: Float) {
      self.signal = signal
      center = (mark + space) / 2
      reach = 700
      baud = 1200
      discriminator = FSKDiscriminator(mark: mark, space: space, step: 2, steps: 3)
    }
  }

  private static let channels = [
    Channel(.v21, mark: 980, space: 1180), Channel(.v21, mark: 1650, space: 1850),
    Channel(.bell103, mark: 1270, space: 1070), Channel(.bell103, mark: 2225, space: 2025),
    Channel(slow: .v23, mark: 390, space: 450), Channel(fast: .v23, mark: 1300, space: 2100),
  ]
  private static let v23 = 5
  static let share: Float = 0.75
  /// Frames of the same channel before it is demodulated.
  static let warmUp = 7
  /// Edges, seconds and coherence that make data.
  static let edges: Float = 40
  static let seconds: Float = 0.8
  static let fastSeconds: Float = 0.35
  static let coherence: Float = 0.65
  /// Of bits of 6.67 samples: a clock in whole samples is 5 % off.
  static let fastCoherence: Float = 0.4
  /// Ten 1s and V.8's synchronisation of CI and of CM, oldest bit first.
  private static let callIndicator: UInt32 = 0b1111_1111_1100_0000_0001
  private static let callMenu: UInt32 = 0b1111_1111_1100_0000_1111
  /// V.18 3.13: XCI's marker. 5.1.1: ten 1s, then "T" in seven bits and even parity.
  private static let extendedCallIndicator: UInt32 = 0b0111_1111_1101_1111_1111
  private static let textPhone: UInt32 = 0b1111_1111_1100_0101_0111

  private var channel = -1
  private var frames = 0
  private var misses = 0
  /// Frames in a row that V.23 may have sent.
  private var fastFrames = 0
  /// Hz about which the frames' power has lain.
  private var centroid: Float = 0
  private var sampler = BitSampler(baud: 300, every: 4)
  private var bits: UInt32 = 0
  private var wasMark = true
  private var time: Float = 0
  private var lastEdge: Float = 0
  private var count: Float = 0
  /// Sums over the times between edges, for the channel's rate and for 110 bit/s.
  private var beats = SIMD2<Float>()
  private var reported: Signal?
  private var lastRead: Signal?
  private var readings = 0
  /// Whether what is being received was named.
  var isReported: Bool { reported != nil }
  private(set) var start = SampleTime.zero
  private(set) var frequencies = SIMD2<Float>()

  /// Whether frames that say nothing matter.
  var isAwake: Bool { frames > 0 }

  /// - Parameter isLine: whether the frame belongs to a line that stays where it is.
  mutating func consume(_ frame: SpectralFrame, isLine: Bool) -> Signal? {
    guard let samples = frame.samples, frame.total > ToneTracker.floor, isKeyed(frame, isLine)
    else {
      // A lost packet is survived.
      misses += 1
      time += Float(SampleHistory.block)
      if misses > 2, frames > 0 { self = FSKModemDetector() }
      return nil
    }
    if frames == 0 { start = frame.center }
    misses = 0
    frames += 1
    if channel < 0 {
      guard frames >= FSKModemDetector.warmUp, let found = nearest else { return nil }
      turn(to: found)
    }
    return demodulate(samples)
  }

  /// Whether the frame's power lies in a channel, and in the same part of the band as before.
  private mutating func isKeyed(_ frame: SpectralFrame, _ isLine: Bool) -> Bool {
    if channel >= 0 { return FSKModemDetector.isIn(channel, frame) }
    fastFrames = FSKModemDetector.isFast(frame) ? fastFrames + 1 : 0
    if fastFrames > 0 { return true }
    guard let middle = FSKModemDetector.middle(frame, isLine) else { return false }
    let found = frame.centroid(about: middle)
    centroid = frames == 0 ? found : centroid + 0.2 * (found - centroid)
    return true
  }

  /// Whether a frame may be the first that is keyed.
  static func mayBegin(_ frame: SpectralFrame, isLine: Bool) -> Bool {
    frame.total > ToneTracker.floor && (middle(frame, isLine) != nil || isFast(frame))
  }

  /// The middle of the part of the band that holds the frame's power.
  private static func middle(_ frame: SpectralFrame, _ isLine: Bool) -> Float? {
    let line = frame.first.frequency
    // Marks and spaces that are 60 Hz apart are one line.
    guard !isLine,
      frame.tonality < 0.97 || line < 600 || min(abs(line - 980), abs(line - 1180)) < 15
    else { return nil }
    let middle: Float = line < 600 ? 420 : line < 1400 ? 1125 : line < 1950 ? 1750 : 2125
    return abs(line - middle) < 250
      && frame.power(from: middle - 270, to: middle + 270) >= share * frame.total ? middle : nil
  }

  /// Whether the frame is V.23's: its mark held, or keyed between mark and space and by no slower channel.
  private static func isFast(_ frame: SpectralFrame) -> Bool {
    let line = frame.first.frequency
    let isMark = frame.tonality > 0.9 && abs(line - 1300) < 40
    return isMark
      || frame.tonality < 0.6 && line > 1000 && line < 2400 && isIn(v23, frame)
        && frame.power(from: 1000, to: 1600) > 0.15 * frame.total
        && frame.power(from: 1800, to: 2400) > 0.15 * frame.total
  }

  private static func isIn(_ index: Int, _ frame: SpectralFrame) -> Bool {
    let channel = FSKModemDetector.channels[index]
    return frame.power(from: channel.center - channel.reach, to: channel.center + channel.reach)
      >= FSKModemDetector.share * frame.total
  }

  /// The channel about whose middle the power has lain; nil if there is none.
  private var nearest: Int? {
    if fastFrames >= FSKModemDetector.warmUp { return FSKModemDetector.v23 }
    guard fastFrames == 0 else { return nil }
    let channels = FSKModemDetector.channels
    let best = channels.indices.dropLast().min {
      abs(channels[$0].center - centroid) < abs(channels[$1].center - centroid)
    }
    return best.flatMap { abs(channels[$0].center - centroid) < 60 ? $0 : nil }
  }

  private mutating func demodulate(_ samples: UnsafePointer<Float>) -> Signal? {
    let channel = FSKModemDetector.channels[channel]
    var decisions = FSKDiscriminator.Decisions(repeating: 0)
    channel.discriminator.judge(samples, into: &decisions)
    frequencies = SIMD2(
      min(channel.discriminator.mark, channel.discriminator.space),
      max(channel.discriminator.mark, channel.discriminator.space))
    for index in 0..<channel.discriminator.count {
      let isMark = decisions[index] > 0
      time += Float(channel.discriminator.step)
      if isMark != wasMark {
        wasMark = isMark
        count += 1
        let seconds = (time - lastEdge) / Float(SampleTime.rate)
        lastEdge = time
        beats += SIMD2(
          FSKModemDetector.beat(seconds * channel.baud), FSKModemDetector.beat(seconds * 110))
      }
      if let bit = sampler.next(isMark) {
        bits = bits << 1 | (bit ? 1 : 0)
        if self.channel == FSKModemDetector.v23,
          bits & 0xF_FFFF == FSKModemDetector.extendedCallIndicator
        {
          if let hit = read(.v18Probe) { return hit }
        } else if channel.signal == .v21 {
          switch bits & 0xF_FFFF {
          case FSKModemDetector.textPhone: if let hit = read(.v18Probe) { return hit }
          case FSKModemDetector.callIndicator: if let hit = read(.v8CI) { return hit }
          case FSKModemDetector.callMenu: if let hit = read(.v8CM) { return hit }
          default: break
          }
        }
      }
    }
    let isFast = self.channel == FSKModemDetector.v23
    guard reported == nil,
      time >= (isFast ? FSKModemDetector.fastSeconds : FSKModemDetector.seconds)
        * Float(SampleTime.rate)
    else { return nil }
    let coherence = isFast ? FSKModemDetector.fastCoherence : FSKModemDetector.coherence
    if count >= (isFast ? 3 : 1) * FSKModemDetector.edges, beats.x >= coherence * count {
      return report(channel.signal)
    }
    // At 110 bit/s half as many edges come.
    if channel.signal == .v21, count >= FSKModemDetector.edges / 2,
      beats.y >= FSKModemDetector.coherence * count
    {
      return report(.edt)
    }
    // Uneven data may lie nearer to the neighbour's middle.
    if time >= 1.25 * FSKModemDetector.seconds * Float(SampleTime.rate) {
      switch self.channel {
      case 0: turn(to: 2)
      case 2: turn(to: 0)
      default: break
      }
    }
    return nil
  }

  private mutating func turn(to channel: Int) {
    self.channel = channel
    let heard = FSKModemDetector.channels[channel]
    sampler = BitSampler(baud: heard.baud, every: heard.discriminator.step)
    time = 0
    lastEdge = 0
    count = 0
    beats = .zero
  }

  /// How near a time between edges, in bits, is to a whole number of them: 1 for one, −1 for half a bit off or less than
  /// a bit.
  private static func beat(_ bits: Float) -> Float { bits > 0.6 ? cosf(2 * Float.pi * bits) : -1 }

  private mutating func report(_ signal: Signal) -> Signal? {
    defer { reported = signal }
    return signal == reported ? nil : signal
  }

  /// A sequence that its sender repeats: once may be chance.
  private mutating func read(_ signal: Signal) -> Signal? {
    readings = signal == lastRead ? readings + 1 : 1
    lastRead = signal
    return readings >= 2 ? report(signal) : nil
  }
}
