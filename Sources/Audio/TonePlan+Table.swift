// SPDX-License-Identifier: GPL-3.0-or-later

extension TonePlan {
  /// Every listed country's plan, by code: of each kind the tone that both tables name, else Asterisk's, which
  /// corrects spandsp's in places (German ringback, Italian busy, Australia), else spandsp's.
  ///
  /// Levels: the North American precise tone plan's -13, -19 and -24 dBm a frequency for dial, ringback and
  /// busy/reorder in `us` and `ca`; elsewhere -10 dBm0 a tone, the middle of E.180's -10 ± 5 dB (from memory, not
  /// looked up).
  public static let all: [TonePlan] = Dictionary(grouping: ListedTone.world, by: \.country)
    .map { TonePlan(code: $0, tones: $1) }
    .sorted { $0.code < $1.code }

  private init(code: String, tones: [ListedTone]) {
    let isPrecise = code == "us" || code == "ca"
    func tone(_ kind: Kind, precise: Double) -> Tone? {
      let listed = tones.filter { tone in
        tone.kind == kind && tone.steps.contains { $0.seconds == 0 } == (kind == .dial)
          && (kind != .dial || tone.steps.count == 1)
      }
      let best =
        listed.first { $0.sources.count == 2 } ?? listed.first { $0.sources == ["asterisk"] }
        ?? listed.first
      return best.map { tone in
        // Two frequencies at once are 3 dB above each of them.
        tone.tone(at: Level(dBm0: isPrecise ? precise + 3.01 : -10))
      }
    }
    self.init(
      code: code, dial: tone(.dial, precise: -13), ringback: tone(.ringback, precise: -19),
      busy: tone(.busy, precise: -24), reorder: tone(.reorder, precise: -24))
  }
}
