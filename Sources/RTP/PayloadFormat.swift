// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// What a payload type carries, of what this gateway understands.
public enum PayloadFormat: UInt8, Sendable, Hashable, CaseIterable {
  /// G.711 µ-law and A-law (RFC 3551).
  case pcmu, pcma
  /// Digits (RFC 4733).
  case event
  /// Comfort noise (RFC 3389).
  case noise

  /// The encoding's name in SDP.
  public var name: String {
    switch self {
    case .pcmu: "PCMU"
    case .pcma: "PCMA"
    case .event: "telephone-event"
    case .noise: "CN"
    }
  }

  /// The format of an SDP's encoding name and clock.
  public init?(name: String, clock: Int) {
    guard clock == 8000,
      let format = PayloadFormat.allCases.first(where: {
        $0.name.lowercased() == name.lowercased()
      })
    else { return nil }
    self = format
  }

  public var isAudio: Bool { self == .pcmu || self == .pcma }

  /// A code of G.711 as a sample, for both laws: the laws' tables, so that a packet costs 160 look-ups.
  static let linear: [[Int16]] = [
    (0..<256).map { G711.decodeULaw(UInt8($0)) }, (0..<256).map { G711.decodeALaw(UInt8($0)) },
  ]

  /// Decodes into the front of `samples`; returns how many those are.
  public func decode(_ payload: Span<UInt8>, into samples: inout MutableSpan<Int16>) -> Int {
    let count = min(payload.count, samples.count)
    let table = PayloadFormat.linear[Int(rawValue)]
    for index in 0..<count { samples[index] = table[Int(payload[index])] }
    return count
  }

  /// Encodes `samples` into `bytes` from `start` on.
  func encode(_ samples: Span<Int16>, into bytes: inout MutableSpan<UInt8>, at start: Int) {
    if self == .pcmu {
      for index in samples.indices { bytes[start + index] = G711.encodeULaw(samples[index]) }
    } else {
      for index in samples.indices { bytes[start + index] = G711.encodeALaw(samples[index]) }
    }
  }

  /// The code of no sound.
  var silence: UInt8 { self == .pcmu ? 0xFF : 0xD5 }
}

/// A payload type with its meaning, as two sides have agreed.
public struct PayloadType: Sendable, Hashable {
  /// 0...127.
  public var number: UInt8
  public var format: PayloadFormat

  public init(_ number: UInt8, _ format: PayloadFormat) {
    self.number = number & 0x7F
    self.format = format
  }
}
