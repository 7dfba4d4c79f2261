// SPDX-License-Identifier: GPL-3.0-or-later
import CSIP
import RTP

/// One side's audio as SDP describes it: where it wants its packets, and which.
struct AudioDescription: Sendable, Hashable {
  struct Direction: OptionSet, Sendable, Hashable {
    let rawValue: UInt32
    static let receive = Direction(rawValue: 1)
    static let send = Direction(rawValue: 2)
  }

  /// Numeric.
  var address: String
  var port: UInt16
  var controlAddress: String
  var controlPort: UInt16
  /// As this side has it: what the far side only sends, is received here.
  var direction: Direction
  /// In order of preference; what is not understood is left out.
  var types: [PayloadType]
  /// SDES (RFC 4568): suite and key in base64; nil: in the clear.
  var secret: Secret?

  struct Secret: Sendable, Hashable {
    var suite: String
    var key: String
  }

  init(
    address: String, port: UInt16, types: [PayloadType], direction: Direction = [.send, .receive],
    secret: Secret? = nil
  ) {
    self.address = address
    self.port = port
    controlAddress = address
    controlPort = port &+ 1
    self.direction = direction
    self.types = types
    self.secret = secret
  }

  init(_ description: sip_description) {
    address = SIPText.string(description.address)
    port = description.port
    controlAddress = SIPText.string(description.control_address)
    controlPort = description.control_port
    direction = Direction(rawValue: description.direction.rawValue)
    var types: [PayloadType] = []
    withUnsafeBytes(of: description.formats) { bytes in
      let formats = bytes.assumingMemoryBound(to: sip_format.self)
      for index in 0..<min(Int(description.count), formats.count) {
        let format = formats[index]
        guard (0...127).contains(format.payload_type),
          let known = PayloadFormat(name: SIPText.string(format.name), clock: Int(format.clock))
        else { continue }
        types.append(PayloadType(UInt8(format.payload_type), known))
      }
    }
    self.types = types
    let suite = SIPText.string(description.suite)
    secret = suite.isEmpty ? nil : Secret(suite: suite, key: SIPText.string(description.key))
  }

  /// For the stack.
  var raw: sip_description {
    var raw = sip_description()
    SIPText.set(&raw.address, address)
    raw.port = port
    raw.direction = sip_direction(rawValue: direction.rawValue)
    raw.packet_time = 20
    raw.count = Int32(min(types.count, Int(SIP_FORMATS)))
    withUnsafeMutableBytes(of: &raw.formats) { bytes in
      let formats = bytes.assumingMemoryBound(to: sip_format.self)
      for (index, type) in types.prefix(formats.count).enumerated() {
        formats[index].payload_type = Int32(type.number)
        SIPText.set(&formats[index].name, type.format.name)
        formats[index].clock = 8000
        formats[index].channels = 1
        if type.format == .event { SIPText.set(&formats[index].parameters, "0-15") }
      }
    }
    if let secret {
      SIPText.set(&raw.suite, secret.suite)
      SIPText.set(&raw.key, secret.key)
    }
    return raw
  }

  /// What is offered: the laws of G.711 in the order wished for, comfort noise and digits.
  static func offer(_ audio: [PayloadFormat]) -> [PayloadType] {
    audio.filter(\.isAudio).map { PayloadType($0 == .pcmu ? 0 : 8, $0) }
      + [PayloadType(13, .noise), PayloadType(101, .event)]
  }

  /// The format in which this side wants its audio.
  var audio: PayloadType? { types.first { $0.format.isAudio } }
}
