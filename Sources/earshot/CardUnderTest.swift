// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A board whose far side is a simulation that can be told who answers: its folder has a file `far-side`. Numbers that
/// nobody has are never dialed on lines that lead anywhere else.
struct CardUnderTest {
  /// As the gateway opens it: "dahdi:/tmp/dahdi".
  let board: String
  private let farSide: String

  /// - Parameter farSide: path of what tells the simulation who answers; nil: the file of that name in a card's folder.
  init(board: String, farSide: String?) throws(SettingsError) {
    let folder = board.drop { $0 != ":" }.dropFirst().prefix { $0 != "," }
    self.farSide = farSide ?? folder + "/far-side"
    self.board = board
    let isCard = farSide != nil || board.hasPrefix("dahdi:")
    guard isCard, FileManager.default.fileExists(atPath: self.farSide) else {
      throw SettingsError(
        path: board, line: nil,
        "is no board whose far side is simulated; start `dahdi-card FOLDER` and give dahdi:FOLDER, or "
          + "`wire-exchange --control FILE` and give --far-side FILE")
    }
  }

  /// Has the far side take the script, and note arrivals.
  func connect(script: String, arrivals: String, speed: Double) throws(SettingsError) {
    try tell("far-ends \(script) \(arrivals)")
    try tell("speed \(speed)")
  }

  private func tell(_ text: String) throws(SettingsError) {
    let file = open(farSide, O_WRONLY | O_CLOEXEC)
    defer { if file >= 0 { close(file) } }
    let message = text + "\n"
    let written = file < 0 ? -1 : write(file, message, message.utf8.count)
    guard written == message.utf8.count else {
      throw SettingsError(
        path: farSide, line: nil, "does not take '\(text)': \(String(cString: strerror(errno)))")
    }
  }
}
