// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Data of modems and text telephones that key two frequencies: V.21 (channel 1: 980 and 1180 Hz, channel 2: 1650 and
/// 1850 Hz) and Bell 103 (originate: 1270 and 1070 Hz, answer: 2225 and 2025 Hz) at 300 bit/s, the European deaf
/// telephone (V.18 annex B, EDT) on V.21's channel 1 at 110 bit/s, and V.8's CI and CM in V.21.
///
/// Keyed data changes its sign on a beat: of the edges' places, as angles of a circle that a bit goes round, the mean is
/// near 1 for data and near 0 for anything else that fills the band.
struct FSKModemDetector: Sendable {
  enum Signal: String, Sendable {
    case v21, bell103, edt
    case v8CI = "v8-ci"
    case v8CM = "v8-cm"
  }

  private struct Channel: Sendable {
    var signal: Signal
    var center: Float
    var discriminator: FSKDiscriminator

    init(_ signal: Signal, mark: Float, space: Float) {
      self.signal = signal
      center = (mark + space) / 2
      discriminator = FSKDiscriminator(mark: mark, space: space, step: 4, steps: 7)
    }
  }

  private static let channels = [
    Channel(.v21, mark: 980, space: 1180), Channel(.v21, mark: 1650, space: 1850),
    Channel(.bell103, mark: 1270, space: 1070), Channel(.bell103, mark: 2225, space: 2025),
  ]
  /// Hz either side of a channel's middle that its data fills.
  static let reach: Float = 270
  static let share: Float = 0.75
  /// Frames of the same channel before it is demodulated.
  static let warmUp = 7
  /// Edges, seconds and coherence that make data.
  static let edges: Float = 40
  static let seconds: Float = 0.8
  static let coherence: Float = 0.7
  /// Ten 1s and V.8's synchronisation of CI and of CM, oldest bit first.
  private static let callIndicator: UInt32 = 0b1111_1111_1100_0000_0001
  private static let callMenu: UInt32 = 0b1111_1111_1100_0000_1111

  private var channel = -1
  private var frames = 0
  private var misses = 0
  /// Hz about which the frames' power has lain.
  private var centroid: Float = 0
  private var sampler = BitSampler(baud: 300, every: 4)
  private var bits: UInt32 = 0
  private var wasMark = true
  private var time: Float = 0
  private var count: Float = 0
  /// Sums of the edges' unit vectors, at 300 and at 110 bit/s.
  private var beats = SIMD4<Float>()
  private var reported: Signal?
  private(set) var start = SampleTime.zero
  private(set) var frequencies = SIMD2<Float>()

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
      channel = found
      time = 0
    }
    return demodulate(samples)
  }

  /// Whether the frame's power lies in a channel, and in the same part of the band as before.
  private mutating func isKeyed(_ frame: SpectralFrame, _ isLine: Bool) -> Bool {
    if channel >= 0 { return isIn(FSKModemDetector.channels[channel].center, frame) }
    guard !isLine, frame.tonality < 0.97 else { return false }
    let line = frame.first.frequency
    let middle: Float = line < 1400 ? 1125 : line < 1950 ? 1750 : 2125
    guard abs(line - middle) < 250, isIn(middle, frame) else { return false }
    let found = frame.centroid(about: middle)
    centroid = frames == 0 ? found : centroid + 0.2 * (found - centroid)
    return abs(found - centroid) < 120
  }

  private func isIn(_ center: Float, _ frame: SpectralFrame) -> Bool {
    let reach = FSKModemDetector.reach
    return frame.power(from: center - reach, to: center + reach)
      >= FSKModemDetector.share * frame.total
  }

  /// The channel about whose middle the power has lain; nil if there is none.
  private var nearest: Int? {
    let channels = FSKModemDetector.channels
    let best = channels.indices.min {
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
        let fast = 2 * Float.pi * time * 300 / 8000
        let slow = 2 * Float.pi * time * 110 / 8000
        beats += SIMD4(cosf(fast), sinf(fast), cosf(slow), sinf(slow))
      }
      if let bit = sampler.next(isMark) {
        bits = bits << 1 | (bit ? 1 : 0)
        if channel.signal == .v21 {
          switch bits & 0xF_FFFF {
          case FSKModemDetector.callIndicator: if let hit = report(.v8CI) { return hit }
          case FSKModemDetector.callMenu: if let hit = report(.v8CM) { return hit }
          default: break
          }
        }
      }
    }
    guard reported == nil, time >= FSKModemDetector.seconds * Float(SampleTime.rate) else { return nil }
    let squares = beats * beats / (count * count)
    let least = FSKModemDetector.coherence * FSKModemDetector.coherence
    if count >= FSKModemDetector.edges, squares.x + squares.y >= least {
      return report(channel.signal)
    }
    // At 110 bit/s half as many edges come.
    if channel.signal == .v21, count >= FSKModemDetector.edges / 2, squares.z + squares.w >= least {
      return report(.edt)
    }
    return nil
  }

  private mutating func report(_ signal: Signal) -> Signal? {
    defer { reported = signal }
    return signal == reported ? nil : signal
  }
}
