// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation

extension Scene {
  /// Ringing of some country before the answer, and in 15 of 100 for up to a second behind it.
  mutating func ring(_ rings: [Tone], _ random: inout Randomness) {
    guard call.answeredAt > 0, !rings.isEmpty else { return }
    let tone = random.pick(rings).at(Level(dBm0: random.uniform(-30, -12)))
    var late = 0.0
    if random.happens(0.15), delay > 1 || words.parts.isEmpty {
      late = random.uniform(0.1, 1)
      if !words.parts.isEmpty { late = min(late, max(0, delay - 0.15)) }
    }
    let count = min(line.count, Int((call.answeredAt + late) * Scene.rate))
    let lead = Int(random.uniform(0, max(tone.cycle, 1)) * Scene.rate)
    var synthesizer = ToneSynthesizer(tone, running: random.integer(0...80_000))
    let sound = synthesizer.render(lead + count)
    for index in 0..<count { line[index] += Float(sound[lead + index]) }
  }

  /// The record tone: recorded in 35 of 100, else synthetic.
  mutating func beep(_ composer: CallComposer, _ random: inout Randomness) {
    guard let beepAt else { return }
    let recorded = composer.clips.filter { $0.prompt == "beep" }
    let level = random.uniform(-36, -10)
    var sound: [Float]
    if random.happens(0.35), !recorded.isEmpty {
      let clip = random.pick(recorded)
      let gain = Float((Level(dBm0: level).meanSquare / clip.activePower).squareRoot())
      sound = clip.samples[clip.speech].map { $0 * gain }
    } else {
      sound = Scene.syntheticBeep(level, &random)
    }
    let first = Int(beepAt * Scene.rate)
    for index in 0..<max(0, min(sound.count, line.count - first)) {
      line[first + index] += sound[index]
    }
    call.beepStart = beepAt
    call.beepEnd = beepAt + Double(sound.count) / Scene.rate
  }

  /// One frequency, two, a glide, a decay or two steps.
  private static func syntheticBeep(_ level: Double, _ random: inout Randomness) -> [Float] {
    let seconds = random.uniform(0.15, 1)
    let hertz = random.uniform(350, 2000)
    let level = Level(dBm0: level)
    let samples: [Int16]
    switch random.integer(0...4) {
    case 0: samples = Signals.beep([hertz], to: nil, seconds: seconds, level: level)
    case 1:
      samples = Signals.beep([hertz, hertz * 1.27], to: nil, seconds: seconds, level: level)
    case 2:
      let end = max(350, hertz + random.uniform(-200, 200))
      samples = Signals.beep([hertz], to: end, seconds: seconds, level: level)
    case 3:
      let other = random.uniform(350, 2000)
      samples =
        Signals.beep([hertz], to: nil, seconds: seconds / 2, level: level)
        + Signals.beep([other], to: nil, seconds: seconds / 2, level: level)
    default:
      let sound = Signals.beep([hertz], to: nil, seconds: seconds, level: level)
      let decay = seconds / 2.5 * rate
      return sound.enumerated().map { Float($1) * Float(exp(-Double($0) / decay)) }
    }
    return samples.map(Float.init)
  }

  /// What arrives: the band, an offset, codec, silence suppression and lost packets.
  func transmitted(name: String, _ random: inout Randomness) -> TrainingCall {
    var call = call
    call.name = name
    var impairments = LineImpairments()
    impairments.seed = random.seed()
    if random.happens(0.1) { impairments.offset = random.uniform(-330, 330) }
    let isFiltered = random.happens(0.7)
    var samples = line.map { Int16(saturating: Double($0)) }
    if isFiltered {
      var band = TelephoneBand()
      band.filter(&samples)
    }
    if family == .deadAir, random.happens(0.5) {
      samples = [Int16](repeating: 0, count: samples.count)
    }
    samples = impairments.applied(to: samples)
    call.line.codec = Scene.code(&samples, &random)
    if random.happens(0.12) {
      call.line.hasSuppression = true
      suppress(&samples, &random)
    }
    if random.happens(0.35) {
      call.line.hasLoss = true
      var loss = LineImpairments()
      loss.seed = random.seed()
      loss.loss = LineImpairments.PacketLoss(
        rate: random.uniform(0, 0.03), concealment: random.happens(0.5) ? .silence : .repetition)
      samples = loss.applied(to: samples)
    }
    call.samples = samples
    return call
  }

  private static func code(_ samples: inout [Int16], _ random: inout Randomness) -> String {
    let kinds = ["ulaw", "alaw", "gsm+ulaw", "g726+alaw", "linear"]
    let kind = kinds[random.place([0.34, 0.32, 0.17, 0.12, 0.05])]
    let codecs = kind.split(separator: "+").map(String.init)
    for codec in codecs {
      if let speech = SpeechCodec(rawValue: codec) {
        samples = speech.applied(to: samples) ?? samples
      } else if let companding = Composition.Codec(rawValue: codec) {
        var line = LineImpairments()
        line.codec = companding
        samples = line.applied(to: samples)
      }
    }
    return kind
  }

  /// Packets without a voice are kept back, from 200 ms behind one: zeros or noise stand in for them.
  private func suppress(_ samples: inout [Int16], _ random: inout Randomness) {
    let block = VoiceClip.block
    let powers = VoiceClip.powers(samples.map(Float.init)[...])
    guard !powers.isEmpty else { return }
    let quiet = powers.sorted()[powers.count / 10]
    let threshold = 4 * quiet + 1
    let isNoise = random.happens(0.5)
    let noise = ShapedNoise().samples(samples.count, seed: random.seed())
    let gain = Float(quiet.squareRoot()) * 0.7
    var hangover = 0
    for (index, power) in powers.enumerated() {
      hangover = power > threshold ? 10 : max(0, hangover - 1)
      guard hangover == 0 else { continue }
      for place in index * block..<(index + 1) * block {
        samples[place] = isNoise ? Int16(saturating: Double(noise[place] * gain)) : 0
      }
    }
  }
}
