// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import SIP

@Suite("SIP endpoint")
struct SIPEndpointTests {
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
