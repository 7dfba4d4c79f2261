// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension ToneTable {
  /// Reads a table from a file.
  ///
  /// - Throws: every fault of it, with file, line and remedy.
  public init(contentsOf path: String) throws(ToneTableError) {
    let bytes: [UInt8]
    do {
      bytes = try TextFile.bytes(path)
    } catch {
      throw ToneTableError(path, nil, "\(error)")
    }
    // The built-in table has an eighth of a megabyte.
    guard bytes.count <= 4 << 20 else {
      throw ToneTableError(path, nil, "\(bytes.count >> 20) megabytes are no table of tones")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
      let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
      throw ToneTableError(path, line.map { $0 + 1 }, "is not UTF-8; save it as UTF-8")
    }
    try self.init(text, file: path)
  }

  /// Reads a table from its text.
  ///
  /// - Parameter file: its name in what is thrown.
  public init(_ text: String, file: String) throws(ToneTableError) {
    var reader = ToneTableReader()
    // A line that ends in CR LF is one Character there.
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      reader.read(line)
    }
    reader.finish()
    guard reader.faults.isEmpty else {
      throw ToneTableError(file: file, faults: reader.faults)
    }
    self = reader.table
  }
}
