// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

/// A call while it is being composed: samples in 16-bit units, and what is known of them.
struct Scene {
  let family: CallComposer.Family
  let words: CallComposer.Words
  var call: TrainingCall
  var line: [Float]
  /// Seconds: when the first word comes after the answer, and the end of the greeting from the start.
  let delay: Double
  var end: Double
  let level: Double
  /// Whether the greeting is a recording that brings its own noise, which ends with it.
  let isGated: Bool
  private let second: Double?
  private let wordsOfSecond: CallComposer.Words?
  /// What plays, on hold.
  private let music: MusicPiece?
  let beepAt: Double?
  private var placed: [(clip: VoiceClip, gain: Float, range: Range<Int>)] = []

  static let rate = Double(SampleTime.rate)

  init(_ family: CallComposer.Family, _ composer: CallComposer, _ random: inout Randomness) {
    self.family = family
    level = random.uniform(-34, -12)
    music = family == .hold ? Scene.music(composer, &random) : nil
    let (found, delay) = Scene.greeting(family, composer, &random)
    self.delay = delay
    words = found ?? CallComposer.Words(parts: [], speaker: random.pick(composer.clips).speaker)
    let isLive = family.outcome == .liveVoice
    let isMachine = family.outcome == .answeringMachine
    isGated = isMachine && random.happens(0.4) || family == .screener

    let hasBeep =
      isMachine && family != .greetingNoBeep && !(family == .carrier && random.happens(0.2))
      || family == .screener && words.asksAtTone
    var gap = random.happens(0.5) ? random.uniform(0.05, 4.5) : random.uniform(0.05, 0.4)
    if family == .screener { gap = min(gap, 0.4) }
    var total = delay + words.length + (hasBeep ? gap + 0.6 : 0)
    total += isLive ? random.uniform(4, 8) : random.uniform(2.2, 6)
    var second: Double?
    if isLive, random.happens(family == .business ? 0.1 : 0.5) {
      let start = delay + words.length + random.uniform(1, 3.5)
      second = start
      total = start + 1 + random.uniform(3.5, 7)
    }
    if words.parts.isEmpty { total = random.uniform(6, 10) }
    let rings = random.happens(0.3)
    let answer = rings ? random.uniform(0.8, 6) : 0
    end = answer + delay + words.length
    beepAt = hasBeep ? end + gap : nil
    self.second = second.map { answer + $0 }
    wordsOfSecond = second == nil ? nil : Scene.word(after: words, composer, &random)

    call = TrainingCall(
      origin: .composed, name: "", outcome: family.outcome, family: family.rawValue,
      group: words.speaker, answeredAt: answer)
    let speaker = words.speaker
    call.fold = composer.clips.first { $0.speaker == speaker }?.fold ?? 0
    if let music {
      call.group = music.group
      call.fold = music.fold
    }
    call.line.language = words.parts.first?.clip.language ?? ""
    call.line.level = level
    if !words.parts.isEmpty {
      call.greetingStart = answer + delay
      call.greetingEnd = end
    }
    let count = Int((answer + total) * Scene.rate)
    line = [Float](repeating: 0, count: count)
    call.voice = [UInt8](repeating: 0, count: count / VoiceClip.block + 1)
  }

  private static func word(
    after words: CallComposer.Words, _ composer: CallComposer, _ random: inout Randomness
  ) -> CallComposer.Words? {
    let known = composer.clips(.word, of: words.speaker).filter { (0.2...1.2).contains($0.length) }
    guard let clip = known.isEmpty ? words.parts.first?.clip : random.pick(known) else {
      return nil
    }
    return CallComposer.Words(parts: [(clip, 0)], speaker: words.speaker)
  }

  /// What is said, and when after the answer it begins.
  private static func greeting(
    _ family: CallComposer.Family, _ composer: CallComposer, _ random: inout Randomness
  ) -> (CallComposer.Words?, Double) {
    let share = random.uniform(0, 1)
    switch family {
    case .shortHello, .noisy, .slow:
      let source: CallComposer.Source =
        share < 0.06 ? .prompts : share < 0.33 ? .digits : .telephone
      let isLong = family == .noisy && random.happens(0.1)
      let words = isLong ? composer.business(source, &random) : composer.hello(source, &random)
      return (words, family == .slow ? random.uniform(1.5, 3.5) : random.uniform(0.02, 1.5))
    case .business:
      let source: CallComposer.Source =
        share < 0.06 ? .prompts : share < 0.12 ? .digits : .telephone
      return (composer.business(source, &random), random.uniform(0.2, 1.5))
    case .carrier, .greetingBeep, .greetingNoBeep, .shortGreeting:
      let isShort = family == .shortGreeting
      let source: CallComposer.Source =
        family == .carrier || share < 0.10
        ? .prompts : share < 0.22 && !isShort ? .digits : .telephone
      return (composer.greeting(source, short: isShort, &random), random.uniform(0.05, 2.45))
    case .screener: return (composer.screener(&random), random.uniform(0.1, 1.6))
    case .silentHuman, .deadAir: return (nil, 0)
    case .hold: return (nil, random.uniform(0, 1.2))
    }
  }

  private static func music(
    _ composer: CallComposer, _ random: inout Randomness
  ) -> MusicPiece {
    random.happens(0.2) || composer.music.isEmpty
      ? .synthesised(&random) : random.pick(composer.music)
  }

  /// The words, and the noise of the recordings that they are of; or the music, faster or slower than it was.
  mutating func speak(_ random: inout Randomness) {
    if let music { play(music, &random) }
    place(words, at: call.answeredAt + delay, level: level)
    if let second, let wordsOfSecond {
      place(wordsOfSecond, at: second, level: level + random.uniform(-2, 2))
    }
    guard let first = placed.first else { return }
    let noise = first.clip.noise.samples(line.count, seed: random.seed())
    let amplitude = Float(first.clip.noisePower.squareRoot()) * first.gain
    let from = isGated ? call.answeredAt + delay - 0.05 : call.answeredAt
    let to = isGated ? end + random.uniform(0, 0.15) : Double(line.count) / Scene.rate
    var gate = Gate(count: line.count, from: from, to: to)
    for (_, _, range) in placed { gate.close(range) }
    gate.add(noise, amplitude: amplitude, to: &line)
  }

  private mutating func play(_ music: MusicPiece, _ random: inout Randomness) {
    let first = min(line.count, Int((call.answeredAt + delay) * Scene.rate))
    let notes = music.excerpt(line.count - first, speed: random.uniform(0.85, 1.18), &random)
    let power = notes.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(max(1, notes.count))
    let gain = Float((Level(dBm0: level).meanSquare / max(power, 1e-9)).squareRoot())
    for (index, note) in notes.enumerated() { line[first + index] += note * gain }
  }

  private mutating func place(_ words: CallComposer.Words, at start: Double, level: Double) {
    var time = start
    for (clip, pause) in words.parts {
      let gain = Float((Level(dBm0: level).meanSquare / clip.activePower).squareRoot())
      add(clip, gain: gain, at: Int(time * Scene.rate), level: level)
      time += clip.length + pause
    }
  }

  /// Adds a clip with 10 ms before its speech and 50 ms behind, faded over 10 ms.
  private mutating func add(_ clip: VoiceClip, gain: Float, at place: Int, level: Double) {
    let before = min(clip.speech.lowerBound, 80, place)
    let first = clip.speech.lowerBound - before
    let last = min(clip.samples.count, clip.speech.upperBound + 400)
    let from = place - before
    let count = min(last - first, line.count - from)
    guard count > 0 else { return }
    for index in 0..<count {
      let fade = min(1, Float(min(index, last - first - 1 - index)) / 80)
      line[from + index] += clip.samples[first + index] * gain * fade
    }
    placed.append((clip, gain, from..<from + count))
    let faint = Level(dBm0: level - 25).meanSquare
    let power = Double(gain) * Double(gain)
    for (index, value) in VoiceClip.powers(clip.samples[clip.speech]).enumerated() {
      let block = place / VoiceClip.block + index
      guard block < call.voice.count else { break }
      call.voice[block] = max(call.voice[block], value * power > faint ? 2 : 1)
    }
  }
}

/// Where a noise sounds: between two moments, with edges of 10 ms, and not where it is closed.
struct Gate {
  private var isOpen: [Bool]
  static let edge = 80

  /// From and to in seconds.
  init(count: Int, from: Double, to: Double) {
    let first = min(count, max(0, Int(from * Scene.rate)))
    let last = min(count, max(first, Int(to * Scene.rate)))
    isOpen = [Bool](repeating: false, count: count)
    for index in first..<last { isOpen[index] = true }
  }

  mutating func close(_ range: Range<Int>) {
    for index in range { isOpen[index] = false }
  }

  func add(_ noise: [Float], amplitude: Float, to line: inout [Float]) {
    var opening: Float = isOpen.first == true ? 1 : 0
    let step = 1 / Float(Gate.edge)
    for index in line.indices {
      opening = max(0, min(1, opening + (isOpen[index] ? step : -step)))
      line[index] += noise[index] * amplitude * opening
    }
  }
}
