// SPDX-License-Identifier: GPL-3.0-or-later
import CSIP
import Foundation

/// A call's two sockets, RTP and RTCP. They close when nobody holds them any more.
final class MediaSockets: Sendable {
  let port: UInt16
  let audio: Int32
  let control: Int32

  /// Opens them on `address`, on an even port of `ports` and the next; on any, where `ports` is nil.
  /// - Parameter start: where in `ports` the search begins.
  init(
    address: String, ports: ClosedRange<UInt16>?, start: UInt16 = 0
  ) throws(SIPError) {
    var pair: (Int32, Int32) = (-1, -1)
    let port = withUnsafeMutableBytes(of: &pair) { bytes in
      media_open(
        address, ports?.lowerBound ?? 0, ports?.upperBound ?? 0, start,
        bytes.assumingMemoryBound(to: Int32.self).baseAddress)
    }
    guard port > 0 else {
      let range = ports.map { "\($0.lowerBound)-\($0.upperBound)" } ?? "any"
      throw SIPError(
        fault: "no pair of ports for media on \(address), ports \(range): "
          + String(cString: strerror(-port)))
    }
    self.port = UInt16(port)
    (audio, control) = pair
  }

  deinit {
    media_close(audio)
    media_close(control)
  }
}

extension media_address {
  init?(_ text: String, _ port: UInt16) {
    var address = media_address()
    guard port != 0, media_address_parse(text, port, &address) else { return nil }
    self = address
  }

  var isSet: Bool { family != 0 }

  /// 0.0.0.0 or ::, which is every address of a machine and none.
  var isAny: Bool { isSet && withUnsafeBytes(of: bytes) { $0.allSatisfy { $0 == 0 } } }

  func isSameHost(as other: media_address) -> Bool {
    guard family == other.family else { return false }
    return withUnsafeBytes(of: bytes) { a in
      withUnsafeBytes(of: other.bytes) { b in a.elementsEqual(b) }
    }
  }

  func isSame(as other: media_address) -> Bool { port == other.port && isSameHost(as: other) }
}

/// SRTP of one direction, used on the media thread only.
///
/// `@unchecked Sendable`: the C context is made anywhere and then used by the one thread that owns the call's media.
final class MediaCrypto: @unchecked Sendable {
  private let context: OpaquePointer

  /// Nil where the suite is not known or the key does not fit it.
  init?(_ secret: AudioDescription.Secret) {
    guard let key = Data(base64Encoded: secret.key + MediaCrypto.padding(secret.key)),
      let context = key.withUnsafeBytes({
        media_crypto_open(
          secret.suite, $0.assumingMemoryBound(to: UInt8.self).baseAddress, key.count)
      })
    else { return nil }
    self.context = context
  }

  deinit { media_crypto_close(context) }

  /// Some leave base64's padding out.
  private static func padding(_ text: String) -> String {
    String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
  }

  /// A key of our own.
  static func makeSecret() -> AudioDescription.Secret {
    let suite = "AES_CM_128_HMAC_SHA1_80"
    var random = SystemRandomNumberGenerator()
    let key = (0..<Int(media_crypto_size(suite))).map { _ in
      UInt8.random(in: 0...255, using: &random)
    }
    return AudioDescription.Secret(suite: suite, key: Data(key).base64EncodedString())
  }

  func protect(_ packet: UnsafeMutablePointer<UInt8>, _ length: Int, room: Int, isControl: Bool)
    -> Int
  {
    Int(media_protect(context, packet, Int32(length), Int32(room), isControl))
  }

  func unprotect(_ packet: UnsafeMutablePointer<UInt8>, _ length: Int, room: Int, isControl: Bool)
    -> Int
  {
    Int(media_unprotect(context, packet, Int32(length), Int32(room), isControl))
  }
}
