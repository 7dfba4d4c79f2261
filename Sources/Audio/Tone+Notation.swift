// SPDX-License-Identifier: GPL-3.0-or-later

extension Tone {
  /// A tone from its ``ToneNotation``; nil for what is none.
  ///
  /// - Parameter level: of each frequency.
  public init?(_ notation: some StringProtocol, level: Level) {
    guard let notation = try? ToneNotation(notation) else { return nil }
    self.init(notation) { _ in level }
  }

  /// A tone from its notation.
  ///
  /// - Parameter level: of each frequency of a sound, from the number of them.
  init(_ notation: ToneNotation, level: (Int) -> Level) {
    func segments(_ steps: [ToneNotation.Step]) -> [ToneSegment] {
      steps.map { step in
        if step.isSilence { return .silence(step.seconds) }
        return ToneSegment(
          step.frequencies,
          modulation: step.modulation.map {
            .init(hertz: $0, depth: ToneNotation.modulationDepth)
          },
          // What has no end is a second of it, repeated: the phase runs on.
          duration: step.isEndless ? 1 : step.seconds,
          level: Level(dBm0: level(step.frequencies.count).dBm0 + step.relativeLevel))
      }
    }
    self.init(
      segments(notation.period), repeats: notation.repeats, lead: segments(notation.lead))
  }
}
