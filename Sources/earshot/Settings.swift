// SPDX-License-Identifier: GPL-3.0-or-later
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
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw SettingsError(path: path, line: nil, "cannot be read: \(error.localizedDescription)")
    }
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw SettingsError(path: path, line: nil, "is not YAML: \(error)")
    } catch {
      throw SettingsError(path: path, line: nil, "is not YAML: \(error)")
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

  func optionalDouble(_ key: String) throws(SettingsError) -> Double? {
    guard let node = map[key] else { return nil }
    guard let value = node.float ?? node.int.map(Double.init), value.isFinite else {
      throw fault(node, "'\(prefix)\(key)' is a number")
    }
    return value
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
    } catch let DecodingError.dataCorrupted(context) {
      throw SettingsError(
        path: path, line: line, "'\(prefix.dropLast())': \(context.debugDescription)")
    } catch {
      throw SettingsError(path: path, line: line, "'\(prefix.dropLast())': \(error)")
    }
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

  var description: String { "\(path):\(line.map { "\($0):" } ?? "") \(text)" }
}
