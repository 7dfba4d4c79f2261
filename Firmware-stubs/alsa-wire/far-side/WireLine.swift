// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CBoard
import CWire
import Exchange

/// One line between a PCM's channel, where the caller is, and the near end of a line in memory, at whose far end the
/// exchange is: what is on one is put on the other.
///
/// The caller's hook switch is the near end's; the far end's shows an answer, and its end. A party that hangs up without an
/// answer shows nothing: the caller hears silence for a second, then reorder tone, as from an exchange.
struct WireLine {
  let channel: Int32
  private let wires: OpaquePointer
  private let audio: Int32
  private let telephones: Int32
  private var isOffHook = false
  /// What is heard where nobody is at the far end any more.
  var gone: Tone?
  private var goneTone: ToneSynthesizer?
  private var block = [Int16](repeating: 0, count: Exchange.block)

  init(_ channel: Int32, wires: OpaquePointer, audio: Int32, telephones: Int32) {
    self.channel = channel
    self.wires = wires
    self.audio = audio
    self.telephones = telephones
  }

  /// Carries a block either way.
  mutating func carry(hasExchange: Bool) {
    let now = hasExchange && wire_off_hook(wires, WIRE_NEAR, channel) != 0
    if let left = answersIn {
      answersIn = left > 0 ? left - 1 : nil
      if left == 0 { wire_set_off_hook(wires, WIRE_FAR, channel, 1) }
    }
    var event = board_event()
    while board_next_event(audio, channel, &event) == 1 {}
    while board_next_event(telephones, channel, &event) == 1 {
      if event.kind == Int32(BOARD_ANSWERED.rawValue) { answersIn = WireLine.lag }
      if event.kind == Int32(BOARD_RELEASED.rawValue) {
        answersIn = nil
        wire_set_off_hook(wires, WIRE_FAR, channel, 0)
        goneTone = gone.map { ToneSynthesizer($0) }
        silence = WireLine.silence
        isGone = true
      }
    }
    if now != isOffHook {
      // A line that is not at rest yet is seized at the next block.
      if now {
        guard board_seize(telephones, channel) == 0 else { return }
        isGone = false
      } else {
        board_hang_up(telephones, channel)
        answersIn = nil
        wire_set_off_hook(wires, WIRE_FAR, channel, 0)
      }
      isOffHook = now
    }
    let heard = max(0, board_read(audio, channel, &block, Int32(Exchange.block), nil))
    if isOffHook { board_write(telephones, channel, block, heard) }
    let said = max(0, Int(board_read(telephones, channel, &block, Int32(Exchange.block), nil)))
    for index in said..<block.count { block[index] = 0 }
    if isOffHook, isGone { sound() }
    board_write(audio, channel, block, Int32(block.count))
  }

  /// Blocks until what is heard behind the answer has passed the PCM: a switch is faster than audio.
  private static let lag = 4
  private var answersIn: Int?

  /// Blocks of silence before the tone.
  private static let silence = 50
  private var silence = 0
  private var isGone = false

  private mutating func sound() {
    guard silence == 0, var tone = goneTone else {
      silence = max(0, silence - 1)
      for index in block.indices { block[index] = 0 }
      return
    }
    var span = block.mutableSpan
    tone.render(into: &span)
    goneTone = tone
  }
}
