// SPDX-License-Identifier: GPL-3.0-or-later
import CSIP
import RTP

/// One side's audio as SDP describes it: where it wants its packets, and which.
struct AudioDescription: Sendable, Hashable {
  struct Direction: OptionSet, Sendable, Hashable {
    let rawValue: UInt32
    static let receive = Direction(rawValue: 1)
    static let send = Direction(rawValue: 2)
    static let both: Direction = [.send, .receive]
  }

  /// Numeric; "" where the far side wants nothing sent, by 0.0.0.0 (RFC 3264, 8.4).
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
    address: String, port: UInt16, types: [PayloadType], direction: Direction = .both,
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
          let type = PayloadType(
            UInt8(format.payload_type), name: SIPText.string(format.name), clock: Int(format.clock))
        else { continue }
        types.append(type)
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
        formats[index].clock = UInt32(type.clock)
        // Opus is named with two whatever is in it (RFC 7587, 7).
        formats[index].channels = type.format == .opus ? 2 : 1
        switch type.format {
        case .event: SIPText.set(&formats[index].parameters, "0-15")
        case .opus: SIPText.set(&formats[index].parameters, Opus.parameters)
        case .pcmu, .pcma, .noise: break
        }
      }
    }
    if let secret {
      SIPText.set(&raw.suite, secret.suite)
      SIPText.set(&raw.key, secret.key)
    }
    return raw
  }

  /// What is offered: audio in the order wished for, comfort noise and digits.
  ///
  /// Beside Opus, digits are offered with its clock, as RFC 4733 has it, and with 8 kHz, which is all that some know: then
  /// their timestamps are the audio's and only their durations are at 8 kHz, as baresip has it.
  static func offer(_ audio: [PayloadFormat]) -> [PayloadType] {
    let audio = audio.compactMap { format -> PayloadType? in
      switch format {
      case .pcmu: PayloadType(0, format)
      case .pcma: PayloadType(8, format)
      case .opus: PayloadType(96, format)
      case .event, .noise: nil
      }
    }
    let noise = audio.contains { $0.clock == 8000 } ? [PayloadType(13, .noise)] : []
    let wide =
      audio.contains { $0.format == .opus } ? [PayloadType(102, .event, clock: Opus.clock)] : []
    return audio + noise + [PayloadType(101, .event)] + wide
  }

  /// The digits that this side takes beside `audio`: those of its clock, or others.
  var event: PayloadType? {
    let events = types.filter { $0.format == .event }
    return events.first { $0.clock == audio?.clock } ?? events.first
  }

  /// The format in which this side wants its audio.
  var audio: PayloadType? { types.first { $0.format.isAudio } }
}
