// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CBoard
import Exchange

/// One line between a PCM's channel, where the caller is, and the near end of a line in memory, at whose far end the
/// exchange is: what is on one is put on the other.
///
/// The caller's hook switch is the near end's. A PCM cannot tell him that the far end hung up: he hears silence for a second,
/// then reorder tone, as behind an exchange that signals nothing else.
struct WireLine {
  let channel: Int32
  private let audio: Int32
  private let telephones: Int32
  private var isOffHook = false
  /// What is heard where nobody is at the far end any more.
  var gone: Tone?
  private var goneTone: ToneSynthesizer?
  private var block = [Int16](repeating: 0, count: Exchange.block)

  init(_ channel: Int32, audio: Int32, telephones: Int32) {
    self.channel = channel
    self.audio = audio
    self.telephones = telephones
  }

  /// Carries a block either way.
  mutating func carry(isOffHook now: Bool) {
    var event = board_event()
    while board_next_event(audio, channel, &event) == 1 {}
    while board_next_event(telephones, channel, &event) == 1 {
      if event.kind == Int32(BOARD_RELEASED.rawValue) {
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
