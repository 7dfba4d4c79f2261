// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// What a receiver is measured on: seven kinds of sound in equal parts, with noise of −62 dBm0 under all of it, so
/// that no sample is silent by design. The same on every machine, but for recordings of speech.
struct BenchAudio {
  enum Kind: String, CaseIterable, CodingKeyRepresentable, Codable {
    case tones, fax, modem, dtmf, speech, music, noise
  }

  /// Each kind's samples, whole frames of 20 ms.
  private(set) var pieces: [(kind: Kind, samples: [Int16])] = []
  /// Where the speech is from: a folder, or "synthesised".
  private(set) var speech = "synthesised"

  /// All kinds one after the other.
  var all: [Int16] { pieces.flatMap(\.samples) }

  /// The noise of a quiet line, under everything; noise by itself is of −60 dBm0.
  static let floor = Level(dBm0: -62)

  /// - Parameters:
  ///   - seconds: of all kinds together.
  ///   - speech: folder of recordings; where it has none with speech in it, and for nil, speech is synthesised.
  /// - Throws: `RecordingError` for a recording that cannot be read.
  init(seconds: Int, speech folder: String?) throws {
    let recorded = try folder.map(BenchSpeech.recordings) ?? []
    if let folder, !recorded.isEmpty { speech = folder }
    let frames = seconds * 50
    for (index, kind) in Kind.allCases.enumerated() {
      // Whole frames; the last kind has what the division leaves.
      let share = frames / Kind.allCases.count
      let isLast = index == Kind.allCases.count - 1
      let count = (isLast ? frames - index * share : share) * SampleTime.rate / 50
      var samples: [Int16] = []
      var dice = SplitMix64(seed: UInt64(index))
      var part = 0
      while samples.count < count {
        samples += BenchAudio.part(part, of: kind, recorded: recorded, dice: &dice)
        part += 1
      }
      samples.removeLast(samples.count - count)
      var noise = NoiseSource(
        level: kind == .noise ? Level(dBm0: -60) : BenchAudio.floor, seed: UInt64(index))
      noise.add(to: &samples)
      pieces.append((kind, samples))
    }
  }

  /// The next few seconds of a kind.
  private static func part(
    _ index: Int, of kind: Kind, recorded: [[Int16]], dice: inout SplitMix64
  ) -> [Int16] {
    let level = Level(dBm0: Double(Int.random(in: -30 ... -10, using: &dice)))
    let pause: [Int16] = .silence(seconds: 0.4)
    switch kind {
    case .tones:
      if index % 8 == 7 {
        let codes = SIT.allCases
        return Signals.sit(codes[index / 8 % codes.count], level: level).samples() + pause
      }
      let listed = ListedTone.world[Int.random(in: 0..<ListedTone.world.count, using: &dice)]
      return listed.tone(at: level).samples(seconds: 6) + pause
    case .fax:
      return switch index % 3 {
      case 0: Signals.cng(level: level).samples(seconds: 7) + pause
      case 1: Signals.faxAnswer(seconds: 10, level: level) + pause
      default: Signals.faxAnswer(seconds: 10, level: level, phaseReversals: true) + pause
      }
    case .modem:
      return switch index % 6 {
      case 0: Signals.ans(level: level) + pause
      case 1: Signals.ansam(level: level) + pause
      case 2: Signals.bell103(level: level) + pause
      case 3: Signals.v22(level: level) + pause
      case 4: Signals.v21Mark(level: level) + pause
      default: (Signals.tty("HELLO THIS IS A TEXT TELEPHONE GA", level: level) ?? []) + pause
      }
    case .dtmf:
      let low = Level(dBm0: level.dBm0 - 4)
      return (Signals.dtmf("0123456789*#ABCD", on: 0.07, off: 0.07, level: low) ?? []) + pause
    case .speech:
      guard !recorded.isEmpty else { return BenchSpeech.synthesised(phrase: index, level: level) }
      return recorded[index % recorded.count] + pause
    case .music: return Signals.music(seconds: 12, level: level, seed: UInt64(index))
    case .noise: return .silence(seconds: 10)
    }
  }
}
