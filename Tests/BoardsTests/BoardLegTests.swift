// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Boards
import Calls
import Foundation
import Testing
import ToneLevel

/// What legs send: played audio, and each other's far ends.
/// Ten minutes of a tone whose second is a whole number of periods: it does not end while legs are being joined.
private func tone(_ hertz: Double, level: Double) -> [Int16] {
  let second = Tone([ToneSegment([hertz], duration: 1, level: Level(dBm0: level))], repeats: false)
  let samples = second.samples()
  return (0..<600).reduce(into: []) { tone, _ in tone += samples }
}

@Suite(.timeLimit(.minutes(1)))
struct BoardLegTests {
  @Test func `what is played arrives whole and in order`() async throws {
    // Slow enough that the second piece is there before the first has been played.
    try await Site([FarParty(answersAt: 4000)]).served(speed: 4) { site in
      let (leg, stream) = try await site.call("1")
      await stream.untilAnswered()
      leg.play(ramp(1000))
      leg.play([])
      leg.play(ramp(777, from: 5000))
      let played = ramp(1000) + ramp(777, from: 5000)
      let (heard, start) = try await site.records.wait(0) { heard in
        heard.start(of: played).flatMap { heard.count > $0 + 2777 ? $0 : nil }
      }
      await leg.hangUp()
      #expect(heard[(start + 1777)...].allSatisfy { $0 == 0 })
      #expect(site.trunk.counters == LineCounters())
    }
  }

  @Test func `joined legs hear each other bit for bit and at their levels`() async throws {
    let one = tone(700, level: -15)
    let other = tone(1900, level: -20)
    let parties = [FarParty(answersAt: 4000, says: one), FarParty(answersAt: 4000, says: other)]
    try await Site(parties).served { site in
      let (first, firstEvents) = try await site.call("1")
      let (second, secondEvents) = try await site.call("2")
      await firstEvents.untilAnswered()
      await secondEvents.untilAnswered()
      try await first.join(second)
      for (line, said, hertz, level) in [(0, other, 1900.0, -20.0), (1, one, 700.0, -15.0)] {
        // A second of it, from the first sample behind the digits that is not silence.
        let (heard, start) = try await site.records.wait(line) { heard in
          heard.indices.dropFirst(3200).first { heard[$0] != 0 }
            .flatMap { heard.count >= $0 + 8000 ? $0 : nil }
        }
        let part = Array(heard[start..<start + 8000])
        let isWhole = said.start(of: part) != nil
        #expect(isWhole)
        #expect(abs(part.level(at: hertz).dBm0 - level) < 0.1)
        #expect(part.level(at: hertz == 700 ? 1900 : 700).dBm0 < -60)
      }
      await first.hangUp()
      await second.hangUp()
      #expect(site.trunk.counters == LineCounters())
    }
  }

  @Test func `played audio goes before the joined far end's`() async throws {
    let parties = [
      FarParty(answersAt: 4000), FarParty(answersAt: 4000, says: tone(700, level: -15)),
    ]
    try await Site(parties).served { site in
      let (first, firstEvents) = try await site.call("1")
      let (second, secondEvents) = try await site.call("2")
      await firstEvents.untilAnswered()
      await secondEvents.untilAnswered()
      try await second.join(first)
      first.play(ramp(1234))
      let (heard, start) = try await site.records.wait(0) { heard in
        heard.start(of: ramp(1234)).flatMap { heard.count > $0 + 1394 ? $0 : nil }
      }
      #expect(heard[(start + 1234)..<(start + 1394)].contains { $0 != 0 })
      await first.hangUp()
      await second.hangUp()
    }
  }

  @Test func `when one of two joined calls ends, the other stays up in silence`() async throws {
    let said = [Int16](repeating: 4000, count: 4_800_000)
    let parties = [
      FarParty(answersAt: 4000), FarParty(answersAt: 4000, says: said, hangsUpAt: 40_000),
    ]
    try await Site(parties).served { site in
      let (first, firstEvents) = try await site.call("1")
      let (second, secondEvents) = try await site.call("2")
      await firstEvents.untilAnswered()
      try await first.join(second)
      #expect(await secondEvents.all().contains { $0.isRemoteEnd })
      first.play(ramp(10))
      let (heard, played) = try await site.records.wait(0) { $0.start(of: ramp(10)) }
      await first.hangUp()
      let end = heard.lastIndex(of: 4000) ?? 0
      #expect(end < played)
      #expect(heard[(end + 1)..<played].allSatisfy { $0 == 0 })
    }
  }

  @Test func `a leg is not joined to itself, or to an ended one`() async throws {
    try await Site([FarParty(), FarParty()]).served { site in
      let (first, _) = try await site.call("1")
      let (second, _) = try await site.call("2")
      await second.hangUp()
      for wrong in [first, second] {
        let error = await #expect(throws: TrunkError.self) { try await first.join(wrong) }
        #expect(error?.reason == .cannotJoin)
        #expect(error?.callResult == .transferError)
      }
      await first.hangUp()
    }
  }

  @Test func `legs of two boards hear each other, and one that ends leaves the other in silence`()
    async throws
  {
    let parties = [(700.0, -15.0), (1900.0, -20.0)].map {
      [FarParty(answersAt: 4000, says: tone($0, level: $1))]
    }
    let other = try Site(parties[1])
    try await Site(parties[0]).served(speed: 4) { site in
      try await other.served(speed: 4) { other in
        let (first, firstEvents) = try await site.call("1")
        let (second, secondEvents) = try await other.call("2")
        await firstEvents.untilAnswered()
        await secondEvents.untilAnswered()
        try await first.join(second)
        for (site, hertz, level) in [(site, 1900.0, -20.0), (other, 700.0, -15.0)] {
          // Half a second in which neither board was kept from its clock.
          let (heard, _) = try await site.records.wait(0) { heard in
            let last = Array(heard.suffix(4000))
            return abs(last.level(at: hertz).dBm0 - level) < 0.5 ? true : nil
          }
          #expect(Array(heard.suffix(4000)).level(at: hertz == 700 ? 1900 : 700).dBm0 < -60)
        }
        await second.hangUp()
        let (heard, end) = try await site.records.wait(0) { heard in
          heard.suffix(1600).allSatisfy { $0 == 0 } ? heard.count : nil
        }
        #expect(heard.count == end)
        await first.hangUp()
      }
    }
  }
}

extension LegEvent {
  fileprivate var isRemoteEnd: Bool {
    if case .ended(.remote, _) = self { true } else { false }
  }
}
