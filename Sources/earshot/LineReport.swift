// SPDX-License-Identifier: GPL-3.0-or-later
import Boards
import Foundation

/// What a gateway's lines have counted, as a file that it leaves when it shuts down.
struct LineReport: Codable {
  struct Line: Codable {
    var name: String
    var description: String
    var counters: LineCounters
  }

  var lines: [Line]

  init(_ board: Board, names: [String]) {
    lines = zip(board.callingChannels, names).map { channel, name in
      Line(
        name: name, description: board.description(ofChannel: channel),
        counters: board.counters(ofChannel: channel))
    }
  }

  init?(contentsOf path: String) {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    guard let report = try? JSONDecoder().decode(LineReport.self, from: data) else { return nil }
    self = report
  }

  func write(to path: String) throws {
    try Data(jsonPage.utf8).write(to: URL(filePath: path), options: .atomic)
  }

  /// Blocks of 160 samples, and parts of them, that were heard too late.
  var lostBlocks: Int64 { sum(\.overruns) }
  /// Blocks of silence that were sent because nothing else was there in time.
  var silentBlocks: Int64 { sum(\.underruns) }

  private func sum(_ counter: KeyPath<LineCounters, Int64>) -> Int64 {
    lines.reduce(0) { $0 + ($1.counters[keyPath: counter] + 159) / 160 }
  }

  var text: String {
    "\(lines.count) lines: \(lostBlocks) blocks lost, \(silentBlocks) sent too late, "
      + "\(lines.reduce(0) { $0 + $1.counters.eventsLost }) events lost, "
      + "\(lines.reduce(0) { $0 + $1.counters.reopens }) times reopened"
  }
}
