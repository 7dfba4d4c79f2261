// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// What commands write for machines: keys in order, so that two runs can be compared.
extension Encodable {
  /// One line.
  var jsonLine: String { get throws { try json([]) } }

  /// On lines of its own, dates as ISO 8601.
  var jsonPage: String { get throws { try json(.prettyPrinted) } }

  private func json(_ formatting: JSONEncoder.OutputFormatting) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, formatting]
    if formatting.contains(.prettyPrinted) { encoder.dateEncodingStrategy = .iso8601 }
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
