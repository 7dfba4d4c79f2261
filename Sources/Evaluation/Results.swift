// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation

/// A detector's results, by recording: JSON lines as `earshot classify --format json` writes them. The folder and the
/// extension of a file's name do not count, so that one table serves copies in other places and formats.
public struct Results: Sendable {
  private var results: [String: Classification] = [:]

  public init(_ results: [Classification] = []) {
    for result in results { self.results[Results.name(of: result.file)] = result }
  }

  /// - Throws: ``ResultsError`` with the line: no JSON, no file, an unknown outcome, a recording that comes twice.
  public init(contentsOf path: String) throws(ResultsError) {
    let text: String
    do {
      text = try TextFile.text(path)
    } catch {
      throw ResultsError(path: path, line: nil, text: "\(error)")
    }
    let decoder = JSONDecoder()
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !line.allSatisfy(\.isWhitespace) {
      let result: Classification
      do {
        result = try decoder.decode(Classification.self, from: Data(line.utf8))
      } catch {
        throw ResultsError(path: path, line: index + 1, text: Results.words(error))
      }
      guard results.updateValue(result, forKey: Results.name(of: result.file)) == nil else {
        throw ResultsError(
          path: path, line: index + 1, text: "a second result of \(result.file); keep one")
      }
    }
    if results.isEmpty {
      throw ResultsError(
        path: path, line: nil, text: "no results; earshot evaluate --results writes such a file")
    }
  }

  public subscript(file: String) -> Classification? { results[Results.name(of: file)] }

  public var count: Int { results.count }

  /// What is compared of a file's name: neither folder nor extension.
  public static func name(of file: String) -> String {
    let last = file.split(separator: "/").last.map(String.init) ?? file
    guard let dot = last.lastIndex(of: "."), dot > last.startIndex else { return last }
    return String(last[..<dot])
  }

  private static func words(_ error: any Error) -> String {
    switch error {
    case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
      "\(context.codingPath.map(\.stringValue).joined(separator: ".")): \(context.debugDescription)"
    case DecodingError.keyNotFound(let key, _): "no key \"\(key.stringValue)\""
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "\(context.codingPath.map(\.stringValue).joined(separator: ".")) is of another kind"
    default: "no JSON object; each line is one, as earshot classify --format json writes them"
    }
  }
}

/// A file of results that cannot be used: the file, the line and what to do about it.
public struct ResultsError: Error, Sendable, Hashable, CustomStringConvertible {
  public var path: String
  public var line: Int?
  public var text: String

  public var description: String { path + (line.map { " line \($0)" } ?? "") + ": " + text }
}
