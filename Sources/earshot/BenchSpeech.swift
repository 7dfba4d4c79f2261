// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Speech to be measured on: recorded, or as like to it as a page of code makes it.
enum BenchSpeech {
  /// Files of a folder that begin with what people or announcements say, by the names that `Samples` uses; none of a
  /// folder that is not there.
  static func recordings(in folder: String) throws -> [[Int16]] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return try names.sorted().filter { name in
      name.hasSuffix(".wav") && !name.contains("ringback")
        && ["live-", "announcement-"].contains(where: name.hasPrefix)
    }.compactMap { name in
      let samples = try Recording(contentsOf: "\(folder)/\(name)").samples
      return ActiveSpeech(of: samples).map { Array(samples[$0.range]) }
    }
  }

  /// One of the vowels' first three formants, Hz (Peterson and Barney 1952, men).
  private static let vowels: [[Double]] = [
    [270, 2290, 3010], [530, 1840, 2480], [660, 1720, 2410], [730, 1090, 2440], [570, 840, 2410],
    [300, 870, 2240], [640, 1190, 2390], [490, 1350, 1690],
  ]

  /// A phrase of syllables, each a fricative and a vowel of gliding pitch, and a pause behind it.
  static func synthesised(phrase: Int, level: Level) -> [Int16] {
    var dice = SplitMix64(seed: UInt64(phrase))
    var noise = NoiseSource(level: Level(dBm0: -30), seed: UInt64(phrase))
    let pitch = Double.random(in: 95...220, using: &dice)
    var samples: [Double] = []
    var phase = 0.0
    for _ in 0..<Int.random(in: 4...12, using: &dice) {
      for _ in 0..<Int.random(in: 200...700, using: &dice) { samples.append(noise.next()) }
      let vowel = vowels[Int.random(in: 0..<vowels.count, using: &dice)]
      var tract = vowel.map { Resonator(hertz: $0, bandwidth: 50 + $0 / 20) }
      let count = Int.random(in: 700...2200, using: &dice)
      for index in 0..<count {
        let progress = Double(index) / Double(count)
        phase += pitch * (1.15 - 0.3 * progress) / Double(SampleTime.rate)
        // One impulse a period excites the formants in parallel.
        var source = 0.0
        if phase >= 1 {
          phase -= 1
          source = 4000 * sin(.pi * progress)
        }
        samples.append(tract.indices.reduce(0) { $0 + tract[$1].next(source) / Double($1 + 1) })
      }
    }
    let power = samples.reduce(0) { $0 + $1 * $1 } / Double(samples.count)
    let gain = (level.meanSquare / power).squareRoot()
    let pause = Double.random(in: 0.3...1.2, using: &dice)
    return samples.map { Int16(saturating: $0 * gain) } + .silence(seconds: pause)
  }
}

/// A two-pole resonance, its gain such that its peak is about 1.
private struct Resonator {
  private let feedback: (Double, Double)
  private let gain: Double
  private var past = (0.0, 0.0)

  init(hertz: Double, bandwidth: Double) {
    let radius = exp(-.pi * bandwidth / Double(SampleTime.rate))
    feedback = (2 * radius * cos(2 * .pi * hertz / Double(SampleTime.rate)), -radius * radius)
    gain = 1 - radius
  }

  mutating func next(_ sample: Double) -> Double {
    let value = gain * sample + feedback.0 * past.0 + feedback.1 * past.1
    past = (value, past.0)
    return value
  }
}
