// SPDX-License-Identifier: GPL-3.0-or-later
import OutboundContact
import Testing

@testable import Evaluation

struct PeerTests {
  @Test func `the built-in table is in order, every figure with its source`() {
    let peers = Peer.published
    #expect(peers.count == 24)
    #expect(peers.count { $0.system == "AudioCodes AMD" } == 16)
    for peer in peers {
      #expect((0.4...1).contains(peer.live) && (0.4...1).contains(peer.machine))
      #expect(!peer.source.isEmpty && ["its maker's", "composed"].contains(peer.calls))
    }
  }

  @Test(arguments: [
    ("a,b,1.2,0.5,,c,d", "line 2: live_recall"), ("a,b,0.5,x,,c,d", "line 2: machine_recall"),
    ("a,b,0.5,0.5,soon,c,d", "line 2: live_median_s"), ("a,b", "line 2: 2 fields"),
  ])
  func `a bad row is refused with its line`(row: String, words: String) throws {
    let header = "system,setting,live_recall,machine_recall,live_median_s,calls,source\n"
    let error = try #require(throws: CSVError.self) {
      try Peer.parse(Array((header + row).utf8))
    }
    #expect("\(error)".contains(words))
  }
}
