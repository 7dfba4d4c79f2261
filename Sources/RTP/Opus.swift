// SPDX-License-Identifier: GPL-3.0-or-later
import COpus

/// Opus (RFC 6716) as RTP carries it (RFC 7587), by libopus 1.3, at 8 kHz and in one channel: all that a telephone call has.
public enum Opus {
  /// Of its timestamps, Hz, whatever is coded.
  public static let clock = 48_000
  static let rate: Int32 = 8000
  /// Samples of the longest packet, 120 ms, and of the shortest, 2.5 ms.
  public static let mostSamples = 960
  static let leastSamples = 20

  /// What SDP says of us (RFC 7587, 6.1): nothing above 4 kHz is heard or sent, and lost packets are made good from the next.
  public static let parameters =
    "maxplaybackrate=8000;sprop-maxcapturerate=8000;useinbandfec=1"

  /// Samples that a packet holds, by its own head; nil: it is none.
  public static func samples(in packet: Span<UInt8>) -> Int? {
    let count = packet.withUnsafeBufferPointer { bytes -> Int32 in
      guard let first = bytes.baseAddress, !bytes.isEmpty else { return 0 }
      return opus_packet_get_nb_samples(first, Int32(bytes.count), rate)
    }
    return (1...mostSamples).contains(Int(count)) ? Int(count) : nil
  }
}

/// One stream's decoder.
///
/// `@unchecked Sendable`: it is used by the one thread that owns the call's media.
public final class OpusDecoder: @unchecked Sendable {
  private let state: OpaquePointer

  /// Nil where there is no memory.
  public init?() {
    var error: Int32 = 0
    guard let state = opus_decoder_create(Opus.rate, 1, &error) else { return nil }
    self.state = state
  }

  deinit { opus_decoder_destroy(state) }

  /// Another stream begins.
  func forget() { _ = opus_decoder_forget(state) }

  /// Decodes a packet into the front of `samples`; returns how many those are, nil where the packet is broken.
  public func decode(_ packet: Span<UInt8>, into samples: inout MutableSpan<Int16>) -> Int? {
    let count = run(packet, into: &samples, isRecovery: false)
    return count > 0 ? count : nil
  }

  /// Makes up what was lost.
  /// - Parameter next: the packet behind the loss, which may hold what was before it; empty: it is not there.
  func conceal(_ samples: inout MutableSpan<Int16>, before next: Span<UInt8> = Span()) {
    // The library makes whole 2.5 ms; where a timestamp leaves less, that stays silent.
    let whole = samples.count / Opus.leastSamples * Opus.leastSamples
    var part = samples._mutatingExtracting(first: whole)
    let made = whole == 0 ? 0 : run(next, into: &part, isRecovery: !next.isEmpty)
    for index in max(0, made)..<samples.count { samples[index] = 0 }
  }

  /// Without a packet the library makes up as many samples as there is room for.
  private func run(
    _ packet: Span<UInt8>, into samples: inout MutableSpan<Int16>, isRecovery: Bool
  ) -> Int {
    packet.withUnsafeBufferPointer { bytes in
      samples.withUnsafeMutableBufferPointer { room in
        guard let start = room.baseAddress else { return 0 }
        let count = opus_decode(
          state, bytes.isEmpty ? nil : bytes.baseAddress, Int32(bytes.count), start,
          Int32(room.count), isRecovery ? 1 : 0)
        return Int(count)
      }
    }
  }
}

/// One stream's encoder: variable rate, with what makes a lost packet good in the next.
///
/// `@unchecked Sendable`: it is used by the one thread that owns the call's media.
public final class OpusEncoder: @unchecked Sendable {
  /// A narrow band takes 8 to 12 kbit/s for speech (RFC 7587, 3.1.1); tones, and the copies for lost packets, take more.
  static let bitsPerSecond: Int32 = 24_000
  /// Of 10.
  static let complexity: Int32 = 5
  /// Percent of packets that the copies are made for.
  static let loss: Int32 = 5

  private let state: OpaquePointer

  /// Nil where there is no memory.
  public init?() {
    var error: Int32 = 0
    guard let state = opus_encoder_create(Opus.rate, 1, OPUS_APPLICATION_VOIP, &error) else {
      return nil
    }
    self.state = state
    guard
      opus_encoder_tune(
        state, OpusEncoder.bitsPerSecond, OpusEncoder.complexity, OpusEncoder.loss) == 0
    else { return nil }
  }

  deinit { opus_encoder_destroy(state) }

  /// Encodes 2.5, 5, 10 or 20 ms, or a multiple of 20 up to 120, into `bytes` from `start` on; returns how many bytes, 0 where that fails.
  public func encode(
    _ samples: Span<Int16>, into bytes: inout MutableSpan<UInt8>, at start: Int
  ) -> Int {
    samples.withUnsafeBufferPointer { heard in
      bytes.withUnsafeMutableBufferPointer { room in
        guard let from = heard.baseAddress, let to = room.baseAddress, start < room.count else {
          return 0
        }
        let count = opus_encode(
          state, from, Int32(heard.count), to + start, Int32(room.count - start))
        return max(0, Int(count))
      }
    }
  }
}
