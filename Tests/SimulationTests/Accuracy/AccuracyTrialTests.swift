// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Testing

@testable import Simulation

struct AccuracyTrialTests {
  @Test func `a trial hears its audio and nothing behind it`() throws {
    let busy = try #require(ListedTone.of("us").first { $0.kind == .busy })
    func trial(_ seconds: Double) -> AccuracyTrial {
      AccuracyTrial(rows: [0], subject: "busy", "us busy") {
        busy.tone(at: Level(dBm0: -20)).samples(seconds: seconds)
      } isRight: {
        $0.names(of: .tone) == ["busy"]
      }
    }
    let long = trial(2.6).run()
    #expect(long.isRight)
    #expect(long.heard.hasPrefix("tone busy at "))
    #expect(trial(0.9).run() == .init(isRight: false, heard: "nothing"))
  }

  @Test func `reports come with the moment at which they were made`() throws {
    let samples = [Int16].silence(seconds: 0.5) + Signals.cng().samples(seconds: 1.2)
    let hearing = AccuracyTrial.Hearing(samples, settings: .init(), isAnswered: true)
    #expect(hearing.names(of: .answer) == [])
    let cng = try #require(hearing.reports.first { $0.event.name == "cng" })
    #expect((0.9...1.4).contains(cng.reported))
    #expect(hearing.names(of: .fax) == ["cng"])
  }

  @Test(arguments: [(1.0, "1"), (1.25, "1.25"), (-0.004, "0"), (2.499, "2.5"), (-3, "-3")])
  func `numbers are as short as they can be`(value: Double, text: String) {
    #expect(value.rounded(to: 2) == text)
  }
}
