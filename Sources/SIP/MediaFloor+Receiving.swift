// SPDX-License-Identifier: GPL-3.0-or-later
import CSIP
import RTP

/// Packets as they are taken from a socket, used again and again.
struct MediaBatch: Sendable {
  static let most = 16

  private var bytes = [UInt8](repeating: 0, count: MediaScratch.packetSize * most)
  private var lengths = [Int32](repeating: 0, count: most)
  private var sources = [media_address](repeating: media_address(), count: most)

  init() {}

  /// Takes what is there; returns how many packets.
  mutating func take(from socket: Int32) -> Int {
    Int(
      media_receive(
        socket, &bytes, Int32(MediaScratch.packetSize), Int32(MediaBatch.most), &lengths, &sources))
  }

  func source(of place: Int) -> media_address { sources[place] }

  /// Decrypts a packet, if `crypto` is there. False: it is not to be used.
  mutating func open(_ place: Int, _ crypto: MediaCrypto?, isControl: Bool) -> Bool {
    guard let crypto else { return lengths[place] > 0 }
    let start = place * MediaScratch.packetSize
    let length = Int(lengths[place])
    let result = bytes.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map {
        crypto.unprotect(
          $0 + start, length, room: MediaScratch.packetSize, isControl: isControl)
      } ?? -1
    }
    lengths[place] = Int32(max(0, result))
    return result > 0
  }

  /// Shows a packet.
  func with(_ place: Int, _ body: (Span<UInt8>) -> Void) {
    let start = place * MediaScratch.packetSize
    body(bytes.span.extracting(start..<start + Int(lengths[place])))
  }
}

/// From a socket to the ear, and to the joined call.
extension MediaFloor {
  /// Takes what waits on a socket: `id` is the line's index, doubled, and 1 more for RTCP.
  mutating func receive(_ id: UInt64, now: Int64) {
    let index = Int(id >> 1)
    guard lines.indices.contains(index), let sockets = lines[index]?.sockets else { return }
    let isControl = id & 1 == 1
    // Lent out, so that its bytes can be read while the lines change.
    var batch = MediaBatch.none
    swap(&batch, &self.batch)
    defer { swap(&batch, &self.batch) }
    // Not more than a few batches: other calls have packets too.
    for _ in 0..<4 {
      let count = batch.take(from: isControl ? sockets.control : sockets.audio)
      guard count > 0 else { return }
      for place in 0..<count {
        guard batch.open(place, lines[index]?.inward, isControl: isControl) else {
          lines[index]?.receiver.count { $0.unusable += 1 }
          continue
        }
        let source = batch.source(of: place)
        batch.with(place) { bytes in
          if !isControl {
            take(bytes, from: source, on: index, now)
          } else if let report = RTCPReport(bytes) {
            lines[index]?.take(report, from: source, now: now)
          }
        }
      }
      if !isControl { drain(index, now) }
      guard count == MediaBatch.most else { return }
    }
  }

  private mutating func take(
    _ bytes: Span<UInt8>, from source: media_address, on index: Int, _ now: Int64
  ) {
    // What is no packet of this call says nothing of where the far side is.
    guard let (header, payload) = RTPHeader.read(bytes),
      lines[index]?.receiver.understands(header.payloadType) == true
    else {
      lines[index]?.receiver.count { $0.unusable += 1 }
      return
    }
    guard lines[index]?.accepts(source, now: now) == true else {
      lines[index]?.receiver.count { $0.strangers += 1 }
      return
    }
    let body = bytes.extracting(payload)
    guard let line = lines[index],
      let type = line.receiver.receive(header, payload: body, now: now), !line.ear.isPassing,
      let other = line.joined, isUp(other), let mate = lines[other.index]
    else { return }
    if mate.mustTranscode(type) {
      line.ear.isPassing = true
      mate.ear.isPassing = true
    } else {
      mate.relay(header, type, body, now: now, &scratch)
    }
  }

  /// Hears what is due on a line. Where its packets are of another clock than the joined call's, that is told what was heard,
  /// and the digits.
  mutating func drain(_ index: Int, _ now: Int64) {
    guard let line = lines[index] else { return }
    line.receiver.drain(now: now, into: &line.ear)
    guard line.ear.isPassing else { return }
    if let other = line.joined, isUp(other) {
      lines[other.index]?.pass(&line.ear, now: now, &scratch)
    } else {
      line.ear.stopPassing()
    }
  }
}

extension MediaBatch {
  private init(bytes: [UInt8]) {
    self.bytes = bytes
    lengths = []
    sources = []
  }

  /// One that takes nothing, in another's place.
  static let none = MediaBatch(bytes: [])
}

extension MediaLine {
  func take(_ report: RTCPReport, from source: media_address, now: Int64) {
    guard source.isSameHost(as: describedControl) || source.isSameHost(as: latched) else { return }
    if let sent = report.sent { lastReport = (MediaFloor.middle(sent.time), now) }
    guard let block = report.block, block.source == sender.source else { return }
    farLoss = block
    guard block.lastReport != 0 else { return }
    let trip = MediaFloor.middle(MediaFloor.networkTime(now)) &- block.lastReport &- block.delay
    // In 1/65536 s; more than 10 s is somebody's clock.
    if trip < 655_360 { roundTrip = Int64(trip) * 8000 / 65_536 }
  }
}
