// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CPDLink
import Foundation
import LineSocket
import Yams

/// A configuration file in YAML: values by key, faults by file and line.
struct Settings {
  let path: String
  private let prefix: String
  private let map: Node.Mapping
  private let line: Int?

  init(contentsOf path: String) throws(SettingsError) {
    let text: String
    do {
      text = try TextFile.text(path)
    } catch {
      throw SettingsError(path: path, line: nil, "\(error)")
    }
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw SettingsError(path: path, yaml: error)
    } catch {
      throw SettingsError(
        path: path, line: nil, "is not YAML; see earshot ocs --help for an example")
    }
    guard let map = node?.mapping else {
      throw SettingsError(path: path, line: 1, "holds no keys; write key: value lines")
    }
    self.init(path: path, prefix: "", map: map, line: nil)
  }

  private init(path: String, prefix: String, map: Node.Mapping, line: Int?) {
    self.path = path
    self.prefix = prefix
    self.map = map
    self.line = line
  }

  /// The keys of a section, in the order of the file.
  var names: [String] { map.compactMap { $0.key.string } }

  func has(_ key: String) -> Bool { map[key] != nil }

  /// Refuses keys that are not among `known`.
  func check(known: [String]) throws(SettingsError) {
    for (key, _) in map {
      guard let name = key.string, known.contains(name) else {
        throw fault(
          key, "no key '\(prefix)\(key.string ?? "?")'; known are \(known.joined(separator: ", "))")
      }
    }
  }

  func string(_ key: String) throws(SettingsError) -> String {
    guard let value = try optionalString(key) else {
      throw SettingsError(path: path, line: line, "'\(prefix)\(key)' is missing")
    }
    return value
  }

  func optionalString(_ key: String) throws(SettingsError) -> String? {
    guard let node = map[key] else { return nil }
    guard let value = node.scalar?.string, !value.isEmpty else {
      throw fault(node, "'\(prefix)\(key)' is one value")
    }
    return value
  }

  func optionalDouble(
    _ key: String, in range: ClosedRange<Double>? = nil
  ) throws(SettingsError) -> Double? {
    guard let node = map[key] else { return nil }
    guard let value = node.float ?? node.int.map(Double.init), value.isFinite,
      range?.contains(value) != false
    else {
      let ends = range.map { String(format: " from %.12g to %.12g", $0.lowerBound, $0.upperBound) }
      throw fault(node, "'\(prefix)\(key)' is a number\(ends ?? "")")
    }
    return value
  }

  /// One of an enumeration's words.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String
  ) throws(SettingsError) -> Choice? {
    guard let text = try optionalString(key) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw fault(key, "'\(prefix)\(key)': '\(text)' is none of \(known)")
    }
    return choice
  }

  func flag(_ key: String) throws(SettingsError) -> Bool {
    guard let node = map[key] else { return false }
    guard let value = node.bool else { throw fault(node, "'\(prefix)\(key)' is true or false") }
    return value
  }

  func address(_ key: String) throws(SettingsError) -> Address {
    let text = try string(key)
    do throws(LineError) {
      // A relative socket lies beside the configuration.
      if text.hasPrefix("unix:"), !text.hasPrefix("unix:/") {
        return try Address("unix:" + resolve(String(text.dropFirst(5))))
      }
      return try Address(text)
    } catch {
      throw fault(map[key], "'\(prefix)\(key)': \(error)")
    }
  }

  func token(_ key: String) throws(SettingsError) -> Token { Token(try string(key)) }

  /// A path, relative to the configuration's folder.
  func file(_ key: String) throws(SettingsError) -> String { resolve(try string(key)) }

  func optionalFile(_ key: String) throws(SettingsError) -> String? {
    try optionalString(key).map(resolve)
  }

  /// A section of files by name; none where there is no such section.
  func files(_ key: String) throws(SettingsError) -> [String: String] {
    guard let section = try optionalSection(key) else { return [:] }
    var files: [String: String] = [:]
    for (name, _) in section.map {
      guard let name = name.string else { throw fault(key, "'\(prefix)\(key)' names files") }
      files[name] = try section.file(name)
    }
    return files
  }

  /// A section of lists of words; none where there is no such section.
  func lists(_ key: String) throws(SettingsError) -> [String: [String]] {
    guard let section = try optionalSection(key) else { return [:] }
    var lists: [String: [String]] = [:]
    for (name, node) in section.map {
      let words = node.sequence?.compactMap(\.string) ?? []
      guard let name = name.string, !words.isEmpty, words.count == node.sequence?.count else {
        throw section.fault(node, "'\(prefix)\(key).\(name.string ?? "?")' is a list of words")
      }
      lists[name] = words
    }
    return lists
  }

  func section(_ key: String) throws(SettingsError) -> Settings {
    guard let node = map[key] else {
      throw SettingsError(path: path, line: line, "section '\(prefix)\(key)' is missing")
    }
    guard let inner = node.mapping else {
      throw fault(node, "'\(prefix)\(key)' is a section of keys")
    }
    return Settings(
      path: path, prefix: prefix + key + ".", map: inner, line: node.mark.map { $0.line })
  }

  func optionalSection(_ key: String) throws(SettingsError) -> Settings? {
    map[key] == nil ? nil : try section(key)
  }

  /// A list of sections; none where the key is left out.
  func sections(_ key: String) throws(SettingsError) -> [Settings] {
    guard let node = map[key] else { return [] }
    guard let list = node.sequence else { throw fault(node, "'\(prefix)\(key)' is a list") }
    var sections: [Settings] = []
    for node in list {
      guard let inner = node.mapping else {
        throw fault(node, "each of '\(prefix)\(key)' is a section of keys")
      }
      sections.append(
        Settings(
          path: path, prefix: "\(prefix)\(key).", map: inner, line: node.mark.map { $0.line }))
    }
    return sections
  }

  /// Numbers by whole numbers, as in `{9: 0.2, 18: 0.4}`; none where the key is left out.
  func numbersByInteger(_ key: String) throws(SettingsError) -> [Int: Double] {
    var numbers: [Int: Double] = [:]
    guard let section = try optionalSection(key) else { return numbers }
    for (name, node) in section.map {
      guard let index = name.int, let value = node.float ?? node.int.map(Double.init),
        value.isFinite
      else { throw fault(name, "'\(prefix)\(key)' has numbers by whole numbers, {9: 0.2}") }
      numbers[index] = value
    }
    return numbers
  }

  /// The section but for one key.
  func without(_ key: String) -> Settings {
    var rest = map
    rest[Node(key)] = nil
    return Settings(path: path, prefix: prefix, map: rest, line: line)
  }

  /// The whole section as a value.
  func decode<Value: Decodable>(_ type: Value.Type) throws(SettingsError) -> Value {
    do {
      return try YAMLDecoder().decode(type, from: Yams.serialize(node: .mapping(map)))
    } catch let error as DecodingError {
      let (keys, words) = error.place
      let name = ([String(prefix.dropLast())] + keys).joined(separator: ".")
      throw SettingsError(path: path, line: line(of: keys) ?? line, "'\(name)': \(words)")
    } catch let error as YamlError {
      throw SettingsError(path: path, yaml: error)
    } catch {
      throw SettingsError(path: path, line: line, "'\(prefix.dropLast())' cannot be read")
    }
  }

  /// Where the innermost of nested keys stands.
  private func line(of keys: [String]) -> Int? {
    var node = Node.mapping(map)
    var found: Int?
    for key in keys {
      guard
        let inner = node.mapping?[key]
          ?? node.sequence.flatMap({ items in
            Int(key).flatMap { items.indices.contains($0) ? items[$0] : nil }
          })
      else { break }
      node = inner
      found = inner.mark?.line ?? found
    }
    return found
  }

  func fault(_ key: String, _ text: String) -> SettingsError { fault(map[key], text) }

  private func fault(_ node: Node?, _ text: String) -> SettingsError {
    SettingsError(path: path, line: node?.mark?.line ?? line, text)
  }

  private func resolve(_ file: String) -> String {
    file.hasPrefix("/")
      ? file : URL(filePath: path).deletingLastPathComponent().appending(path: file).path
  }
}

extension TextFile {
  /// Refuses a list that cannot be read.
  static func check(list path: String) throws(SettingsError) {
    do throws(Fault) {
      try check(path)
    } catch {
      throw SettingsError(path: path, line: nil, "\(error); name a file of CSV")
    }
  }

  /// The secret that a file holds.
  static func token(_ path: String) throws(SettingsError) -> String {
    let text: String
    do throws(Fault) {
      text = try self.text(path).trimmingCharacters(in: .whitespacesAndNewlines)
    } catch {
      throw SettingsError(path: path, line: nil, "\(error)")
    }
    guard !text.isEmpty else {
      throw SettingsError(path: path, line: nil, "holds no token; write one into it")
    }
    return text
  }
}

/// A fault of a configuration file.
struct SettingsError: Error, CustomStringConvertible {
  var path: String
  var line: Int?
  var text: String

  init(path: String, line: Int?, _ text: String) {
    self.path = path
    self.line = line
    self.text = text
  }

  /// A file that is no YAML, with the place where that shows. What stands there is not repeated: it may be a secret.
  init(path: String, yaml error: YamlError) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init(
        path: path, line: mark.line,
        "is not YAML: \(problem); write key: value, with spaces, not tabs, before nested keys")
    case .duplicatedKeysInMapping(let duplicates, let context):
      let keys = duplicates.map { "'\($0)'" }.joined(separator: ", ")
      self.init(
        path: path, line: context.mark.line,
        "\(keys) stands more than once in one section; keep one")
    case .dataCouldNotBeDecoded:
      self.init(path: path, line: nil, "is not in UTF-8; write it anew as UTF-8")
    case .reader(let problem, _, _, _):
      self.init(path: path, line: nil, "is not YAML: \(problem); write it as UTF-8 text")
    default:
      self.init(path: path, line: nil, "is not YAML that can be read; write key: value lines")
    }
  }

  var description: String { "\(path):\(line.map { "\($0):" } ?? "") \(text)" }
}

extension DecodingError {
  /// The keys that lead to the fault, and what it is in words.
  fileprivate var place: (keys: [String], words: String) {
    func keys(_ context: Context) -> [String] {
      context.codingPath.map { key in key.intValue.map(String.init) ?? key.stringValue }
    }
    return switch self {
    case .dataCorrupted(let context): (keys(context), context.debugDescription)
    case .keyNotFound(let key, let context): (keys(context), "'\(key.stringValue)' is missing")
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      (keys(context), "is of another kind; wanted \(type)")
    @unknown default: ([], "\(self)")
    }
  }
}
