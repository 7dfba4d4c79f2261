// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A calling list in a CSV file as a source of records: memory does not grow with its rows' length, only with their
/// count, by what it takes to know a double.
public struct CallingListFile: RecordSource {
  private let file: FileHandle
  private var list: CallingListImport
  private var isOver = false
  private var progress: @Sendable (Int) -> Void = { _ in }
  /// Bytes in all, for progress.
  public let size: Int

  /// Opens the file. Throws the file system's errors.
  public init(
    path: String, options: CallingListImport.Options
  ) throws {
    let url = URL(filePath: path)
    file = try FileHandle(forReadingFrom: url)
    size = try url.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
    list = CallingListImport(options)
  }

  /// The same source, which tells how many bytes it has read each time.
  public func telling(_ progress: @escaping @Sendable (Int) -> Void) -> CallingListFile {
    var source = self
    source.progress = progress
    return source
  }

  /// Some thousand records. Throws `CallingListError` at the end of a list with faults.
  public mutating func next() throws -> [Record]? {
    while !isOver {
      guard let chunk = try file.read(upToCount: CallingListFile.chunkBytes), !chunk.isEmpty else {
        isOver = true
        try? file.close()
        return try list.finish()
      }
      try list.consume([UInt8](chunk).span)
      progress(chunk.count)
      let records = list.taken()
      if !records.isEmpty { return records }
    }
    return nil
  }

  public func place(of record: Record) -> String {
    list.line(of: record).map { "line \($0)" } ?? "record \(record.recordID)"
  }

  private static let chunkBytes = 1 << 19
}
