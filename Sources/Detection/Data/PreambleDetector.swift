// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// The fax preamble (T.30 5.3.1): one second of HDLC flags, 01111110, in V.21 channel 2: mark 1650 Hz, space 1850 Hz,
/// 300 bit/s, down to −43 dBm0; and behind it the frames of which the first says what the fax can do (DIS).
///
/// The bits are really demodulated: speech and music do not keep to flags.
struct PreambleDetector: Sendable {
  enum Hit: Sendable {
    /// Flags, since `start`.
    case began
    /// No more flags: the last one ended at `end`.
    case ended
    /// A T.30 frame that checks.
    case frame
  }

  /// Flags in a row, 27 ms each, that make a preamble.
  static let flags = 3
  /// Bits without a flag behind the last one after which the preamble is over.
  static let rest = 22
  /// Share of the band's power that must lie between 1550 and 1950 Hz.
  static let share: Float = 0.7

  private static let discriminator = FSKDiscriminator(mark: 1650, space: 1850, step: 4, steps: 7)

  private var sampler = BitSampler(baud: 300, every: 4)
  private var hdlc = HDLCReceiver()
  private var isOpen = false
  private var misses = 0
  private var bits = 0
  private var lastFlag = 0
  private var count = 0
  private(set) var start = SampleTime.zero
  private(set) var end = SampleTime.zero
  /// Whether flags are coming in.
  private(set) var isUnderway = false
  /// Whether there were any: what is keyed behind them is the fax's own.
  private(set) var wasHeard = false
  /// The last frame's octets, without their check sequence.
  private(set) var frame: [UInt8] = []

  /// Whether frames that say nothing matter.
  var isAwake: Bool { isOpen || isUnderway }

  /// Whether a frame's power is the channel's.
  static func isIn(_ frame: SpectralFrame) -> Bool {
    abs(frame.first.frequency - 1750) < 250 && frame.total > ToneTracker.floor
      && frame.power(from: 1550, to: 1950) >= share * frame.total
  }

  /// Takes a frame; what it brought, at most one thing.
  mutating func consume(_ spectral: SpectralFrame) -> Hit? {
    misses = PreambleDetector.isIn(spectral) ? 0 : misses + 1
    guard let samples = spectral.samples, misses < (isOpen ? 3 : 1) else {
      isOpen = false
      guard isUnderway else { return nil }
      isUnderway = false
      return .ended
    }
    if !isOpen {
      isOpen = true
      sampler = BitSampler(baud: 300, every: 4)
      hdlc = HDLCReceiver()
      bits = 0
      count = 0
    }
    var decisions = FSKDiscriminator.Decisions(repeating: 0)
    let discriminator = PreambleDetector.discriminator
    discriminator.judge(samples, into: &decisions)
    var hit: Hit?
    for index in 0..<discriminator.count {
      guard let bit = sampler.next(decisions[index] > 0) else { continue }
      bits += 1
      switch hdlc.consume(bit) {
      case .flag:
        // Flags may share their zeros.
        count = bits - lastFlag <= 8 ? count + 1 : 1
        lastFlag = bits
        let place =
          spectral.end
          + ((index + 1) * discriminator.step - SampleHistory.block - discriminator.delay)
        end = place
        if count == 1 { start = place + -8 * 27 }
        if count >= PreambleDetector.flags, !isUnderway {
          isUnderway = true
          wasHeard = true
          hit = .began
        }
      case .frame(let bytes):
        lastFlag = bits
        frame = (0..<min(bytes, 32)).map { hdlc.octets[$0] }
        hit = .frame
      case nil: break
      }
    }
    if isUnderway, bits - lastFlag > PreambleDetector.rest {
      isUnderway = false
      count = 0
      if hit == nil { hit = .ended }
    }
    return hit
  }
}
