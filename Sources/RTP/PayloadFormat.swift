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
  /// Opus (RFC 7587).
  case opus

  /// The encoding's name in SDP.
  public var name: String {
    switch self {
    case .pcmu: "PCMU"
    case .pcma: "PCMA"
    case .event: "telephone-event"
    case .noise: "CN"
    case .opus: "opus"
    }
  }

  /// The format of an encoding's name, in letters of any size.
  public init?(name: String) {
    let name = name.lowercased()
    guard let format = PayloadFormat.allCases.first(where: { $0.name.lowercased() == name })
    else { return nil }
    self = format
  }

  /// Ticks of a timestamp in a second, Hz.
  public var clock: Int { self == .opus ? Opus.clock : 8000 }

  public var isAudio: Bool { isG711 || self == .opus }
  var isG711: Bool { self == .pcmu || self == .pcma }

  /// Samples at 8 kHz that a payload is, 0 where it has no place in the audio; nil: it is of no use.
  public func samples(in payload: Span<UInt8>) -> Int? {
    guard !payload.isEmpty else { return nil }
    return switch self {
    case .pcmu, .pcma: payload.count <= MediaReceiver.mostSamples ? payload.count : nil
    case .opus: Opus.samples(in: payload)
    case .event, .noise: 0
    }
  }

  /// A code of G.711 as a sample, for both laws: the laws' tables, so that a packet costs 160 look-ups.
  static let linear: [[Int16]] = [
    (0..<256).map { G711.decodeULaw(UInt8($0)) }, (0..<256).map { G711.decodeALaw(UInt8($0)) },
  ]

  /// Decodes G.711 into the front of `samples`; returns how many those are.
  public func decode(_ payload: Span<UInt8>, into samples: inout MutableSpan<Int16>) -> Int {
    guard isG711 else { return 0 }
    let count = min(payload.count, samples.count)
    let table = PayloadFormat.linear[Int(rawValue)]
    for index in 0..<count { samples[index] = table[Int(payload[index])] }
    return count
  }

  /// Encodes `samples` by G.711 into `bytes` from `start` on.
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
  /// Hz; an event's is that of the audio beside it, 8000 or 48000 (RFC 4733, 2.1).
  public var clock: Int

  /// - Parameter clock: Hz; nil: the format's.
  public init(_ number: UInt8, _ format: PayloadFormat, clock: Int? = nil) {
    self.number = number & 0x7F
    self.format = format
    self.clock = clock ?? format.clock
  }

  /// What an SDP names; nil: it is not understood.
  public init?(_ number: UInt8, name: String, clock: Int) {
    guard let format = PayloadFormat(name: name),
      clock == format.clock || format == .event && clock == Opus.clock
    else { return nil }
    self.init(number, format, clock: clock)
  }
}
