// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio
import Foundation

/// Recordings in a folder, heard on all cores.
public struct RecordedCalls: Sendable {
  public var folder: String
  public var files: [String]
  /// To take from recordings with several channels, from 1.
  public var channel: Int?

  public init(folder: String, files: [String], channel: Int? = nil) {
    self.folder = folder
    self.files = files
    self.channel = channel
  }

  /// Those that a table lists: in its own folder, or in one beside it that is called `calls` or as the table is.
  public init(of table: String, files: [String]) {
    let url = URL(filePath: table)
    let own = url.deletingLastPathComponent().relativePath
    let name = url.deletingPathExtension().lastPathComponent
    let folder = [own, "\(own)/calls", "\(own)/\(name)"].first { folder in
      files.contains { FileManager.default.fileExists(atPath: "\(folder)/\($0)") }
    }
    self.init(folder: folder ?? own, files: files)
  }

  /// What `body` makes of each, decoded once, in their order; `onEach` is called as each is done.
  public func hear<Heard: Sendable>(
    onEach: @Sendable () -> Void, _ body: @Sendable (Int, Recording) -> Heard
  ) -> [Result<Heard, RecordingError>] {
    files.indices.mapInParallel { index in
      defer { onEach() }
      do throws(RecordingError) {
        return .success(
          body(index, try Recording(contentsOf: "\(folder)/\(files[index])", channel: channel)))
      } catch {
        return .failure(error)
      }
    }
  }
}
