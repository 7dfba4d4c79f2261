// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import LineSocket
import Testing

struct AddressTests {
  @Test(arguments: [
    ("unix:/run/earshot/cpd.sock", Address.unix(path: "/run/earshot/cpd.sock")),
    ("unix:cpd.sock", .unix(path: "cpd.sock")),
    ("tcp:localhost:7000", .tcp(host: "localhost", port: 7000)),
    ("tcp:0.0.0.0:0", .tcp(host: "0.0.0.0", port: 0)),
    ("tcp:[::1]:65535", .tcp(host: "::1", port: 65535)),
    ("tls:ocs.example:7400", .tls(host: "ocs.example", port: 7400)),
    ("tls:[::1]:7400", .tls(host: "::1", port: 7400)),
  ])
  func `an address is read and written again`(_ text: String, _ address: Address) throws {
    #expect(try Address(text) == address)
    #expect(address.description == text)
    let json = try JSONEncoder().encode([address])
    #expect(try JSONDecoder().decode([Address].self, from: json) == [address])
  }

  @Test(arguments: [
    "", "unix:", "tcp:", "tcp:localhost", "tcp:localhost:", "tcp::7000", "tcp:localhost:65536",
    "tcp:localhost:-1", "tcp:::1:7000", "tcp:[]:7000", "http://x", "/run/x", "unix:a\0b",
    "tls:localhost", "tls::7400",
  ])
  func `what is no address says what one looks like`(_ text: String) {
    let error = #expect(throws: LineError.self) { try Address(text) }
    #expect(error?.reason == .badAddress)
    #expect(error?.isTemporary == false)
  }

  @Test(arguments: [
    ("unix:s", false), ("tcp:127.0.0.1:1", false), ("tcp:localhost:1", false),
    ("tcp:[::1]:1", false), ("tcp:0.0.0.0:1", true), ("tcp:10.0.0.1:1", true),
    ("tcp:[::]:1", true), ("tls:0.0.0.0:1", false),
  ])
  func `others can read along where TCP leaves the machine`(_ text: String, _ isSo: Bool) throws {
    #expect(try Address(text).isExposed == isSo)
  }

  @Test func `a path of 107 bytes fits and one of 108 does not`() throws {
    let fits = "unix:/" + String(repeating: "a", count: 106)
    #expect(try Address(fits) == .unix(path: String(fits.dropFirst(5))))
    #expect(throws: LineError.self) { try Address(fits + "a") }
  }
}
