// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

@testable import Detection

extension [Int16] {
  /// Hands `body` one frame after the other, with the samples up to then and the place where they end. What a frame
  /// points to is gone after its turn.
  func forEachFrame(_ body: (SpectralFrame, inout SampleHistory, SampleTime) -> Void) {
    var history = SampleHistory()
    var spectrum = Spectrum()
    var rest = span
    repeat {
      _ = history.take(from: &rest)
      while history.next() {
        var workspace = Workspace()
        withUnsafeMutablePointer(to: &workspace) {
          body(spectrum.advance(&history, $0), &history, history.end)
        }
      }
    } while !rest.isEmpty
  }

  /// What `measure` says of each frame that lies wholly between two moments, in seconds.
  func frames<Value>(
    from start: Double = 0, to end: Double = .infinity, _ measure: (SpectralFrame) -> Value
  ) -> [Value] {
    var values: [Value] = []
    forEachFrame { frame, _, _ in
      let half = Double(Spectrum.size / 2) / Double(SampleTime.rate)
      let middle = frame.center.seconds
      if middle - half >= start, middle + half <= end { values.append(measure(frame)) }
    }
    return values
  }

  /// The tones that are followed in it, each once it is over.
  var runs: [ToneRun] {
    var tracker = ToneTracker()
    var runs: [ToneRun] = []
    forEachFrame { frame, _, _ in
      if let run = tracker.consume(frame).closed { runs.append(run) }
    }
    if let last = tracker.finish() { runs.append(last) }
    return runs
  }

  /// Sines together, at `level` dBm0 in all.
  static func tone(
    _ hertz: Double..., seconds: Double, level: Double = -20, running: Int = 0
  ) -> [Int16] {
    let segment = ToneSegment(hertz, duration: seconds, level: .usual)
    return Tone([segment], repeats: false).at(Level(dBm0: level)).samples(running: running)
  }

  /// With quiet before and behind it, in seconds.
  func between(_ before: Double, _ after: Double) -> [Int16] {
    .silence(seconds: before) + self + .silence(seconds: after)
  }

  /// With the packets of 20 ms that begin at these moments, in seconds, lost.
  func losing(_ moments: Double...) -> [Int16] {
    var samples = self
    for moment in moments {
      let start = Int(moment * 8000)
      for index in start..<Swift.min(count, start + 160) { samples[index] = 0 }
    }
    return samples
  }
}

extension ToneRun {
  /// A clean tone from `start` on, in seconds.
  init(_ low: Float, _ high: Float = 0, at start: Double = 0, seconds: Double, level: Double = -20)
  {
    self.init(
      start: SampleTime(seconds: start), end: SampleTime(seconds: start + seconds), low: low,
      high: high, meanSquare: Float(Level(dBm0: level).meanSquare), jitter: 0.2, unsteadiness: 0.1,
      purity: 0.99, dips: 0)
  }
}
