// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// Intercept tone: two single tones by turns, each as long as the other, with or without a pause between.
///
/// 440 and 620 Hz, 0.25 s each, in North America (precise tone plan, private exchanges), 1190 and 1280 Hz in Luxembourg. It is
/// known at the end of the fourth tone: two periods, as of any cadence. A SIT says the same: the call was stopped, and
/// goes to an operator or an announcement.
struct InterceptDetector: Sendable {
  struct Hit: Sendable {
    var start: SampleTime
    var end: SampleTime
    var run: ToneRun
    var frequencies: [Float]
  }

  private struct Pair: Sendable {
    var bands: [ClosedRange<Float>]
    var seconds: Double
  }

  /// Of all tables: two tones of one line, and as long.
  private static let pairs = ListedTone.world.compactMap { tone -> Pair? in
    let sounds = tone.steps.filter { !$0.frequencies.isEmpty }
    guard tone.kind == .intercept, sounds.count == 2, sounds[0].seconds == sounds[1].seconds,
      sounds[0].frequencies != sounds[1].frequencies,
      sounds.allSatisfy({ $0.frequencies.count == 1 && $0.modulation == nil })
    else { return nil }
    return Pair(bands: sounds.map { CadencePattern.lines(of: $0).low }, seconds: sounds[0].seconds)
  }

  /// Tones that make it, and those of its lines that have come by turns so far.
  private static let least = 4
  private var count = 0
  private var pair = 0
  private var line = 0
  private var start = SampleTime.zero
  private var last = SampleTime.zero
  private var other: Float = 0

  /// A run has ended.
  mutating func ended(_ run: ToneRun) -> Hit? {
    guard let (pair, line) = place(of: run) else {
      // The beginning of the next tone may be another run, or the end of the last one.
      if run.seconds > InterceptDetector.edge { count = 0 }
      return nil
    }
    let isNext =
      count > 0 && pair == self.pair && line != self.line
      && Double(run.start - last) < InterceptDetector.pause(pair) * Double(SampleTime.rate)
    if !isNext {
      count = 0
      start = run.start
    }
    count += 1
    defer {
      (self.pair, self.line, last) = (pair, line, run.end)
      other = run.low
    }
    guard count == InterceptDetector.least else { return nil }
    return Hit(start: start, end: run.end, run: run, frequencies: [run.low, other].sorted())
  }

  /// Seconds of a run that is but the edge of a tone.
  private static let edge = 0.06
  /// Seconds between two tones, at most: as long as a tone.
  private static func pause(_ pair: Int) -> Double { 1.2 * pairs[pair].seconds }

  /// Whose tone it is: within 1.5 % and 2 Hz, and 15 % and 20 ms of its length.
  private func place(of run: ToneRun) -> (pair: Int, line: Int)? {
    guard !run.isDual, run.purity >= 0.85, run.jitter < 8 else { return nil }
    for (pair, listed) in InterceptDetector.pairs.enumerated()
    where abs(run.seconds - listed.seconds) < 0.15 * listed.seconds + 0.02 {
      for (line, band) in listed.bands.enumerated() where CadencePattern.fit(run.low, band) > 0.5 {
        return (pair, line)
      }
    }
    return nil
  }
}
