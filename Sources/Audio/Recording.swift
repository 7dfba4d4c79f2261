// SPDX-License-Identifier: GPL-3.0-or-later

/// A recording of a telephone line: mono, 16 bits, 8 kHz.
public struct Recording: Sendable, Hashable {
  /// 16-bit samples at 8 kHz.
  public var samples: [Int16]

  public init(samples: [Int16]) { self.samples = samples }

  /// Length in seconds.
  public var duration: Double { Double(samples.count) / Double(SampleTime.rate) }

  /// Sample rates, in samples per second, that a file may have. Below 1 kHz nothing of a telephone
  /// call is left, and no recorder runs above 768 kHz: such a header is wrong.
  public static let acceptedRates = 1_000...768_000

  /// The code of a file without a header, at 8 kHz: the .ul and .al of telephone switches.
  public enum Headerless: String, Sendable, CaseIterable { case ulaw, alaw }

  /// How samples are written in a .wav file, always at 8 kHz.
  public enum Encoding: String, Sendable, CaseIterable {
    /// 16-bit linear, 16 kB a second, exact.
    case pcm16
    /// ITU-T G.711, 8 kB a second.
    case ulaw, alaw
    /// GSM 06.10 full rate, 1.6 kB a second.
    case gsm
  }
}
