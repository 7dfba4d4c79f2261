// SPDX-License-Identifier: GPL-3.0-or-later
import Boards
import CBoard
import CDahdiCard
import Calls
import Detection
import Exchange
import Foundation
import Simulation
import Testing

/// An exchange's lines, in memory or on a DAHDI card, and a trunk on them. Time goes as fast as the machine can.
final class ExchangeSite: Sendable {
  enum Kind: String, CaseIterable, Sendable { case loopback, dahdi }

  static let samples = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Samples").standardized.path

  let trunk: BoardTrunk
  let board: Board
  let lines: Int32
  private let script: FarEndScript
  private let mount: CardMount?

  /// - Parameter farEnds: of the script, number by number, in YAML.
  init(_ kind: Kind, lines: Int32 = 1, options: String = "", reverses: Bool = true, farEnds: String)
    throws
  {
    script = try FarEndScript(
      yaml: "version: 1\ncountry: us\nsamples: \"\(Self.samples)\"\nfar-ends:\n" + farEnds,
      path: "test.yaml", folder: Self.samples)
    self.lines = lines
    switch kind {
    case .loopback:
      mount = nil
      board = try Board("loopback:\(lines)")
    case .dahdi:
      let mount = try CardMount(ports: lines, reverses: reverses)
      self.mount = mount
      board = try Board("dahdi:\(mount.folder)\(options)")
    }
    trunk = BoardTrunk(board)
  }

  /// What the card goes wrong with; of the media thread.
  typealias Trouble = @Sendable (_ card: OpaquePointer?, _ block: Int) -> Void

  /// Runs `body` while the trunk is served. `trouble` comes before each block.
  func served(
    trouble: @escaping Trouble = { _, _ in }, _ body: @Sendable @escaping () async throws -> Void
  ) async throws {
    let (trunk, board, script, mount) = (trunk, board, script, mount)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await trunk.serve {
          let exchange = try Exchange(board: mount?.farBoard ?? board.handle, script: script)
          var block = 0
          guard let mount else { return LoopbackPace(board, speed: nil).wait { exchange.tick() } }
          return {
            trouble(mount.card, block)
            block += 1
            exchange.tick()
            dahdi_card_advance(mount.card, 160)
            return board_wait(board.handle, 2000) == 0
          }
        }
      }
      group.addTask {
        defer { trunk.stop() }
        try await body()
      }
      try await group.waitForAll()
    }
  }

  /// Places a call: see `BoardTrunk.call`.
  func call(_ number: String) async throws -> [LegEvent] { try await trunk.call(number) }
}

extension BoardTrunk {
  /// Places a call; all that its leg tells until it ends, or is decided: then it is hung up.
  func call(_ number: String) async throws -> [LegEvent] {
    let request = CallRequest(attempt: UUID().uuidString, number: number, country: "us")
    let (listener, events) = Listener.make(for: request, supervision: supervision)
    let leg = try await place(request, listener: listener)
    var told: [LegEvent] = []
    for await event in events {
      told.append(event)
      if case .decided = event { await leg.hangUp() }
    }
    return told
  }
}

/// A card that is mounted as long as it is held. `@unchecked Sendable` because the card's C guards itself by a lock.
final class CardMount: @unchecked Sendable {
  let folder: String
  let card: OpaquePointer
  let farBoard: Int32

  init(ports: Int32, reverses: Bool) throws {
    folder = "/tmp/earshot-card-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var settings = dahdi_card_settings(
      ports: ports, bearers: 0, reverses_at_answer: reverses ? 1 : 0, is_alaw: 0,
      has_no_tone_zone: 0)
    var mounted: OpaquePointer?
    let result = dahdi_card_mount(folder, &settings, &mounted)
    card = try #require(mounted, "no card can be mounted: \(String(cString: strerror(-result)))")
    farBoard = dahdi_card_board(card)
  }

  deinit {
    dahdi_card_unmount(card)
    try? FileManager.default.removeItem(atPath: folder)
  }
}

extension [LegEvent] {
  var verdict: Verdict? {
    for case .decided(let verdict) in self { return verdict }
    return nil
  }

  var end: EndCause? {
    if case .ended(let cause, _)? = last { return cause }
    return nil
  }
}
