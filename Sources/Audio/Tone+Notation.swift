// SPDX-License-Identifier: GPL-3.0-or-later

extension Tone {
  /// A repeating tone from its notation, as tables of tones write it:
  ///
  /// - `350+440` sounds without end;
  /// - `480+620:0.5/0.5` sounds for 0.5 s and pauses for 0.5 s;
  /// - `400:0.4/0.35/0.225/0.525` has two bursts of different lengths;
  /// - `440:0.25/0,620:0.25/0` has frequencies by turns;
  /// - `400*25:0.4/0.2` is 400 Hz with 25 Hz of full amplitude modulation.
  ///
  /// - Parameters:
  ///   - level: of each frequency.
  /// - Returns: nil for what is no such notation, for frequencies outside 1…3999 Hz, and for
  ///   durations that are negative, above an hour or add up to nothing.
  public init?(_ notation: some StringProtocol, level: Level) {
    var segments: [ToneSegment] = []
    let parts = notation.split(separator: ",", omittingEmptySubsequences: false)
    for part in parts {
      let halves = part.split(separator: ":", omittingEmptySubsequences: false)
      guard let first = halves.first, halves.count <= 2 else { return nil }
      let carrier = first.split(separator: "*", omittingEmptySubsequences: false)
      guard carrier.count <= 2 else { return nil }
      let frequencies = carrier[0].split(separator: "+", omittingEmptySubsequences: false)
        .map { Double($0) }
      let modulating = carrier.count == 2 ? Double(carrier[1]) ?? 0 : nil
      let audible = 1.0...3999.0
      guard
        frequencies.allSatisfy({ $0.map(audible.contains) ?? false }),
        modulating.map(audible.contains) ?? true
      else { return nil }
      let modulation = modulating.map { ToneSegment.AmplitudeModulation(hertz: $0, depth: 1) }
      // A tone that never pauses is a second of it, repeated: the phase runs on.
      let durations =
        halves.count == 1
        ? [1] : halves[1].split(separator: "/", omittingEmptySubsequences: false).map { Double($0) }
      guard halves.count == 2 || parts.count == 1 else { return nil }
      for (index, duration) in durations.enumerated() {
        guard let duration, (0...3600).contains(duration) else { return nil }
        guard duration > 0 else { continue }
        segments.append(
          index % 2 == 1
            ? .silence(duration)
            : ToneSegment(
              frequencies.compactMap { $0 }, modulation: modulation, duration: duration,
              level: level))
      }
    }
    guard !segments.isEmpty else { return nil }
    self.init(segments, repeats: true)
  }
}
