// SPDX-License-Identifier: GPL-3.0-or-later

extension KeyedDecodingContainer {
  /// Reads `value` anew where the key is there, and leaves it as it is where not.
  func decode<Value: Decodable>(_ key: Key, into value: inout Value) throws {
    if let read = try decodeIfPresent(Value.self, forKey: key) { value = read }
  }
}
