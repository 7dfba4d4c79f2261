// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// The folder of a run. One that a run made says so by a file `.earshot-run`; only such a one is emptied, of what a run
/// leaves in it and of nothing else.
struct RunFolder {
  let path: String

  static let marker = ".earshot-run"

  /// What a run leaves in its folder.
  private static let leavings: Set<String> = [
    marker, "acknowledged.log", "arrivals.log", "calling-list.csv", "cpd.sock", "desk.sock",
    "exchange.log", "exchange.pid", "exchange.yaml", "far-ends.yaml", "gateway.journal",
    "gateway.journal.lock", "gateway.journal.new", "gateway.log", "gateway.pid", "gateway.yaml",
    "lines.json", "lists.sqlite", "lists.sqlite-journal", "lists.sqlite-shm", "lists.sqlite-wal",
    "ocs.log", "ocs.pid", "ocs.yaml",
  ]

  private static func isLeaving(_ name: String) -> Bool {
    leavings.contains(name) || name.wholeMatch(of: /calling-list-[1-9]\.csv/) != nil
  }

  /// Empty but for the marker, and its owner's alone.
  func makeAnew() throws {
    let files = FileManager.default
    if files.fileExists(atPath: path) {
      try empty()
    } else {
      try files.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
    let text = "earshot run made this folder, and empties it when it starts anew.\n"
    guard
      files.createFile(
        atPath: "\(path)/\(RunFolder.marker)", contents: Data(text.utf8),
        attributes: [.posixPermissions: 0o600])
    else { throw SettingsError(path: path, line: nil, "cannot be written") }
  }

  private func empty() throws {
    let found = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    guard !found.isEmpty else { return }
    if let stranger = found.first(where: { !RunFolder.isLeaving($0) }) {
      throw SettingsError(
        path: path, line: nil, "holds \(stranger), which is no run's; choose another --directory")
    }
    guard found.contains(RunFolder.marker) else {
      throw SettingsError(
        path: path, line: nil,
        "holds \(found[0]) and no \(RunFolder.marker), by which a run knows its own; choose another --directory,"
          + " or, where an earlier version's run left it, remove it: rm -r \(path)")
    }
    // The marker last: what could not be emptied can be the next time. A folder of that name is no run's, and stays.
    for name in found.filter({ $0 != RunFolder.marker }) + [RunFolder.marker] {
      guard unlink("\(path)/\(name)") == 0 else {
        throw SettingsError(
          path: "\(path)/\(name)", line: nil,
          "cannot be removed: \(String(cString: strerror(errno))); choose another --directory")
      }
    }
  }
}
