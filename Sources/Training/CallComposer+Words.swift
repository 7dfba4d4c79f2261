// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension CallComposer {
  /// Clips one after the other, each with the seconds of pause behind it, by one speaker.
  struct Words: Sendable {
    var parts: [(clip: VoiceClip, pause: Double)]
    var speaker: String

    /// Whether a tone is promised.
    var asksAtTone: Bool { parts.last?.clip.prompt == CallComposer.question }

    var length: Double {
      parts.reduce(0) { $0 + $1.clip.length + $1.pause } - (parts.last?.pause ?? 0)
    }
  }

  private static let attempts = 1000

  /// Who speaks: telephone words and sentences, spoken digits, or a set of prompts; as files are named.
  enum Source: String, Sendable {
    case telephone = "wuw"
    case digits = "fsdd"
    case prompts = "pk"
  }

  private func speaker(
    _ kind: VoiceClip.Kind, _ source: Source, _ random: inout Randomness
  ) -> String {
    random.pick(speakers(kind, source: source.rawValue))
  }

  /// A word or two.
  func hello(_ source: Source, _ random: inout Randomness) -> Words? {
    for _ in 0..<CallComposer.attempts {
      switch source {
      case .digits:
        let speaker = speaker(.word, .digits, &random)
        let words = clips(.word, of: speaker)
        let word = random.pick(words)
        guard word.length < 0.25 else { return Words(parts: [(word, 0)], speaker: speaker) }
        let longer = words.filter { $0.length > 0.13 }
        guard !longer.isEmpty else { continue }
        return Words(
          parts: [(word, random.uniform(0.05, 0.2)), (random.pick(longer), 0)], speaker: speaker)
      case .prompts, .telephone:
        let kind = source == .prompts ? VoiceClip.Kind.prompt : .word
        let speaker = speaker(kind, source, &random)
        let words = clips(kind, of: speaker).filter {
          (0.22...1.2).contains($0.length) && $0.prompt != "beep"
        }
        guard !words.isEmpty else { continue }
        return Words(parts: [(random.pick(words), 0)], speaker: speaker)
      }
    }
    return nil
  }

  /// A sentence of 1.5 to 3.9 s, or a word and a sentence.
  func business(_ source: Source, _ random: inout Randomness) -> Words? {
    for _ in 0..<CallComposer.attempts {
      let words: Words
      switch source {
      case .digits:
        let speaker = speaker(.word, .digits, &random)
        words = digits(speaker, random.integer(4...8), &random)
      case .prompts, .telephone:
        let kind = source == .prompts ? VoiceClip.Kind.prompt : .sentence
        let speaker = speaker(kind, source, &random)
        let sentences = clips(kind, of: speaker).filter { $0.prompt != "beep" }
        guard !sentences.isEmpty else { continue }
        let single = clips(.word, of: speaker)
        var parts = [(random.pick(sentences), 0.0)]
        if random.happens(0.25) {
          let first = random.pick(single.isEmpty ? sentences : single)
          parts.insert((first, random.uniform(0.1, 0.5)), at: 0)
        }
        words = Words(parts: parts, speaker: speaker)
      }
      if (1.5...3.9).contains(words.length) { return words }
    }
    return nil
  }

  /// A greeting of 2.5 to 18 s; a `short` one is a sentence, a pause of 1.2 to 2.4 s and more.
  func greeting(_ source: Source, short: Bool, _ random: inout Randomness) -> Words? {
    for _ in 0..<CallComposer.attempts {
      var words =
        switch source {
        case .prompts: prompts(&random)
        case .digits: digits(speaker(.word, .digits, &random), random.integer(7...21), &random)
        case .telephone: sentences(&random)
        }
      if short {
        let all = clips(source == .prompts ? .prompt : .sentence, of: words.speaker)
          .filter { $0.prompt != "beep" }
        let first = all.filter { (0.9...2.1).contains($0.length) }
        guard !first.isEmpty else { continue }
        words.parts = [(random.pick(first), random.uniform(1.2, 2.4)), (random.pick(all), 0)]
        if random.happens(0.2) {
          words.parts[1].pause = random.uniform(0.2, 0.8)
          words.parts.append((random.pick(all), 0))
        }
      }
      guard !words.parts.isEmpty else { continue }
      words.parts[words.parts.count - 1].pause = 0
      if ((short ? 4.2 : 2.5)...18).contains(words.length) { return words }
    }
    return nil
  }

  /// What a caller hears whose call is screened: a question for his name, behind which a tone comes, or two prompts, now and
  /// then one, of more than 3 s, as telephones' assistants speak.
  func screener(_ random: inout Randomness) -> Words? {
    let asksAtTone = random.happens(0.25)
    let isSingle = asksAtTone || random.happens(0.2)
    for _ in 0..<CallComposer.attempts {
      let speaker = speaker(.prompt, .prompts, &random)
      let known = asksAtTone ? [CallComposer.question] : CallComposer.screening
      let prompts = clips(.prompt, of: speaker).filter { known.contains($0.prompt) }
      guard !prompts.isEmpty else { continue }
      var parts = (0..<(isSingle ? 1 : 2)).map { _ in
        (random.pick(prompts), random.uniform(0.2, 0.5))
      }
      parts[parts.count - 1].1 = 0
      let words = Words(parts: parts, speaker: speaker)
      if asksAtTone || words.length > 3 { return words }
    }
    return nil
  }

  /// "Please say your name at the tone", and what else callers are told.
  private static let question = "priv-recordintro"
  private static let screening = [
    "privacy-prompt", "privacy-unident", "privacy-incorrect", "priv-introsaved", "priv-callpending",
    "followme/pls-hold-while-try", "followme/status",
  ]

  private func digits(_ speaker: String, _ count: Int, _ random: inout Randomness) -> Words {
    let words = clips(.word, of: speaker).filter { $0.length > 0.2 }
    guard !words.isEmpty else { return Words(parts: [], speaker: speaker) }
    let parts = (0..<count).map { index in
      let isJoined = index < 3 || random.happens(0.8)
      return (
        random.pick(words), isJoined ? random.uniform(0.03, 0.25) : random.uniform(0.3, 0.8)
      )
    }
    return Words(parts: parts, speaker: speaker)
  }

  private func sentences(_ random: inout Randomness) -> Words {
    let speaker = speaker(.sentence, .telephone, &random)
    let sentences = clips(.sentence, of: speaker)
    let words = clips(.word, of: speaker)
    var parts = (0..<random.integer(2...5)).map { _ in
      let pause = exp(random.normal(mean: log(0.45), deviation: 0.6))
      return (random.pick(sentences), min(1.6, max(0.1, pause)))
    }
    if random.happens(0.1), !words.isEmpty {
      parts.insert((random.pick(words), random.uniform(0.1, 0.45)), at: 0)
    }
    return Words(parts: parts, speaker: speaker)
  }

  /// "The person at extension 5 5 1 2 is …", in one language.
  private func prompts(_ random: inout Randomness) -> Words {
    let speaker = speaker(.prompt, .prompts, &random)
    let all = clips(.prompt, of: speaker).filter {
      $0.prompt != "beep" && !$0.prompt.hasPrefix("priv-")
    }
    let language = random.pick(Set(all.map(\.language)).sorted() + [""])
    let spoken = all.filter { $0.language == language }
    let long = spoken.filter { $0.length > 1.2 }
    let numbers = spoken.filter { $0.prompt.hasPrefix("digits") }
    guard !long.isEmpty else { return Words(parts: [], speaker: speaker) }
    var parts: [(VoiceClip, Double)] = []
    if random.happens(0.5), !numbers.isEmpty {
      parts.append((random.pick(long), random.uniform(0.08, 0.35)))
      for _ in 0..<random.integer(3...7) {
        parts.append((random.pick(numbers), random.uniform(0.05, 0.3)))
      }
    }
    for _ in 0..<random.integer(1...3) {
      parts.append((random.pick(long), random.uniform(0.1, 0.4)))
    }
    return Words(parts: parts, speaker: speaker)
  }
}
