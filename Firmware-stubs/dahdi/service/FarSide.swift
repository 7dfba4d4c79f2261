// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CBoard
import CDahdiCard
import Exchange
import Foundation
import Simulation

/// The network behind the card: an exchange with a script, or none, and what it is told to do.
struct FarSide {
  let card: DahdiCard
  private var exchange: Exchange?
  /// Audio time to wall time.
  private(set) var speed: Double

  init(card: DahdiCard, script: String?, arrivals: String?, speed: Double) throws {
    self.card = card
    self.speed = speed
    if let script { try connect(script: script, arrivals: arrivals) }
  }

  private mutating func connect(script: String, arrivals: String?) throws {
    exchange = try Exchange(
      board: card.board, script: FarEndScript(contentsOf: script), log: arrivals)
  }

  /// Lives through a block, before the card is moved on by it.
  mutating func tick() {
    if let text = card.command() { card.answer(obey(text)) }
    if let exchange { exchange.tick() } else { letGo() }
  }

  /// Nobody is there: whoever leaves is let go.
  private func letGo() {
    var event = board_event()
    let channels = board_channels(card.board)
    for channel in channels / 2..<channels {
      while board_next_event(card.board, channel, &event) == 1 {
        if event.kind == BOARD_RELEASED.rawValue { board_hang_up(card.board, channel) }
      }
    }
  }

  /// Does what a line says: 0 or -errno.
  private mutating func obey(_ text: String) -> Int32 {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    let channel = words.dropFirst().first.flatMap { Int32($0) } ?? 0
    switch (words.first, words.count) {
    case ("far-ends", 2...3):
      do {
        try connect(script: words[1], arrivals: words.count > 2 ? words[2] : nil)
        return 0
      } catch {
        FileHandle.standardError.write(Data("dahdi-card: \(error)\n".utf8))
        return -EINVAL
      }
    case ("speed", 2):
      guard let value = Double(words[1]), value > 0, value <= 100 else { return -EINVAL }
      speed = value
      return 0
    case ("alarm", 2): return card.alarm(channel, isDown: true)
    case ("well", 2): return card.alarm(channel, isDown: false)
    case ("unplug", 2): return card.unplug(channel, isGone: true)
    case ("plug", 2): return card.unplug(channel, isGone: false)
    case ("event", 3): return Int32(words[2]).map { card.tell(channel, event: $0) } ?? -EINVAL
    case ("ring", 2):
      let lines = board_channels(card.board) / 2
      return (1...lines).contains(channel) ? board_seize(card.board, lines + channel - 1) : -EINVAL
    default: return -EINVAL
    }
  }
}
