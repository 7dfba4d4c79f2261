// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import RTP
import SIP

/// The sections `sip:` and `trunks:` of a gateway's configuration.
///
///     sip:
///       listen: 127.0.0.1:5062      # UDP and TCP, at an address that far sides reach; port 0: any
///       media: 127.0.0.1            # the address of media, where it is another
///       ports: 20000-29998          # of media; any by default
///       tls: 5063                   # port of TLS, with:
///       certificate: gateway.pem    # key and certificate
///       authorities: ca.pem         # whom to trust; nobody is checked without
///       names: true                 # far sides' names are looked up (SRV, A)
///     trunks:
///       carrier:
///         host: 10.0.0.1:5060
///         …
struct SIPSettings {
  static let keys = [
    "listen", "media", "ports", "tls", "certificate", "authorities", "names", "speed", "hold_ms",
  ]
  static let trunkKeys = [
    "host", "transport", "domain", "username", "password", "register", "expires", "proxy", "calls",
    "calls_per_second", "caller_id", "identity", "codecs", "srtp", "session_s", "heartbeat_s",
    "media_timeout_s",
  ]

  var options = SIPEndpoint.Options()
  var trunks: [SIPTrunkConfiguration] = []

  /// Nil: the configuration has no trunks.
  init?(_ settings: Settings) throws(SettingsError) {
    guard let section = try settings.optionalSection("trunks") else { return nil }
    if let sip = try settings.optionalSection("sip") {
      try sip.check(known: SIPSettings.keys)
      options = try SIPSettings.options(sip)
    }
    for name in section.names {
      let trunk = try section.section(name)
      try trunk.check(known: SIPSettings.trunkKeys)
      let configuration = try SIPSettings.trunk(name, trunk)
      if configuration.transport == .tls {
        guard options.certificate != nil || options.authorities != nil else {
          throw trunk.fault(
            "transport",
            "trunk '\(name)' is TLS: give 'authorities' in 'sip', the PEM file of whom to trust")
        }
        options.peers += configuration.peers
      }
      trunks.append(configuration)
    }
  }

  private static func options(
    _ settings: Settings
  ) throws(SettingsError) -> SIPEndpoint.Options {
    var options = SIPEndpoint.Options()
    if let listen = try settings.optionalString("listen") {
      guard let (host, port) = hostAndPort(listen) else {
        throw settings.fault("listen", "'listen' is an address and a port, as 127.0.0.1:5062")
      }
      (options.address, options.port) = (host, port)
    }
    if let fault = options.fault { throw settings.fault("listen", "'listen': \(fault)") }
    options.mediaAddress = try settings.optionalString("media")
    if let fault = options.fault { throw settings.fault("media", "'media': \(fault)") }
    if let text = try settings.optionalString("ports") {
      let ends = text.split(separator: "-").compactMap { UInt16($0) }
      guard ends.count == 2, ends[0] >= 1024, ends[0] < ends[1] else {
        throw settings.fault("ports", "'ports' are two ports, as 20000-29998")
      }
      options.mediaPorts = ends[0]...ends[1]
    }
    options.certificate = try settings.optionalFile("certificate")
    options.authorities = try settings.optionalFile("authorities")
    if let port = try settings.optionalDouble("tls") {
      guard let whole = UInt16(exactly: port), options.certificate != nil else {
        throw settings.fault("tls", "'tls' is a port, with a certificate beside it")
      }
      options.securePort = whole
    }
    options.looksUpNames = try settings.flag("names")
    let speed = try settings.optionalDouble("speed") ?? 1
    guard speed > 0, speed <= 50 else { throw settings.fault("speed", "'speed' is above 0, to 50") }
    options.speed = speed
    options.leastHold = try settings.optionalDouble("hold_ms", in: 0...1000) ?? options.leastHold
    return options
  }

  private static func trunk(
    _ name: String, _ settings: Settings
  ) throws(SettingsError) -> SIPTrunkConfiguration {
    var trunk = SIPTrunkConfiguration(name: name, host: try settings.string("host"))
    trunk.transport = try settings.choice("transport") ?? trunk.transport
    trunk.identity = try settings.choice("identity") ?? trunk.identity
    trunk.domain = try settings.optionalString("domain")
    trunk.username = try settings.optionalString("username")
    trunk.password = try settings.optionalString("password")
    trunk.registers = try settings.flag("register")
    trunk.outboundProxy = try settings.optionalString("proxy")
    trunk.callerID = try settings.optionalString("caller_id")
    trunk.isSecure = try settings.flag("srtp")
    trunk.expires = try settings.whole("expires") ?? trunk.expires
    trunk.calls = try settings.whole("calls") ?? trunk.calls
    trunk.callsPerSecond = try settings.optionalDouble("calls_per_second") ?? trunk.callsPerSecond
    trunk.sessionInterval = try settings.whole("session_s") ?? trunk.sessionInterval
    trunk.heartbeat = try settings.optionalDouble("heartbeat_s", in: 0...86_400) ?? trunk.heartbeat
    if let timeout = try settings.optionalDouble("media_timeout_s", in: 0...86_400) {
      trunk.mediaTimeout = timeout > 0 ? timeout : nil
    }
    if let codecs = try settings.optionalString("codecs") {
      trunk.audio = try codecs.split(whereSeparator: { " ,".contains($0) }).map {
        word throws(SettingsError) in
        guard let format = PayloadFormat(name: String(word)), format.isAudio else {
          throw settings.fault("codecs", "codec '\(word)' is none of pcmu, pcma, opus")
        }
        return format
      }
    }
    if let fault = trunk.fault { throw settings.fault("host", "trunk '\(name)': \(fault)") }
    return trunk
  }

  static func hostAndPort(_ text: String) -> (String, UInt16)? {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...])
    else { return nil }
    let host = String(text[..<colon]).trimmingCharacters(in: ["[", "]"])
    return host.isEmpty ? nil : (host, port)
  }
}

extension Settings {
  fileprivate func whole<Number: FixedWidthInteger>(
    _ key: String
  ) throws(SettingsError) -> Number? {
    guard let value = try optionalDouble(key) else { return nil }
    guard let whole = Number(exactly: value) else {
      throw fault(key, "'\(key)' is a whole number")
    }
    return whole
  }
}
