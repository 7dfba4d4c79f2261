// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
public import RTP

/// What a trunk is told of the provider or PBX at its far end.
public struct SIPTrunkConfiguration: Sendable {
  public enum Transport: String, Sendable, CaseIterable { case udp, tcp, tls }

  /// How the caller's number is sent.
  public enum Identity: String, Sendable, CaseIterable {
    /// In From.
    case from
    /// In From and, for networks that trust us, P-Asserted-Identity (RFC 3325).
    case asserted
    /// In P-Asserted-Identity only, with Privacy: id; From is anonymous.
    case withheld
  }

  public var name: String
  /// Host, or host:port.
  public var host: String
  public var transport = Transport.udp
  /// Of our own URIs; nil: the host.
  public var domain: String?
  public var username: String?
  public var password: String?
  /// Registers with the host, and again before it expires.
  public var registers = false
  /// Seconds.
  public var expires: UInt32 = 300
  /// A proxy that all requests go through, "sip:proxy.example.net;lr".
  public var outboundProxy: String?
  /// Calls at a time.
  public var calls = 30
  /// New calls a second.
  public var callsPerSecond = 10.0
  public var callerID: String?
  public var identity = Identity.from
  /// Formats of audio, the most wished for first. Opus is offered where it is asked for: a telephone network's calls are G.711
  /// all the way, and what is transcoded is heard and passed on at more cost and no better.
  public var audio: [PayloadFormat] = [.pcmu, .pcma]
  /// SRTP with keys in the SDP (RFC 4568), which only a TLS transport keeps secret.
  public var isSecure = false
  /// Seconds between refreshes of a call (RFC 4028, at least 90); 0: none.
  public var sessionInterval: UInt32 = 1800
  /// Seconds between OPTIONS; 0: none. A far side that answers none of two is down, and gets no calls.
  public var heartbeat = 0.0
  /// Seconds without RTP after which an answered call has failed; nil: never.
  public var mediaTimeout: Double? = 30

  public init(name: String, host: String) {
    self.name = name
    self.host = host
  }

  var hostURI: String { "sip:\(host)" + parameters }
  private var parameters: String { transport == .udp ? "" : ";transport=\(transport.rawValue)" }

  /// The host without its port; an IPv6 address in its brackets.
  private var hostName: String {
    host.hasSuffix("]")
      ? host : String(host.prefix(upTo: host.lastIndex(of: ":") ?? host.endIndex))
  }

  /// What a far side's certificate names: the host, and the domain.
  public var peers: [String] {
    [hostName.trimmingCharacters(in: ["[", "]"])] + (domain.map { [$0] } ?? [])
  }

  /// The proxy without the "lr" that libre adds to every route.
  var route: String? {
    outboundProxy.map { proxy in
      proxy.split(separator: ";").filter { $0 != "lr" && !$0.hasPrefix("lr=") }
        .joined(separator: ";")
    }
  }

  /// What is called for a number or a URI; nil: neither.
  func uri(of number: String) -> String? {
    if SIPURI.isURI(number) { return number }
    return SIPURI.user(of: number).map { "sip:\($0)@\(host)\(parameters)" }
  }

  /// From, and the headers that carry the caller's number.
  func identity(_ callerID: String?) -> (from: String, headers: String) {
    let host = domain ?? hostName
    let user = SIPURI.safe(callerID ?? self.callerID ?? username ?? "earshot")
    let own = "sip:\(user)@\(host)"
    return switch identity {
    case .from: (own, "")
    case .asserted: (own, "P-Asserted-Identity: <\(own)>\r\n")
    case .withheld:
      (
        "sip:anonymous@anonymous.invalid",
        "P-Asserted-Identity: <\(own)>\r\nPrivacy: id\r\n"
      )
    }
  }

  /// What cannot be; nil: all is well.
  public var fault: String? {
    if !SIPURI.isHost(host) { return "host '\(host)' is no host, as 10.0.0.1:5060 is one" }
    if let domain, !SIPURI.isHost(domain) { return "domain '\(domain)' is no host" }
    if let outboundProxy, !SIPURI.isURI(outboundProxy) {
      return "proxy '\(outboundProxy)' is no URI, as sip:10.0.0.1:5060;lr is one"
    }
    if !(1...10_000).contains(calls) { return "calls are 1 to 10000" }
    if !(callsPerSecond > 0 && callsPerSecond <= 1000) {
      return "calls a second are above 0, up to 1000"
    }
    if registers, username == nil { return "a trunk that registers has a username" }
    if !audio.contains(where: \.isAudio) { return "codecs name pcmu, pcma, opus or several" }
    if sessionInterval != 0, sessionInterval < 90 { return "a session interval is 90 s or more" }
    return nil
  }
}
