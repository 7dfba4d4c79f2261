// SPDX-License-Identifier: GPL-3.0-or-later
import CBoard
import CDahdiCard
import Foundation
import Testing

/// A DAHDI card that is mounted for a test, with the driver on it. Both live by a clock that the test moves on.
final class TestCard {
  let folder: String
  let card: OpaquePointer
  /// The loopback board whose second half is the far side.
  let farBoard: Int32
  let count: Int32
  private(set) var board: Int32 = 0
  private(set) var isMounted = true

  init(
    ports: Int32 = 1, bearers: Int32 = 0, reverses: Bool = true, isALaw: Bool = false,
    hasToneZone: Bool = true, options: String? = ""
  ) throws {
    folder = "/tmp/earshot-card-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var settings = dahdi_card_settings(
      ports: ports, bearers: bearers, reverses_at_answer: reverses ? 1 : 0,
      is_alaw: isALaw ? 1 : 0, has_no_tone_zone: hasToneZone ? 0 : 1)
    var mounted: OpaquePointer?
    let result = dahdi_card_mount(folder, &settings, &mounted)
    card = try #require(mounted, "no card can be mounted: \(String(cString: strerror(-result)))")
    farBoard = dahdi_card_board(card)
    count = ports + bearers
    if let options {
      board = open(options)
      try #require(board > 0, "the driver does not take the card: \(board)")
    }
  }

  deinit {
    close()
    unmount()
    try? FileManager.default.removeItem(atPath: folder)
  }

  func open(_ options: String) -> Int32 { board_open("dahdi:\(folder)\(options)") }

  func close() {
    if board > 0 { board_close(board) }
    board = 0
  }

  func unmount() {
    if isMounted { dahdi_card_unmount(card) }
    isMounted = false
  }

  /// A file of the card as another program opens it.
  func device(_ name: String, flags: Int32 = 0) -> Int32 {
    Glibc.open("\(folder)/\(name)", O_RDWR | O_CLOEXEC | flags)
  }

  func far(_ channel: Int32) -> Int32 { count + channel }

  /// One block on the card and on the driver.
  func step() {
    dahdi_card_advance(card, 160)
    board_wait(board, 2000)
  }

  /// Blocks that nobody wants to hear.
  func steps(_ blocks: Int) {
    for _ in 0..<blocks {
      step()
      for channel in 0..<count { _ = Self.read(board, channel) }
    }
  }

  func events() -> [BoardEvent] { Self.events(of: board, in: 0..<count) }
  func farEvents() -> [BoardEvent] { Self.events(of: farBoard, in: count..<2 * count) }

  private static func events(of board: Int32, in channels: Range<Int32>) -> [BoardEvent] {
    var found: [BoardEvent] = []
    var event = board_event()
    for channel in channels {
      while board_next_event(board, channel, &event) == 1 {
        found.append(
          BoardEvent(
            kind: event.kind, channel: event.channel, at: event.at, detail: event.detail))
      }
    }
    return found
  }

  /// Lives until the near end has an event of this kind; the blocks that took, or nil after `limit`.
  func wait(for kind: board_event_kind, limit: Int = 500) -> Int? {
    for block in 0..<limit {
      if events().contains(where: { $0.kind == Int32(kind.rawValue) }) { return block }
      steps(1)
    }
    return nil
  }

  /// Moves on and takes what both ends hear; `near` and `far` are what they say.
  func exchange(
    blocks: Int, channel: Int32 = 0, near: [Int16]? = nil, far: [Int16]? = nil
  ) -> (near: [Int16], far: [Int16]) {
    var heard: (near: [Int16], far: [Int16]) = ([], [])
    for block in 0..<blocks {
      let range = block * 160..<block * 160 + 160
      if let near { _ = board_write(board, channel, Array(near[range]), 160) }
      if let far { _ = board_write(farBoard, self.far(channel), Array(far[range]), 160) }
      step()
      heard.near += Self.read(board, channel)
      heard.far += Self.read(farBoard, self.far(channel))
    }
    return heard
  }

  static func read(_ board: Int32, _ channel: Int32) -> [Int16] {
    var samples = [Int16](repeating: 0, count: 1600)
    var at: Int64 = 0
    let count = board_read(board, channel, &samples, 1600, &at)
    return Array(samples.prefix(Int(max(0, count))))
  }

  func info(_ channel: Int32 = 0) -> board_info {
    var info = board_info()
    board_info(board, channel, &info)
    return info
  }

  /// Off-hook, the far side with it, and all that this told.
  func seize(_ channel: Int32 = 0) {
    board_seize(board, channel)
    steps(2)
    _ = events()
    _ = farEvents()
  }

  /// As `seize`, and the far end has answered a call to 1.
  func call(_ channel: Int32 = 0) {
    seize(channel)
    board_dial(board, channel, "1")
    _ = wait(for: BOARD_DIALED)
    board_answer(farBoard, far(channel))
    _ = exchange(blocks: 3, channel: channel)
    _ = events()
    _ = farEvents()
  }
}

/// A sine of this level, dBm0.
func sine(_ hz: Double, level: Double, blocks: Int) -> [Int16] {
  let peak = 32768 * pow(10, (level - 3.14) / 20)
  return (0..<blocks * 160).map { Int16(peak * sin(2 * Double.pi * hz * Double($0) / 8000)) }
}

/// What stands before the first 0.
func text(_ characters: [CChar]) -> String {
  String(
    decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
