// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Foundation
import OutboundContact

/// Lines of the desktop socket, as text and as values.
enum DeskLine {
  static func request(
    in output: LineFramer.Output, atMost limit: Int
  ) throws(DeskFault) -> DesktopRequest {
    switch output {
    case .oversized: throw DeskFault(text: "A line has at most \(limit) bytes")
    case .notText: throw DeskFault(text: "A line is UTF-8")
    case .line(let text):
      guard let request = try? JSONDecoder().decode(DesktopRequest.self, from: Data(text.utf8))
      else { throw DeskFault(text: DesktopError.malformed.text) }
      return request
    }
  }

  static func text(of event: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    // Strings, whole numbers and finite fractions only: there is nothing that JSON cannot say.
    guard let data = try? encoder.encode(event) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }
}

/// A line that is no request.
struct DeskFault: Error {
  var text: String

  var event: DesktopEvent {
    DesktopEvent(
      DesktopEvent.Name.error,
      attributes: [
        DesktopKey.errorNumber: .integer(DesktopError.malformed.rawValue),
        DesktopKey.error: .string(text),
      ])
  }
}
