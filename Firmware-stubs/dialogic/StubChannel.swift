// SPDX-License-Identifier: GPL-3.0-or-later
import CBoard

/// One channel of the virtual board: what it was asked for, and audio between it and its line.
struct StubChannel {
  let device: Int32
  var isOpen = false
  var isRinging = false
  /// Opened by Global Call: the library sets calls up.
  var isDigital = false
  /// Of the digital call that is up.
  var number: String?
  var calls: Int32 = 0
  /// Transitions that are to be told.
  var mask: UInt32 = 0
  /// Who gets what is heard: a function of its own, or the write function with this handle.
  var streams: HeardFunction?
  var records: Int32?
  /// The read function's handle while something is played.
  var plays: Int32?
  private var heard: [UInt8] = []
  private var said: [UInt8] = []

  init(device: Int32) { self.device = device }

  private var channel: Int32 { device - 1 }

  mutating func stop() {
    streams = nil
    records = nil
    plays = nil
    heard = []
    said = []
  }

  /// Sends 160 samples of what is played, if anything is.
  mutating func speak(on board: Int32, _ functions: dx_uio) {
    guard let handle = plays else { return }
    if said.count < 160 {
      var codes = [UInt8](repeating: 0xff, count: StubBoard.transfer)
      let got = functions.u_read?(handle, &codes, UInt32(codes.count)) ?? 0
      if got <= 0 { plays = nil }
      said += codes.prefix(Int(max(0, got)))
    }
    let samples = said.prefix(160).map { g711_decode($0, false) }
    said.removeFirst(samples.count)
    board_write(board, channel, samples, Int32(samples.count))
  }

  /// Takes 160 samples of the line and hands them over when there are enough.
  mutating func hear(on board: Int32, _ functions: dx_uio) {
    var samples = [Int16](repeating: 0, count: 160)
    board_read(board, channel, &samples, 160, nil)
    guard streams != nil || records != nil else { return }
    heard += samples.map { g711_encode($0, false) }
    guard heard.count >= StubBoard.transfer else { return }
    heard.withUnsafeMutableBytes { bytes in
      if let streams {
        _ = streams(
          device, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), UInt32(bytes.count))
      } else if let records {
        _ = functions.u_write?(records, bytes.baseAddress, UInt32(bytes.count))
      }
    }
    heard.removeAll(keepingCapacity: true)
  }
}
