// SPDX-License-Identifier: GPL-3.0-or-later

/// Keys with typed values, as desktops send and get them: T-Lib's list, in JSON an object.
///
/// Values are strings or integers, and either is taken for the other where that can be done: some desktops send
/// the record handle as a string.
public struct KeyValueList: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  public enum Value: Sendable, Hashable {
    case string(String)
    case integer(Int)
  }

  public var values: [String: Value]

  public init(_ values: [String: Value] = [:]) { self.values = values }

  public init(dictionaryLiteral elements: (String, Value)...) {
    values = Dictionary(elements) { _, last in last }
  }

  /// The value as text; nil where there is none.
  public func string(_ key: String) -> String? {
    switch values[key] {
    case .string(let text): text
    case .integer(let number): String(number)
    case nil: nil
    }
  }

  /// The value as a number; nil where there is none, or it is not a whole number.
  public func integer(_ key: String) -> Int? {
    switch values[key] {
    case .string(let text): Int(text)
    case .integer(let number): number
    case nil: nil
    }
  }

  /// Sets, or with nil removes, a text.
  public mutating func set(_ key: String, _ text: String?) { values[key] = text.map(Value.string) }

  /// Sets, or with nil removes, a number.
  public mutating func set(_ key: String, _ number: Int?) {
    values[key] = number.map(Value.integer)
  }

  /// What is under keys that have no meaning of their own here, as text.
  public var custom: [String: String] {
    var custom: [String: String] = [:]
    for key in values.keys where !DesktopKey.known.contains(key) { custom[key] = string(key) }
    return custom
  }
}

/// Any string as a key.
struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension KeyValueList.Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  public init(stringLiteral text: String) { self = .string(text) }
  public init(integerLiteral number: Int) { self = .integer(number) }
}

extension KeyValueList: Codable {
  /// Reads an object of strings and numbers; true and false are "true" and "false", null is as if not there.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: AnyKey.self)
    values = [:]
    for key in container.allKeys {
      if try container.decodeNil(forKey: key) { continue }
      values[key.stringValue] = try KeyValueList.value(in: container, key)
    }
  }

  static func value(in container: KeyedDecodingContainer<AnyKey>, _ key: AnyKey) throws -> Value {
    if let text = try? container.decode(String.self, forKey: key) { return .string(text) }
    if let flag = try? container.decode(Bool.self, forKey: key) { return .string("\(flag)") }
    if let number = try? container.decode(Int.self, forKey: key) { return .integer(number) }
    if let number = try? container.decode(Double.self, forKey: key) { return .string("\(number)") }
    throw DecodingError.dataCorruptedError(
      forKey: key, in: container,
      debugDescription: "\(key.stringValue) must be a string or a number")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: AnyKey.self)
    for (name, value) in values {
      switch value {
      case .string(let text): try container.encode(text, forKey: AnyKey(name))
      case .integer(let number): try container.encode(number, forKey: AnyKey(name))
      }
    }
  }
}
