// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation

extension CPDLine {
  /// The line as it is sent, without its LF: JSON in UTF-8, keys sorted, at most `LineFramer.limit` bytes.
  ///
  /// A result that would be longer goes without its evidence. Anything else that is too long was never sent by this
  /// library's callers; it throws `oversized`.
  public func encoded() throws(CPDError) -> String {
    let text = try json()
    if text.utf8.count <= LineFramer.limit { return text }
    guard let shorter = withoutEvidence else {
      throw CPDError(.oversized, "a line of \(text.utf8.count) bytes cannot be sent")
    }
    return try shorter.encoded()
  }

  private func json() throws(CPDError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    } catch {
      throw CPDError(.malformed, "a line cannot be written as JSON")
    }
  }

  /// Nil where there is no evidence left to leave out.
  private var withoutEvidence: CPDLine? {
    switch self {
    case .message(let id, .result(var outcome)):
      guard outcome.dropEvidence() else { return nil }
      return .message(id: id, .result(outcome))
    case .reply(.ack(let re, .attempt(let state, .some(var outcome)))):
      guard outcome.dropEvidence() else { return nil }
      return .ack(re, .attempt(state, result: outcome))
    default: return nil
    }
  }

  /// Reads a line. Whatever is wrong with it is a `CPDFault` that says what its sender is told.
  public init(parsing text: String) throws(CPDFault) {
    let reading: LineReading
    do {
      reading = try JSONDecoder().decode(LineReading.self, from: Data(text.utf8))
    } catch {
      throw CPDFault(.malformed, "no JSON object")
    }
    self = try reading.line.get()
  }
}

extension CallOutcome {
  fileprivate mutating func dropEvidence() -> Bool {
    guard !events.isEmpty || reason.utf8.count > 1024 else { return false }
    events = []
    reason = String(reason.prefix(256))
    return true
  }
}

/// A line or its fault: reading it fails only where there is no JSON object.
private struct LineReading: Decodable {
  let line: Result<CPDLine, CPDFault>

  private enum CodingKeys: String, CodingKey { case id, type, re, code, text }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    do throws(CPDFault) {
      line = .success(try LineReading.line(decoder, values))
    } catch {
      line = .failure(error)
    }
  }

  private static func line(
    _ decoder: any Decoder, _ values: KeyedDecodingContainer<CodingKeys>
  ) throws(CPDFault) -> CPDLine {
    let id = (try? values.decode(Int.self, forKey: .id)).flatMap { $0 > 0 ? $0 : nil }
    guard let type = try? values.decode(String.self, forKey: .type) else {
      throw CPDFault(id: id, .malformed, "type is missing or no text")
    }
    do {
      switch type {
      case "ack":
        return .ack(try values.decode(Int.self, forKey: .re), try CPDAck(from: decoder))
      case "error":
        return .error(
          try values.decodeIfPresent(Int.self, forKey: .re),
          try values.decode(CPDError.Code.self, forKey: .code),
          try values.decodeIfPresent(String.self, forKey: .text) ?? "")
      default:
        guard let id else { throw CPDFault(.malformed, "id is missing or no positive integer") }
        guard CPDMessage.Kind(rawValue: type) != nil else {
          throw CPDFault(id: id, .unknownType, "no message has this type")
        }
        return .message(id: id, try CPDMessage(from: decoder))
      }
    } catch let fault as CPDFault {
      throw fault
    } catch let error as DecodingError {
      throw CPDFault(id: id, .malformed, "\(type): \(error.brief)")
    } catch {
      throw CPDFault(id: id, .malformed, type)
    }
  }
}

extension DecodingError {
  /// What is wrong and where, without repeating what stands there.
  fileprivate var brief: String {
    func path(_ context: Context, _ key: (any CodingKey)? = nil) -> String {
      (context.codingPath + (key.map { [$0] } ?? [])).map(\.stringValue).joined(separator: ".")
    }
    switch self {
    case .keyNotFound(let key, let context): return "\(path(context, key)) is missing"
    case .valueNotFound(_, let context): return "\(path(context)) is null"
    case .typeMismatch(_, let context): return "\(path(context)) is of the wrong kind"
    case .dataCorrupted(let context): return "\(path(context)) has a value that is not allowed"
    @unknown default: return "cannot be read"
    }
  }
}
