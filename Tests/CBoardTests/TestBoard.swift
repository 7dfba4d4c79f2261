// SPDX-License-Identifier: GPL-3.0-or-later
import CBoard
import Foundation

/// A loopback board that closes itself, with the C calls in the words of these tests.
final class TestBoard {
  let handle: Int32
  let lines: Int32

  init(lines: Int32) {
    handle = board_open("loopback:\(lines)")
    self.lines = lines
  }

  deinit { board_close(handle) }

  /// The far end of a line.
  func far(_ line: Int32) -> Int32 { lines + line }

  func advance(_ samples: Int32) { loopback_advance(handle, samples) }

  /// Every event that waits, channel by channel.
  func events() -> [BoardEvent] {
    var found: [BoardEvent] = []
    var event = board_event()
    for channel in 0..<2 * lines {
      while board_next_event(handle, channel, &event) == 1 {
        found.append(
          BoardEvent(
            kind: event.kind, channel: event.channel, at: event.at, detail: event.detail))
      }
    }
    return found
  }

  func write(_ samples: [Int16], to channel: Int32) -> Int32 {
    board_write(handle, channel, samples, Int32(samples.count))
  }

  /// Up to `count` samples, and the time of the first.
  func read(_ count: Int, from channel: Int32) -> (samples: [Int16], at: Int64) {
    var samples = [Int16](repeating: -1, count: count)
    var at: Int64 = -1
    let taken = board_read(handle, channel, &samples, Int32(count), &at)
    return (Array(samples.prefix(Int(max(taken, 0)))), at)
  }

  func info(_ channel: Int32) -> board_info {
    var info = board_info()
    board_info(handle, channel, &info)
    return info
  }

  func state(_ channel: Int32) -> Int32 { info(channel).state }

  /// Moves on by `count` samples in blocks of 160 and reads all that `channel` hears.
  func hear(_ count: Int, at channel: Int32) -> [Int16] {
    var heard: [Int16] = []
    for _ in 0..<count / 160 {
      advance(160)
      heard += read(160, from: channel).samples
    }
    return heard
  }
}

struct BoardEvent: Equatable {
  var kind: Int32
  var channel: Int32
  var at: Int64
  var detail: Int32 = 0

  init(kind: Int32, channel: Int32, at: Int64, detail: Int32 = 0) {
    self.kind = kind
    self.channel = channel
    self.at = at
    self.detail = detail
  }

  init(_ kind: board_event_kind, _ channel: Int32, at: Int64, detail: Int32 = 0) {
    self.init(kind: Int32(kind.rawValue), channel: channel, at: at, detail: detail)
  }
}

/// Samples that are all different from their neighbours, so that a lost or moved one shows.
func ramp(_ count: Int, from first: Int = 1) -> [Int16] {
  (0..<count).map { Int16(truncatingIfNeeded: (first + $0) &* 7919) }
}

/// Level in dBm0 of the component at `hz`, by Goertzel. 0 dBm0 is a sine 3.14 dB below full scale (G.711).
func level(of samples: ArraySlice<Int16>, at hz: Double) -> Double {
  let turn = 2 * cos(2 * Double.pi * hz / 8000)
  var s1 = 0.0
  var s2 = 0.0
  for sample in samples {
    let s0 = Double(sample) + turn * s1 - s2
    s2 = s1
    s1 = s0
  }
  let count = Double(samples.count)
  let power = s1 * s1 + s2 * s2 - turn * s1 * s2
  let peak = 2 * max(power, 1e-9).squareRoot() / count
  return 20 * log10(max(peak, 1e-3) / 32768) + 3.14
}
