// SPDX-License-Identifier: GPL-3.0-or-later
import Detection
import Foundation

/// What one channel occupies after a second of audio.
struct BenchMemory<Receiver: BenchReceiver>: Encodable {
  /// Bytes of the value itself.
  let inline: Int
  /// Bytes with all that it has on the heap: growth of the resident set over 2,000 channels, divided by their number.
  /// nil where the system does not tell (it has no /proc).
  let total: Int?

  enum CodingKeys: String, CodingKey {
    case inline = "inline_bytes"
    case total = "bytes_per_channel"
  }

  /// - Parameter audio: each channel starts at another place of it.
  init(audio: [Int16]) {
    inline = MemoryLayout<Receiver>.size
    let count = 2000
    var channels: [BenchChannel<Receiver>] = []
    channels.reserveCapacity(count)
    // Tables that all channels share are made by the first.
    var events: [CallEvent] = []
    var workspace = Workspace()
    var first = BenchChannel<Receiver>()
    first.hear(0..<50, of: audio, &events, with: &workspace)
    let before = BenchMemory.residentBytes
    for index in 0..<count {
      var channel = BenchChannel<Receiver>()
      let start = BenchChannel<Receiver>.start(index, of: count, in: audio)
      channel.hear(start..<start + 50, of: audio, &events, with: &workspace)
      channels.append(channel)
    }
    let after = BenchMemory.residentBytes
    precondition(channels.count == count, "all channels are alive while they are measured")
    if let before, let after { total = (after - before) / count } else { total = nil }
  }

  private static var residentBytes: Int? {
    // The second field is the resident set, in pages.
    let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?
      .split(separator: " ")
    guard let fields, fields.count > 1, let pages = Int(fields[1]) else { return nil }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }
}
