// SPDX-License-Identifier: GPL-3.0-or-later
import CDahdiCard
import Foundation

/// A mounted card. It belongs to the thread that runs it.
final class DahdiCard {
  private let card: OpaquePointer
  /// The board whose far ends are the far side.
  let board: Int32

  init(folder: String, settings: dahdi_card_settings) throws(CardError) {
    var settings = settings
    var card: OpaquePointer?
    let result = dahdi_card_mount(folder, &settings, &card)
    guard result == 0, let card else { throw CardError(folder: folder, code: -result) }
    self.card = card
    board = dahdi_card_board(card)
  }

  deinit { dahdi_card_unmount(card) }

  func advance(_ samples: Int32) { _ = dahdi_card_advance(card, samples) }

  /// The next line that was written to the far side's file, if there is one; it waits to be answered.
  func command() -> String? {
    var text = [CChar](repeating: 0, count: 1024)
    let length = dahdi_card_command(card, &text, Int32(text.count))
    guard length > 0 else { return nil }
    return String(decoding: text.prefix(Int(length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  func answer(_ result: Int32) { dahdi_card_answer(card, result) }

  func alarm(_ channel: Int32, isDown: Bool) -> Int32 {
    dahdi_card_alarm(card, channel, isDown ? 1 : 0)
  }

  func unplug(_ channel: Int32, isGone: Bool) -> Int32 {
    dahdi_card_unplug(card, channel, isGone ? 1 : 0)
  }

  func tell(_ channel: Int32, event: Int32) -> Int32 { dahdi_card_event(card, channel, event) }
}

/// Why a card could not be mounted, and what to do about it.
struct CardError: Error, CustomStringConvertible {
  var folder: String
  var code: Int32

  var description: String {
    let fault =
      switch code {
      case ENOENT: "no such folder; make it first"
      case ENOTDIR: "no folder; name one"
      case EINVAL: "a card has 1 to 256 channels"
      case EPERM, EACCES: "may not be mounted on; it takes /dev/fuse and root"
      default: String(cString: strerror(code))
      }
    return "\(folder): \(fault)"
  }
}
