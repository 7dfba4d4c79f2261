// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct CadencePatternTests {
  private static func pattern(_ notation: String, _ kind: String = "busy") throws -> CadencePattern
  {
    let text = "source book A book\n[xx] Nowhere\n\(kind) \(notation) book\n"
    let tone = try #require(try ToneTable(text, file: "test").tones.first)
    return try #require(CadencePattern(tone))
  }

  private static func train(_ bursts: [(on: Double, off: Double)], _ hertz: Float = 425)
    -> CadencePattern.Train
  {
    var train = CadencePattern.Train()
    var time = 1.0
    for (on, off) in bursts {
      train.runs[train.count] = ToneRun(hertz, at: time, seconds: on)
      train.gaps[train.count] = Float(off)
      train.count += 1
      time += on + off
    }
    return train
  }

  @Test(arguments: [
    ("425:0.5/0.5", [0.5], [0.5]),
    ("400:0.4/0.35/0.225/0.525", [0.4, 0.225], [0.35, 0.525]),
    // Equal halves are one.
    ("425:0.2/0.2/0.2/0.2", [0.2], [0.2]),
    ("480+620:0.5/0.5", [0.5], [0.5]),
    // Bursts of different levels are two.
    ("425:0.375/0.375,425@-10:0.375/0.375", [0.375, 0.375], [0.375, 0.375]),
  ])
  func `a listed tone is bursts and gaps`(notation: String, on: [Float], off: [Float]) throws {
    let pattern = try CadencePatternTests.pattern(notation)
    #expect(pattern.bursts.map(\.on) == on)
    #expect(pattern.bursts.map(\.off) == off)
  }

  @Test func `lines closer than 80 Hz are heard as one`() throws {
    let close = try CadencePatternTests.pattern("413+438:1/4", "ringback").bursts[0]
    #expect(close.low == 413...438)
    #expect(close.high == 0...0)
    let wide = try CadencePatternTests.pattern("480+620:0.5/0.5").bursts[0]
    #expect(wide.low == 480...480)
    #expect(wide.high == 620...620)
  }

  @Test(arguments: [
    (425.0, 1.0), (431, 1), (419, 1), (436, 0.5), (445, 0), (405, 0),
  ])
  func `a frequency fits within 1.5 % and not beyond 4 %`(hertz: Float, least: Float) {
    let fit = CadencePattern.fit(hertz, 425...425)
    #expect(least == 0 ? fit < 0.05 : fit >= 0.2 * least)
    if least == 1 { #expect(fit == 1) }
  }

  @Test func `a pair fits a pair, and one of its lines a little`() throws {
    let burst = try CadencePatternTests.pattern("480+620:0.5/0.5").bursts[0]
    #expect(CadencePattern.fit(ToneRun(480, 620, seconds: 0.5), burst) == 1)
    let half = CadencePattern.fit(ToneRun(480, seconds: 0.5), burst)
    #expect(half > 0 && half < 0.3)
    #expect(CadencePattern.fit(ToneRun(480, 720, seconds: 0.5), burst) == 0)
    #expect(CadencePattern.fit(ToneRun(550, seconds: 0.5), burst) == 0)
  }

  @Test(arguments: [(1.0, true), (0.93, true), (1.07, true), (0.75, false), (1.3, false)])
  func `lengths fit within 7 % and not beyond 25 %`(factor: Double, fits: Bool) throws {
    let pattern = try CadencePatternTests.pattern("425:0.5/0.5")
    let burst = (on: 0.5 * factor, off: 0.5 * factor)
    let likelihood = pattern.likelihood(of: CadencePatternTests.train([burst, burst, burst]))
    #expect(fits ? likelihood > 0.5 : likelihood < 0.01)
  }

  @Test func `it may begin at any of its bursts, and in the middle of the first`() throws {
    let pattern = try CadencePatternTests.pattern("400:0.4/0.35/0.225/0.525")
    let bursts = [(0.4, 0.35), (0.225, 0.525), (0.4, 0.35), (0.225, 0.525)]
    for first in 0..<2 {
      let train = CadencePatternTests.train(Array(bursts[first..<first + 3]), 400)
      #expect(pattern.likelihood(of: train) > 0.3)
    }
    let cut = CadencePatternTests.train([(0.15, 0.35), (0.225, 0.525), (0.4, 0)], 400)
    #expect(pattern.likelihood(of: cut) > 0.1)
    let middle = CadencePatternTests.train([(0.4, 0.35), (0.1, 0.525), (0.4, 0)], 400)
    #expect(pattern.likelihood(of: middle) < 0.01)
  }

  @Test func `the last gap may go on`() throws {
    let pattern = try CadencePatternTests.pattern("425:1/4", "ringback")
    #expect(pattern.likelihood(of: CadencePatternTests.train([(1, 4), (1, 0.3)])) > 0.5)
    #expect(pattern.likelihood(of: CadencePatternTests.train([(1, 4), (1, 6)])) < 0.01)
  }

  @Test func `every cadence of ringing, busy and reorder is in the world's patterns, once`() {
    let keys = CadencePattern.world.map { "\($0.kind) \($0.bursts)" }
    #expect(Set(keys).count == keys.count)
    for tone in ListedTone.world where [.ringback, .busy, .reorder].contains(tone.kind) {
      guard let pattern = CadencePattern(tone) else { continue }
      let key = "\(pattern.kind) \(pattern.bursts)"
      let listed = CadencePattern.world.first { "\($0.kind) \($0.bursts)" == key }
      #expect(listed?.countries.contains(tone.country) == true, "\(tone.country) \(key)")
    }
  }
}
