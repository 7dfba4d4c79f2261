// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

extension FarEndScript {
  /// Reads and checks a script, with every recording that it names.
  ///
  /// Recordings are looked for in the folder that the script's `samples` names, relative to the script.
  public init(contentsOf path: String) throws(FarEndScriptError) {
    let yaml: String
    do {
      yaml = try TextFile.text(path)
    } catch {
      throw FarEndScriptError(path: path, line: nil, fault: "\(error); name a far-end script")
    }
    try self.init(
      yaml: yaml, path: path, folder: URL(filePath: path).deletingLastPathComponent().path)
  }

  /// - Parameters:
  ///   - yaml: the script's text.
  ///   - path: its name in errors.
  ///   - folder: what `samples` is relative to.
  public init(yaml: String, path: String, folder: String) throws(FarEndScriptError) {
    var reader = ScriptReader(path: path, folder: folder)
    self = try reader.read(yaml)
  }
}
