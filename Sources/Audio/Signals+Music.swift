// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension Signals {
  /// Music on hold, of our own making: four chords again and again in a key that the seed chooses,
  /// a broken chord over them, every note plucked and rich in harmonics.
  ///
  /// - Parameter level: over the whole.
  public static func music(
    seconds: Double, level: Level = Level(dBm0: -20), seed: UInt64 = 1
  ) -> [Int16] {
    var generator = SplitMix64(seed: seed)
    let key = 174.61 * pow(2, Double(Int.random(in: 0..<12, using: &generator)) / 12)
    let beat = 0.25
    // Semitones above the key: the first, fifth, sixth and fourth degrees' triads.
    let chords = [[0, 4, 7], [7, 11, 14], [9, 12, 16], [5, 9, 12]]
    let count = SampleTime(seconds: seconds).count
    var sum = [Double](repeating: 0, count: count)
    for step in 0..<Int((seconds / beat).rounded(.up)) {
      let chord = chords[step / 8 % chords.count]
      if step % 8 == 0 {
        for note in chord { pluck(key * pow(2, Double(note) / 12), step, 0.5, 1.6) }
      }
      let note = chord[Int.random(in: 0..<3, using: &generator)] + 12
      if Int.random(in: 0..<5, using: &generator) > 0 {
        pluck(key * pow(2, Double(note) / 12), step, 1, 0.5)
      }
    }
    /// Adds a note of `hertz` at `step` that decays to a third within `seconds`.
    func pluck(_ hertz: Double, _ step: Int, _ strength: Double, _ seconds: Double) {
      let start = SampleTime(seconds: Double(step) * beat).count
      for index in start..<min(count, start + Int(4 * seconds * 8000)) {
        let time = Double(index - start) / Double(SampleTime.rate)
        let attack = min(1, time / 0.008)
        for harmonic in 1...6 where hertz * Double(harmonic) < 3400 {
          let decay = exp(-time / seconds * (1 + 0.3 * Double(harmonic - 1)))
          let phase = (hertz * Double(harmonic) * time).truncatingRemainder(dividingBy: 1)
          sum[index] += strength * attack * decay * sin(2 * .pi * phase) / Double(harmonic)
        }
      }
    }
    let meanSquare = sum.reduce(0) { $0 + $1 * $1 } / Double(max(count, 1))
    guard meanSquare > 0 else { return [] }
    let gain = (level.meanSquare / meanSquare).squareRoot()
    return sum.map { Int16(saturating: $0 * gain) }
  }
}
