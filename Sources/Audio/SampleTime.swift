// SPDX-License-Identifier: GPL-3.0-or-later

/// A moment in a stream of telephone audio: a count of samples at 8 kHz from the start of the stream.
///
/// Time inside Earshot is this count and nothing else; only edges own clocks.
public struct SampleTime: Sendable, Hashable, Comparable, Codable {
  /// Samples per second of every stream inside Earshot (ITU-T G.711).
  public static let rate = 8000

  /// Samples since the start of the stream.
  public var samples: Int64

  public init(samples: Int64) { self.samples = samples }

  /// The sample nearest to `seconds`.
  public init(seconds: Double) {
    samples = Int64((seconds * Double(SampleTime.rate)).rounded())
  }

  public static let zero = SampleTime(samples: 0)

  /// Seconds since the start of the stream.
  public var seconds: Double { Double(samples) / Double(SampleTime.rate) }

  public static func < (a: SampleTime, b: SampleTime) -> Bool { a.samples < b.samples }
  public static func + (a: SampleTime, b: Int) -> SampleTime {
    SampleTime(samples: a.samples + Int64(b))
  }
  public static func - (a: SampleTime, b: SampleTime) -> Int { Int(a.samples - b.samples) }
}
