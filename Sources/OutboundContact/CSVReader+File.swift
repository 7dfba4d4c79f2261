// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension CSVReader {
  /// Reads a file row by row, 64 KiB at a time. Throws `CSVError` (after the rows before it), the file system's errors
  /// (naming the file), and what `body` throws.
  public static func forEachRow(
    inFile path: String, separator: Unicode.Scalar = ",", _ body: (Row) throws -> Void
  ) throws {
    let file = try FileHandle(forReadingFrom: URL(filePath: path))
    defer { try? file.close() }
    var reader = CSVReader(separator: separator)
    var rows: [Row] = []
    while let chunk = try file.read(upToCount: 1 << 16), !chunk.isEmpty {
      let fault: CSVError?
      do throws(CSVError) {
        try reader.consume([UInt8](chunk).span, into: &rows)
        fault = nil
      } catch {
        fault = error
      }
      for row in rows { try body(row) }
      rows.removeAll(keepingCapacity: true)
      if let fault { throw fault }
    }
    try reader.finish(into: &rows)
    for row in rows { try body(row) }
  }
}
