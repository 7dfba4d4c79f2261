// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension Signals {
  /// Something with the rhythm and the spectrum of speech: words of one to four voiced syllables under two formants, hisses
  /// between some of them, pauses of 0.15 to 0.6 s between words.
  ///
  /// - Parameters:
  ///   - pitch: Hz, the middle of a talker's range: 90 to 140 of men, 170 to 260 of women, up to 320 of children.
  ///   - level: while it sounds.
  public static func voice(
    seconds: Double, pitch: Double = 130, level: Level = Level(dBm0: -20), seed: UInt64 = 1
  ) -> [Int16] {
    var generator = SplitMix64(seed: seed)
    func random(_ range: ClosedRange<Double>) -> Double {
      Double.random(in: range, using: &generator)
    }
    let count = SampleTime(seconds: seconds).count
    var sound: [Double] = []
    var active = 0.0
    while sound.count < count {
      for _ in 0..<Int(random(1...4.99)) {
        if random(0...1) < 0.4 {
          sound += hiss(seconds: random(0.04...0.12), &generator)
        }
        let syllable = Syllable(
          seconds: random(0.12...0.35), pitch: pitch * random(0.85...1.2),
          glide: random(-0.25...0.15), formants: (random(300...850), random(900...2400)))
        sound += syllable.samples
      }
      active = Double(sound.count)
      sound += [Double](repeating: 0, count: SampleTime(seconds: random(0.15...0.6)).count)
    }
    let meanSquare = sound.reduce(0) { $0 + $1 * $1 } / max(active, 1)
    let gain = (level.meanSquare / max(meanSquare, 1e-9)).squareRoot()
    return sound.prefix(count).map { Int16(saturating: $0 * gain) }
  }

  private static func hiss(seconds: Double, _ generator: inout SplitMix64) -> [Double] {
    let count = SampleTime(seconds: seconds).count
    var last = 0.0
    return (0..<count).map { index in
      let white = Double.random(in: -1...1, using: &generator)
      // The difference of neighbours is bright, as a sibilant is.
      defer { last = white }
      return 0.15 * (white - last) * sin(.pi * Double(index) / Double(count))
    }
  }

  private struct Syllable {
    var seconds: Double
    var pitch: Double
    /// Share by which the pitch changes until the end.
    var glide: Double
    /// Hz.
    var formants: (Double, Double)

    var samples: [Double] {
      let count = SampleTime(seconds: seconds).count
      var phase = 0.0
      return (0..<count).map { index in
        let progress = Double(index) / Double(count)
        let hertz = pitch * (1 + glide * progress)
        phase += hertz / Double(SampleTime.rate)
        phase -= phase.rounded(.down)
        // sin (n + 1)x = 2 cos x sin nx - sin (n - 1)x.
        let angle = 2 * .pi * phase
        let (twice, fundamental) = (2 * cos(angle), sin(angle))
        var (before, wave, voice) = (0.0, fundamental, 0.0)
        for harmonic in 1...max(1, Int(3400 / hertz)) {
          voice += weight(hertz * Double(harmonic)) * wave
          (before, wave) = (wave, twice * wave - before)
        }
        return voice * sin(.pi * progress).squareRoot()
      }
    }

    private func weight(_ hertz: Double) -> Double {
      let (first, second) = (hertz - formants.0, hertz - formants.1)
      return 0.05 + 1 / (1 + first * first / 14_400) + 0.5 / (1 + second * second / 22_500)
    }
  }
}
