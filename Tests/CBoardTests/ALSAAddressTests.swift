// SPDX-License-Identifier: GPL-3.0-or-later
import CBoard
import Foundation
import Testing

struct ALSAAddressTests {
  private struct Address {
    var names: [String] = []
    var channels = 0
    var map: [Int32] = []
    var ahead = 0
    var hook = ""
  }

  private func parse(_ text: String) -> Address? {
    // In one place: the names point into the struct.
    let address = UnsafeMutablePointer<alsa_address>.allocate(capacity: 1)
    defer { address.deallocate() }
    guard alsa_address_parse(text, address) == 0 else { return nil }
    var parsed = Address()
    withUnsafeBytes(of: &address.pointee.names) { bytes in
      let names = bytes.bindMemory(to: UnsafeMutablePointer<CChar>?.self)
      parsed.names = names.prefix(Int(address.pointee.devices)).map {
        $0.map { String(cString: $0) } ?? ""
      }
    }
    withUnsafeBytes(of: &address.pointee.map) { bytes in
      parsed.map = Array(bytes.bindMemory(to: Int32.self).prefix(Int(address.pointee.map_count)))
    }
    parsed.channels = Int(address.pointee.channels)
    parsed.ahead = Int(address.pointee.ahead)
    parsed.hook = String(cString: address.pointee.hook)
    return parsed
  }

  @Test func `devices and options are told apart, whatever ALSA calls them`() throws {
    let one = try #require(parse("hw:CARD=Modem,DEV=0"))
    #expect(one.names == ["hw:CARD=Modem,DEV=0"])
    #expect(one.channels == 0 && one.map.isEmpty && one.hook.isEmpty)
    #expect(one.ahead == 60)
    let many = try #require(
      parse("hw:1+plughw:2,0?channels=8&map=3,1&ahead=40&buffer=120&hook=hw:1&rest=0"))
    #expect(many.names == ["hw:1", "plughw:2,0"])
    #expect(many.channels == 8 && many.map == [2, 0] && many.ahead == 40 && many.hook == "hw:1")
  }

  @Test(arguments: [
    "", "?channels=2", "hw:0+", "hw:0?channels=0", "hw:0?channels=65", "hw:0?channels=two",
    "hw:0?rate=7999", "hw:0?map=0", "hw:0?map=1,1", "hw:0?map=", "hw:0?ahead=81",
    "hw:0?buffer=90", "hw:0?speed=2", "hw:0?period", "hw:0?hook=",
    String(repeating: "x", count: 1024), String(repeating: "x+", count: 64) + "x",
  ])
  func `an address that makes no sense is refused`(text: String) {
    #expect(parse(text) == nil)
    #expect(board_open("alsa:" + text) == -EINVAL)
  }

  @Test func `a device that is not there is no such device`() {
    #expect(board_open("alsa:hw:31,7") == -ENODEV)
  }
}
