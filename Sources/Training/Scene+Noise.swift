// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation

extension Scene {
  private static func amplitude(_ level: Double) -> Float {
    Float(Level(dBm0: level).meanSquare.squareRoot())
  }

  /// The line's noise of −45 to −70 dBm0, hum in 15 of 100, and what sounds behind the voice.
  mutating func addNoise(_ composer: CallComposer, _ random: inout Randomness) {
    let floor = random.uniform(-70, -45)
    call.line.snr = level - floor
    if let kind = environment(&random) { add(kind, composer, &random) }
    // Nothing of the far end is heard before it answers, and half the networks send digital silence with their ringing.
    let answer = Int(call.answeredAt * Scene.rate)
    for index in 0..<answer { line[index] = 0 }
    let isClean = answer > 0 && random.happens(0.5)
    for (index, value) in floorNoise(floor, &random).enumerated() {
      line[index] += index < answer && isClean ? value * 1e-3 : value
    }
  }

  private mutating func floorNoise(_ level: Double, _ random: inout Randomness) -> [Float] {
    let kind = random.integer(0...2)
    let source = kind == 1 ? ShapedNoise(tilt: 1) : ShapedNoise()
    var noise = source.samples(line.count, seed: random.seed())
    var gain = Scene.amplitude(level)
    for index in noise.indices {
      // Comfort noise steps every 200 ms.
      if kind == 2, index % 1600 == 0 {
        gain = Scene.amplitude(level + random.uniform(-2.5, 2.5))
      }
      noise[index] *= gain
    }
    if random.happens(0.15) {
      let mains = random.pick([50.0, 60])
      for harmonic in [1.0, 2, 3, 5] {
        let amplitude = Scene.amplitude(random.uniform(-60, -42)) * Float(2).squareRoot()
        let phase = random.uniform(0, 6)
        for index in noise.indices {
          let angle = 2 * .pi * mains * harmonic * Double(index) / Scene.rate + phase
          noise[index] += amplitude * Float(sin(angle))
        }
      }
    }
    return noise
  }

  private func environment(_ random: inout Randomness) -> String? {
    let share: Double =
      switch family {
      case .noisy: 1
      case .greetingBeep, .greetingNoBeep, .shortGreeting: 0.2
      case .shortHello, .slow, .business: 0.05
      case .silentHuman: 0.5
      case .carrier, .screener, .deadAir, .hold: 0
      }
    guard random.happens(share) else { return nil }
    return random.pick(["babble", "babble", "street", "street", "tv"])
  }

  private mutating func add(
    _ kind: String, _ composer: CallComposer, _ random: inout Randomness
  ) {
    let snr = random.happens(0.8) ? random.uniform(5, 15) : random.uniform(15, 25)
    var noise =
      switch kind {
      case "babble": babble(composer, &random)
      case "street": street(&random)
      default: television(composer, &random)
      }
    let power = noise.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(max(1, noise.count))
    let wanted = words.parts.isEmpty ? random.uniform(-55, -35) : level - snr
    let gain = Scene.amplitude(wanted) / Float(max(power, 1e-9).squareRoot())
    for index in noise.indices { noise[index] *= gain }
    // Half the machines were recorded where it is noisy, the others are called from there.
    let isRecorded = family.outcome == .answeringMachine && random.happens(0.5)
    let length = Double(line.count) / Scene.rate
    let gate = Gate(
      count: line.count, from: isRecorded ? call.answeredAt + delay - 0.05 : 0,
      to: isRecorded ? end + 0.1 : length)
    gate.add(noise, amplitude: 1, to: &line)
    call.line.snr = words.parts.isEmpty ? nil : snr
    call.line.noise = kind
  }

  /// Four to nine who talk on end.
  private func babble(_ composer: CallComposer, _ random: inout Randomness) -> [Float] {
    var noise = [Float](repeating: 0, count: line.count)
    var voices = composer.clips.filter {
      $0.fold == call.fold && $0.kind == .sentence && $0.speaker != words.speaker
    }
    if voices.isEmpty { voices = composer.clips.filter { $0.kind != .prompt } }
    guard !voices.isEmpty else { return noise }
    for _ in 0..<random.integer(4...9) {
      var place = -Int(random.uniform(0, 3) * Scene.rate)
      while place < noise.count {
        let clip = random.pick(voices)
        let gain = Float(pow(10, random.uniform(-4, 4) / 20) / clip.activePower.squareRoot())
        for index in max(0, -place)..<max(0, -place, min(clip.speech.count, noise.count - place)) {
          noise[place + index] += clip.samples[clip.speech.lowerBound + index] * gain
        }
        place += clip.speech.count + Int(random.uniform(0, 0.5) * Scene.rate)
      }
    }
    return noise
  }

  /// Noise that falls with frequency and swells, and vehicles that pass.
  private func street(_ random: inout Randomness) -> [Float] {
    let tilt = random.uniform(0.8, 1.8)
    var noise = ShapedNoise(tilt: tilt).samples(line.count, seed: random.seed())
    let step = 4000
    let swell = (0...(line.count / step + 1)).map { _ in random.normal(deviation: 2.5) }
    for index in noise.indices {
      let part = Double(index % step) / Double(step)
      let level = swell[index / step] * (1 - part) + swell[index / step + 1] * part
      noise[index] *= Float(pow(10, level / 20))
    }
    for _ in 0..<random.integer(0...2) {
      let middle = random.uniform(0, Double(line.count))
      let width = random.uniform(0.3, 1) * Scene.rate
      let loudness = random.uniform(0.5, 1.5)
      let passing = ShapedNoise(tilt: 1.2).samples(line.count, seed: random.seed())
      for index in noise.indices {
        let distance = (Double(index) - middle) / width
        noise[index] += passing[index] * Float(loudness * exp(-distance * distance))
      }
    }
    return noise
  }

  private func television(_ composer: CallComposer, _ random: inout Randomness) -> [Float] {
    let piece =
      composer.music.isEmpty ? MusicPiece.synthesised(&random) : random.pick(composer.music)
    return piece.excerpt(line.count, &random)
  }

  /// One to three clicks as the handset is lifted, in 45 of 100.
  mutating func addHandset(_ random: inout Randomness) {
    guard random.happens(0.45) else { return }
    var time = call.answeredAt + random.uniform(0, 0.35)
    for _ in 0..<random.integer(1...3) {
      let decay = exp(random.uniform(log(0.004), log(0.05))) * Scene.rate
      let first = Int(time * Scene.rate)
      let count = max(0, min(line.count - first, Int(6 * decay)))
      let noise = ShapedNoise(tilt: random.uniform(-0.5, 1.5))
        .samples(count, seed: random.seed())
      let gain = Scene.amplitude(min(level + random.uniform(-15, 6), -8))
      for index in 0..<count {
        line[first + index] += noise[index] * gain * Float(exp(-Double(index) / decay))
      }
      time += random.uniform(0.05, 0.3)
    }
  }
}
