// SPDX-License-Identifier: GPL-3.0-or-later
import CSIP
import Foundation

/// What the stack tells, as a value.
struct SIPEvent: Sendable {
  var kind: sip_event_kind
  var id: UInt64
  /// errno; 0: none.
  var error: Int32
  var status: Int
  var text: String
  /// Q.850; nil: none.
  var cause: Int?
  var retryAfter: Int
  var leastInterval: Int
  var port: UInt16
  var securePort: UInt16
  var target: String
  var caller: String
  var branch: String
  var far: AudioDescription?

  init(_ event: sip_event) {
    kind = event.kind
    id = event.id
    error = event.error
    status = Int(event.status)
    text = SIPText.string(event.text)
    cause = event.cause > 0 ? Int(event.cause) : nil
    retryAfter = Int(event.retry_after)
    leastInterval = Int(event.least_interval)
    port = event.port
    securePort = event.secure_port
    target = SIPText.string(event.target)
    caller = SIPText.string(event.caller)
    branch = SIPText.string(event.branch)
    far = event.far.map { AudioDescription($0.pointee) }
  }

  var errorText: String { String(cString: strerror(error)) }
}

/// C's arrays of characters, which Swift sees as tuples.
enum SIPText {
  static func string<Characters>(_ characters: Characters) -> String {
    withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// Cut to what fits.
  static func set<Characters>(_ characters: inout Characters, _ text: String) {
    withUnsafeMutableBytes(of: &characters) { bytes in
      for index in bytes.indices { bytes[index] = 0 }
      for (index, byte) in text.utf8.prefix(bytes.count - 1).enumerated() { bytes[index] = byte }
    }
  }
}
