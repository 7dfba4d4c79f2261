// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import RTP
import Testing

@testable import SIP

@Suite("media line")
struct MediaLineTests {
  private func line(_ secret: AudioDescription.Secret?) throws -> MediaLine {
    let opening = MediaOpening(
      sockets: try MediaSockets(address: "127.0.0.1", ports: nil),
      offered: AudioDescription.offer([.pcmu]), secret: secret, failed: { _ in })
    return MediaLine(opening, key: MediaKey(index: 0, serial: 1), leastHold: 240, now: 0)
  }

  /// Whether `line` can read what `far` encrypts as a packet of this number.
  private func reads(_ line: MediaLine, _ far: MediaCrypto, _ sequence: UInt16) throws -> Bool {
    var sender = MediaSender(source: 9, sequence: sequence, timestamp: 0)
    sender.audio = PayloadType(0, .pcmu)
    var packet = [UInt8](repeating: 0, count: MediaScratch.packetSize)
    var span = packet.mutableSpan
    let count = sender.packSilence(160, into: &span)
    let inward = try #require(line.inward)
    return packet.withUnsafeMutableBufferPointer { buffer in
      guard let bytes = buffer.baseAddress else { return false }
      let length = far.protect(bytes, count, room: buffer.count, isControl: false)
      return inward.unprotect(bytes, length, room: buffer.count, isControl: false) == count
    }
  }

  @Test("a description that comes again with the same key leaves SRTP's count of wraps as it is")
  func sameKey() throws {
    let (own, theirs) = (MediaCrypto.makeSecret(), MediaCrypto.makeSecret())
    let line = try line(own)
    var far = AudioDescription(
      address: "127.0.0.1", port: 20_000, types: AudioDescription.offer([.pcmu]), secret: theirs)
    try line.agree(far, now: 0)
    let sending = try #require(MediaCrypto(theirs))
    for sequence: UInt16 in [65_534, 65_535, 0, 1] { #expect(try reads(line, sending, sequence)) }
    far.direction = .receive
    try line.agree(far, now: 0)
    #expect(try reads(line, sending, 2))
    let other = MediaCrypto.makeSecret()
    far.secret = other
    try line.agree(far, now: 0)
    #expect(try !reads(line, sending, 3))
    #expect(try reads(line, try #require(MediaCrypto(other)), 4))
  }
}
