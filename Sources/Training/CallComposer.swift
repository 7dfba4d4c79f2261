// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

/// Composes answered calls out of clips: who speaks in what rhythm, on what line, before what noise.
///
/// A call depends on the seed and its number alone. Everybody in it, those who babble behind the voice included, is of
/// one fold. The same clips and the same noises serve persons and machines, and so does every line: what is left to
/// tell them apart is time.
struct CallComposer: Sendable {
  /// Families and how often they are composed: as rare and as hard as those of the recorded set.
  static let families: [(family: Family, weight: Double)] = [
    (.shortHello, 0.235), (.noisy, 0.11), (.slow, 0.07), (.business, 0.09), (.carrier, 0.11),
    (.greetingBeep, 0.17), (.greetingNoBeep, 0.07), (.shortGreeting, 0.065), (.screener, 0.04),
    (.silentHuman, 0.03), (.deadAir, 0.02),
  ]

  enum Family: String, Sendable, CaseIterable {
    case shortHello = "short-hello"
    case noisy, slow, business, carrier
    case greetingBeep = "greeting-beep"
    case greetingNoBeep = "greeting-nobeep"
    case shortGreeting = "short-greeting"
    case screener = "prompt"
    case silentHuman = "silent-human"
    case deadAir = "dead-air"
    case hold

    var outcome: Outcome {
      switch self {
      case .shortHello, .noisy, .slow, .business: .liveVoice
      case .carrier, .greetingBeep, .greetingNoBeep, .shortGreeting: .answeringMachine
      case .screener: .callScreener
      case .silentHuman, .deadAir: .silence
      case .hold: .music
      }
    }
  }

  let clips: [VoiceClip]
  let music: [MusicPiece]
  let seed: UInt64
  private let byVoice: [Voice: [VoiceClip]]
  /// Speakers of each kind of clip with the source of theirs, sorted.
  private let known: [VoiceClip.Kind: [(speaker: String, source: String)]]
  let rings: [Tone]

  struct Voice: Hashable, Sendable {
    var kind: VoiceClip.Kind
    var speaker: String
  }

  init(_ set: CallSet, seed: UInt64) {
    clips = set.clips
    music = set.music
    self.seed = seed
    byVoice = Dictionary(grouping: set.clips) { Voice(kind: $0.kind, speaker: $0.speaker) }
    known = Dictionary(grouping: set.clips, by: \.kind).mapValues { clips in
      let sources = Dictionary(clips.map { ($0.speaker, $0.source) }) { first, _ in first }
      return sources.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
    rings = TonePlan.all.compactMap { $0[.ringback] }
  }

  /// Who spoke clips of this kind; of `source` alone, if one is named and there are any.
  func speakers(_ kind: VoiceClip.Kind, source: String? = nil) -> [String] {
    let all = known[kind] ?? []
    let some = all.filter { $0.source == source }
    return (some.isEmpty ? all : some).map(\.speaker)
  }

  func clips(_ kind: VoiceClip.Kind, of speaker: String) -> [VoiceClip] {
    byVoice[Voice(kind: kind, speaker: speaker)] ?? []
  }

  /// Call number `index`.
  func call(_ index: Int) -> TrainingCall {
    var random = Randomness(seed: seed, index: index)
    let family = CallComposer.families[
      random.place(CallComposer.families.map(\.weight))
    ].family
    return call(family, name: String(index), &random)
  }

  /// Call number `index` on hold.
  func hold(_ index: Int) -> TrainingCall {
    // Beyond the numbers of all others, which so are what they were.
    var random = Randomness(seed: seed, index: 1 << 40 | index)
    return call(.hold, name: "hold-\(index)", &random)
  }

  private func call(
    _ family: Family, name: String, _ random: inout Randomness
  ) -> TrainingCall {
    var scene = Scene(family, self, &random)
    scene.speak(&random)
    scene.addNoise(self, &random)
    scene.ring(rings, &random)
    scene.addHandset(&random)
    scene.beep(self, &random)
    return scene.transmitted(name: name, &random)
  }
}
