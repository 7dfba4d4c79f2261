// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension Int16 {
  /// The nearest sample; beyond full scale, full scale.
  public init(saturating value: Double) {
    self = value.isNaN ? 0 : Int16(Swift.max(-32768, Swift.min(32767, value.rounded())))
  }
}

extension [Int16] {
  /// `seconds` of digital silence at 8 kHz.
  public static func silence(seconds: Double) -> [Int16] {
    [Int16](repeating: 0, count: SampleTime(seconds: seconds).count)
  }

  /// Adds `other` from sample `offset` on, saturating; grows if `other` ends later.
  public mutating func mix(_ other: [Int16], at offset: Int = 0) {
    precondition(offset >= 0, "audio cannot be mixed in before its start")
    if offset + other.count > count {
      append(contentsOf: repeatElement(0, count: offset + other.count - count))
    }
    for (index, sample) in other.enumerated() {
      self[offset + index] = Int16(clamping: Int(self[offset + index]) + Int(sample))
    }
  }

  /// Every sample times `gain`, saturating.
  public func amplified(by gain: Double) -> [Int16] {
    map { Int16(saturating: Double($0) * gain) }
  }

  /// Rises over the first and falls over the last `seconds`, along half a cosine each.
  public func faded(seconds: Double) -> [Int16] {
    let length = Swift.min(SampleTime(seconds: seconds).count, count / 2)
    var faded = self
    for index in 0..<length {
      let gain = 0.5 - 0.5 * cos(.pi * (Double(index) + 0.5) / Double(length))
      faded[index] = Int16(saturating: Double(self[index]) * gain)
      faded[count - 1 - index] = Int16(saturating: Double(self[count - 1 - index]) * gain)
    }
    return faded
  }

  /// Level over all samples, pauses included.
  public var level: Level {
    guard !isEmpty else { return .silence }
    return Level(meanSquare: reduce(0) { $0 + Double($1) * Double($1) } / Double(count))
  }
}
