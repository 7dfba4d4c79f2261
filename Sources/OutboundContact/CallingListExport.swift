// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
public import Foundation

/// Writes a calling list as CSV, under the column names that an import reads, custom fields after them.
///
/// Lines end with LF; a field that needs it stands in quotes (RFC 4180). Times are UTC in seconds since 1970, 0 for none.
public struct CallingListExport: RecordSink {
  private var custom: [String] = []
  private let write: @Sendable (Data) throws -> Void

  /// `write` is given the text as it comes, in UTF-8.
  public init(to write: @escaping @Sendable (Data) throws -> Void) { self.write = write }

  public mutating func begin(customFields: [String]) throws {
    custom = customFields
    let names = CallingListColumn.allCases.map(\.rawValue) + custom
    try write(Data((names.map(CSVField.quoted).joined(separator: ",") + "\n").utf8))
  }

  public mutating func take(_ records: [Record]) throws {
    var text = ""
    for record in records {
      for column in CallingListColumn.allCases {
        text += CSVField.quoted(column.text(of: record))
        text += ","
      }
      text.removeLast()
      for name in custom {
        text += ","
        text += CSVField.quoted(record.custom[name] ?? "")
      }
      text += "\n"
    }
    try write(Data(text.utf8))
  }
}

/// A field of CSV.
public enum CSVField {
  /// In quotes where it holds a comma, a quote or a line's end, or begins or ends with a space.
  public static func quoted(_ text: String) -> String {
    let needsQuotes =
      text.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
      || text.utf8.first == 0x20 || text.utf8.last == 0x20
    return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}

extension CallingListColumn {
  fileprivate func text(of record: Record) -> String {
    func seconds(_ date: Date?) -> String {
      String(Int((date?.timeIntervalSince1970 ?? 0).rounded(.up)))
    }
    return switch self {
    case .recordID: String(record.recordID)
    case .contactInfo: record.contactInfo.digits
    case .contactInfoType: String(record.contactInfoType.rawValue)
    case .recordType: String(record.recordType.rawValue)
    case .recordStatus: String(record.recordStatus.rawValue)
    case .callResult: String(record.callResult.rawValue)
    case .attempt: String(record.attempt)
    case .dialSchedTime: seconds(record.dialSchedTime)
    case .callTime: seconds(record.callTime)
    case .dailyFrom: String(record.window.from)
    case .dailyTill: String(record.window.till)
    case .timeZone: record.window.timeZone
    case .agentID: record.agentID ?? ""
    case .chainID: String(record.chainID)
    case .chainN: String(record.chainN)
    }
  }
}
