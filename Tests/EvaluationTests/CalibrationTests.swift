// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Evaluation

struct CalibrationTests {
  @Test func `bins are of equal count and rising confidence`() {
    let verdicts = (0..<25).map { (confidence: Double($0) / 25, isRight: $0 % 2 == 0) }
    let calibration = Calibration(verdicts.shuffled())
    #expect(calibration.bins.count == 10)
    #expect(Set(calibration.bins.map(\.count)) == [2, 3])
    #expect(calibration.count == 25)
    for (bin, next) in zip(calibration.bins, calibration.bins.dropFirst()) {
      #expect(bin.range.upperBound < next.range.lowerBound)
    }
  }

  @Test func `the error is the mean distance of confidence and share`() throws {
    // Ten at 0.5 of which all are right, ten at 0.9 of which nine are.
    let sure = (0..<10).map { (confidence: 0.9, isRight: $0 > 0) }
    let unsure = (0..<10).map { _ in (confidence: 0.5, isRight: true) }
    let error = try #require(Calibration(sure + unsure).error)
    #expect(abs(error - 0.25) < 1e-12)
  }

  @Test func `verdicts of one confidence count alike, whatever their order`() throws {
    let half = (0..<100).map { (confidence: 0.5, isRight: $0 < 50) }
    #expect(Calibration(half).error == 0)
    #expect(Calibration(half) == Calibration(half.reversed()))
  }

  @Test func `of a few verdicts each is a bin, and of none there is no error`() {
    #expect(Calibration([(0.9, true), (0.8, false)]).bins.count == 2)
    #expect(Calibration([]).error == nil)
  }
}
