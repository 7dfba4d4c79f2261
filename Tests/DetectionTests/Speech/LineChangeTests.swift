// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

/// The first sound behind ringing, where nobody says that the line is answered.
struct LineChangeTests {
  private let ringing = Tone(
    [ToneSegment([425], duration: 1, level: .usual), .silence(4)], repeats: true
  )
  .samples(seconds: 8)

  /// People who talk in the room, from here on.
  private func babble(seconds: Double, level: Double) -> [Int16] {
    var sum = [Int16](repeating: 0, count: Int(seconds * 8000))
    for (index, pitch) in [95.0, 118, 164, 201, 233].enumerated() {
      let voice = [Int16].talk(seconds: seconds + 1, level: Level(dBm0: level - 7), pitch: pitch)
      for sample in sum.indices { sum[sample] += voice[sample + index * 1300] }
    }
    return sum
  }

  @Test(arguments: [-44.0, -40, -36])
  func `a room that comes with the answer is no word of the person's`(level: Double) throws {
    var answered = babble(seconds: 6, level: level)
    for (index, sample) in [Int16].talk(seconds: 0.5).enumerated() {
      answered[9600 + index] += sample
    }
    let hearing = Hearing((ringing + answered).noisy(-68), supervision: .unknown)
    #expect(hearing.outcome == .liveVoice, "\(hearing.verdict?.reason ?? "")")
    let words = hearing.events.filter { $0.kind == .speech }
    #expect(words.count == 1)
    #expect(abs(try #require(words.first).at.seconds - 9.2) < 0.3)
  }

  @Test(arguments: [-38.0, -26, -14])
  func `a word on a line that stays quiet is one`(level: Double) throws {
    let hello = ringing + .talk(seconds: 0.4, level: Level(dBm0: level)) + .silence(seconds: 3)
    let hearing = Hearing(hello.noisy(-64).throughULaw, supervision: .unknown)
    #expect(hearing.outcome == .liveVoice)
    #expect(try #require(hearing.verdict).decidedAt.seconds < 10)
  }

  @Test func `a call that ends before it is known whether the line is another is decided`() {
    var answered = babble(seconds: 1.6, level: -42)
    for (index, sample) in [Int16].talk(seconds: 0.5).enumerated() {
      answered[4800 + index] += sample
    }
    let outcome = Hearing((ringing + answered).noisy(-68), supervision: .unknown).outcome
    #expect(outcome == .liveVoice || outcome == .answeringMachine)
  }
}
