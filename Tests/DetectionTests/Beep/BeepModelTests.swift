// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct BeepModelTests {
  static let quiet = BeepModel.Silence(mean: 0.005, least: 0.004, most: 0.006, left: 0.0005)

  static func odds(
    _ silence: BeepModel.Silence = quiet, _ change: (inout BeepStep) -> Void = { _ in }
  ) throws -> Float {
    var step = try BeepStepTests.step(.tone(1000, seconds: 0.3))
    step.residue = 0.006
    change(&step)
    return BeepModel.odds(step, silence)
  }

  @Test func `a tone that stands alone is a beep`() throws {
    #expect(try BeepModelTests.odds() > BeepModel.threshold + 3)
  }

  @Test func `everything that a vowel is counts against it`() throws {
    let tone = try BeepModelTests.odds()
    let changes: [(inout BeepStep) -> Void] = [
      { $0.wander = 5 }, { $0.unsteadiness = 2 }, { $0.residue = 0.2 }, { $0.count = 5 },
      { $0.hertz = 380 }, { $0.rise = 0 }, { $0.missing = 0.3 },
      { ($0.hertz, $0.side) = (360, 540) },
    ]
    for change in changes {
      #expect(try BeepModelTests.odds(BeepModelTests.quiet, change) < tone - 0.5)
    }
    let vowel = try BeepModelTests.odds {
      ($0.wander, $0.unsteadiness, $0.residue, $0.hertz) = (3, 1.5, 0.1, 420)
    }
    #expect(vowel < BeepModel.threshold)
  }

  @Test func `noise beside it is excused by noise behind it`() throws {
    let noise = BeepModel.Silence(mean: 0.2, least: 0.15, most: 0.3, left: 0.01)
    let excused = try BeepModelTests.odds(noise) { $0.residue = 0.2 }
    let other = try BeepModelTests.odds { $0.residue = 0.2 }
    #expect(excused > other + 3)
  }

  @Test func `what goes on louder behind it makes it a note`() throws {
    let loud = BeepModel.Silence(mean: 0.2, least: 0.1, most: 0.5, left: 0.01)
    #expect(try BeepModelTests.odds(loud) < BeepModelTests.odds() - 3)
  }

  @Test func `a line that stays or something louder is no silence`() {
    #expect(BeepModelTests.quiet.isSilence)
    #expect(!BeepModel.Silence(mean: 0.1, least: 0.1, most: 0.1, left: 0.1).isSilence)
    #expect(!BeepModel.Silence(mean: 0.5, least: 0.1, most: 1.1, left: 0.01).isSilence)
  }

  @Test func `a tenth of a pair is no harmonic of a voice`() throws {
    let pair = try BeepModelTests.odds { ($0.hertz, $0.side) = (440, 500) }
    let harmonics = try BeepModelTests.odds { ($0.hertz, $0.side) = (440, 660) }
    #expect(pair - harmonics == 3)
  }
}
