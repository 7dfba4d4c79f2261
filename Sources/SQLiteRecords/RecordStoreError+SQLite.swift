// SPDX-License-Identifier: GPL-3.0-or-later
import GRDB
import OutboundContact

extension RecordStoreError {
  /// What SQLite's error means for whoever asked.
  init(_ error: any Error, path: String) {
    switch error {
    case let error as RecordStoreError: self = error
    case let error as DatabaseError:
      self.init(Fault(error.resultCode), "\(path): \(error.message ?? "\(error.resultCode)")")
    case is RowDecodingError, is DecodingError:
      // Their descriptions hold the row, with its phone number.
      self.init(.corrupt, "\(path): a row holds what cannot be read")
    default: self.init(.other, "\(path): \(error)")
    }
  }

  static func classifying<Value>(
    _ path: String, _ body: () throws -> Value
  ) throws(RecordStoreError) -> Value {
    do {
      return try body()
    } catch {
      throw RecordStoreError(error, path: path)
    }
  }
}

extension RecordStoreError.Fault {
  fileprivate init(_ code: ResultCode) {
    switch code {
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked
    case .SQLITE_FULL: self = .full
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_IOERR, .SQLITE_PERM, .SQLITE_AUTH:
      self = .unreachable
    case .SQLITE_CONSTRAINT: self = .conflict
    default: self = .other
    }
  }
}
