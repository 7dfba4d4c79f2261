// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Where a picture goes, and in which format.
public struct PictureFile: Sendable, Hashable {
  public let path: String
  public let format: Canvas.Format

  /// - Throws: `.noFormat` unless `path` ends in .png or .svg, `.noFolder` if there is nothing that it could be in.
  public init(path: String) throws(PictureError) {
    let url = URL(filePath: path)
    guard let format = Canvas.Format(rawValue: url.pathExtension.lowercased()) else {
      throw PictureError(path, .noFormat)
    }
    let folder = url.deletingLastPathComponent().path
    guard PictureFile.isFolder(folder) else { throw PictureError(path, .noFolder(folder)) }
    self.path = path
    self.format = format
  }

  /// One for each of `recordings`: `path` itself where it names a picture, else a .png in the folder that it is.
  ///
  /// - Throws: also `.onePicture` for several recordings and no folder, `.taken` where two have one name.
  public static func files(at path: String, for recordings: [String]) throws(PictureError)
    -> [PictureFile]
  {
    guard isFolder(path) else {
      let file = try PictureFile(path: path)
      guard recordings.count == 1 else { throw PictureError(path, .onePicture(recordings.count)) }
      return [file]
    }
    var sources: [String: String] = [:]
    var files: [PictureFile] = []
    for recording in recordings {
      let name = URL(filePath: recording).deletingPathExtension().lastPathComponent
      let file = try PictureFile(path: "\(path)/\(name).png")
      if let other = sources.updateValue(recording, forKey: file.path) {
        throw PictureError(file.path, .taken(other, recording))
      }
      files.append(file)
    }
    return files
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Writes what `drawing` makes of the format, whole or not at all, replacing what is there.
  public func write(
    _ drawing: (Canvas.Format) throws(PictureError.Fault) -> [UInt8]
  ) throws(PictureError) {
    do throws(PictureError.Fault) {
      try write(drawing(format))
    } catch { throw PictureError(path, error) }
  }

  /// Writes `bytes` whole or not at all, replacing what is there.
  ///
  /// - Throws: `.unwritable` with the system's words.
  public func write(_ bytes: [UInt8]) throws(PictureError.Fault) {
    do {
      try Data(bytes).write(to: URL(filePath: path), options: .atomic)
    } catch {
      let cause = (error as? CocoaError)?.underlying as? POSIXError
      let words = cause.map { String(cString: strerror($0.code.rawValue)) }
      throw .unwritable(words ?? error.localizedDescription)
    }
  }
}
