// SPDX-License-Identifier: GPL-3.0-or-later
package import Foundation

/// The folder of recordings: which are there, the oldest first, and what they take.
///
/// A recording is two files, NAME.wav or .flac and NAME.json. Names begin with the time, so that their order is that of
/// the calls. Those of the folder `ring` go before any other.
package struct RecordingShelf {
  struct Item {
    var name: String
    var isInRing: Bool
    var files: [String]
    var bytes: Int64
  }

  static let extensions: Set<String> = ["wav", "flac", "json"]
  /// Of a file that is being written.
  static let unfinished = ".part"

  let directory: String
  var ring: String { directory + "/ring" }
  private(set) var items: [Item] = []
  private(set) var bytes: Int64 = 0

  /// Takes stock, and removes what a killed process left unfinished. Other files are left alone and not counted.
  init(directory: String) throws {
    self.directory = directory
    try FileManager.default.createDirectory(
      atPath: ring, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    for (folder, isInRing) in [(ring, true), (directory, false)] {
      var found: [String: Item] = [:]
      for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
        let path = "\(folder)/\(file)"
        if file.hasPrefix("."), file.hasSuffix(RecordingShelf.unfinished) {
          unlink(path)
          continue
        }
        let url = URL(filePath: path)
        guard RecordingShelf.extensions.contains(url.pathExtension), RecordingShelf.isOurs(file)
        else { continue }
        let name = url.deletingPathExtension().lastPathComponent
        var item = found[name] ?? Item(name: name, isInRing: isInRing, files: [], bytes: 0)
        item.files.append(path)
        item.bytes += RecordingShelf.size(of: path)
        found[name] = item
      }
      items += found.values.sorted { $0.name < $1.name }
    }
    bytes = items.reduce(0) { $0 + $1.bytes }
  }

  /// "20261126T172233.123Z-attempt": the time to a thousandth of a second, then the attempt with what a file's name should not
  /// hold replaced.
  package static func name(of attempt: String, at date: Date) -> String {
    let time = date.formatted(
      Date.ISO8601FormatStyle(
        dateSeparator: .omitted, timeSeparator: .omitted,
        includingFractionalSeconds: true))
    let safe = attempt.prefix(100).map {
      $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_"
    }
    return time + "-" + String(safe)
  }

  private static func isOurs(_ file: String) -> Bool {
    file.prefixMatch(of: /\d{8}T\d{6}\.\d{3}Z-/) != nil
  }

  static func size(of path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }

  /// Takes up a new recording.
  mutating func add(_ item: Item) {
    // The ring's come first, each part in the order of time.
    let end = items.firstIndex { !$0.isInRing } ?? items.endIndex
    items.insert(item, at: item.isInRing ? end : items.endIndex)
    bytes += item.bytes
  }

  /// Removes the oldest recordings until all take `quota` bytes at most and the file system has `reserve` free, where that
  /// can be had. Returns how many went.
  mutating func makeRoom(quota: Int64, reserve: Int64) -> Int {
    var gone = 0
    while !items.isEmpty, bytes > quota || RecordingShelf.free(in: directory) < reserve {
      let item = items.removeFirst()
      for file in item.files { unlink(file) }
      bytes -= item.bytes
      gone += 1
    }
    return gone
  }

  /// Bytes that the file system has for us.
  static func free(in directory: String) -> Int64 {
    var status = statvfs()
    guard statvfs(directory, &status) == 0 else { return 0 }
    return Int64(status.f_bavail) * Int64(status.f_frsize)
  }
}
