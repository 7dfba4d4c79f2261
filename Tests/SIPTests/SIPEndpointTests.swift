// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import SIP

@Suite("SIP endpoint")
struct SIPEndpointTests {
  @Test("an address that far sides cannot answer to is a fault, of signalling and of media")
  func addresses() {
    var options = SIPEndpoint.Options()
    #expect(options.fault == nil)
    options.mediaAddress = "192.0.2.7"
    #expect(options.fault == nil)
    options.address = "0.0.0.0"
    #expect(options.fault?.contains("0.0.0.0") == true)
    options.address = "::1"
    options.mediaAddress = "::"
    #expect(options.fault?.contains("reach this machine") == true)
    options.mediaAddress = "media.example.net"
    #expect(options.fault?.contains("numeric") == true)
  }

  @Test("an endpoint opens its 40,000th pair of ports", arguments: [nil, 30_200...30_299])
  func ports(_ range: ClosedRange<UInt16>?) throws {
    var options = SIPEndpoint.Options()
    options.mediaPorts = range
    let endpoint = SIPEndpoint(options, logger: quiet)
    for _ in 1..<40_000 { _ = try endpoint.openSockets() }
    let port = try endpoint.openSockets().port
    #expect(port.isMultiple(of: 2))
    if let range { #expect(range.contains(port)) }
  }
}
