// SPDX-License-Identifier: GPL-3.0-or-later
import CSIP
import RTP

/// From a socket to the ear, and to the joined call.
extension MediaFloor {
  /// Takes what waits on a socket: `id` is the line's index, doubled, and 1 more for RTCP.
  mutating func receive(_ id: UInt64, now: Int64) {
    let index = Int(id >> 1)
    guard lines.indices.contains(index), let sockets = lines[index]?.sockets else { return }
    let isControl = id & 1 == 1
    // Not more than a few batches: other calls have packets too.
    for _ in 0..<4 {
      let count = Int(
        media_receive(
          isControl ? sockets.control : sockets.audio, &packets, Int32(MediaFloor.packetSize),
          Int32(MediaFloor.batch), &lengths, &sources))
      guard count > 0 else { return }
      for place in 0..<count {
        isControl ? takeReport(index, place, now) : takePacket(index, place, now)
      }
      if !isControl { lines[index]?.drain(now) }
      guard count == MediaFloor.batch else { return }
    }
  }

  private mutating func takePacket(_ index: Int, _ place: Int, _ now: Int64) {
    guard let length = plain(index, place, isControl: false) else { return }
    guard lines[index]?.accepts(sources[place], now: now) == true else {
      lines[index]?.receiver.count { $0.strangers += 1 }
      return
    }
    let start = place * MediaFloor.packetSize
    let bytes = packets.span.extracting(start..<start + length)
    guard let (header, payload) = RTPHeader.read(bytes) else {
      lines[index]?.receiver.count { $0.unusable += 1 }
      return
    }
    let body = bytes.extracting(payload)
    guard lines[index]?.receiver.receive(header, payload: body, now: now) == true else { return }
    if let other = lines[index]?.joined, isUp(other),
      let format = lines[index]?.receiver.format(of: header.payloadType)
    {
      lines[other.index]?.relay(header, format, body, now: now, &scratch)
    }
  }

  /// The packet's length in the clear; nil: it is not to be used.
  private mutating func plain(_ index: Int, _ place: Int, isControl: Bool) -> Int? {
    let length = Int(lengths[place])
    guard length > 0 else { return nil }
    guard let crypto = lines[index]?.inward else { return length }
    let start = place * MediaFloor.packetSize
    let result = packets.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map {
        crypto.unprotect(
          $0 + start, length, room: MediaFloor.packetSize, isControl: isControl)
      } ?? -1
    }
    if result <= 0 { lines[index]?.receiver.count { $0.unusable += 1 } }
    return result > 0 ? result : nil
  }

  private mutating func takeReport(_ index: Int, _ place: Int, _ now: Int64) {
    guard let length = plain(index, place, isControl: true) else { return }
    let start = place * MediaFloor.packetSize
    guard let report = RTCPReport(packets.span.extracting(start..<start + length)) else { return }
    lines[index]?.take(report, from: sources[place], now: now)
  }
}

extension MediaLine {
  mutating func take(_ report: RTCPReport, from source: media_address, now: Int64) {
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
