// SPDX-License-Identifier: GPL-3.0-or-later

extension Signals {
  /// The off-hook howler, for a telephone that was not hung up: 1400, 2060, 2450 and 2600 Hz together, 0.1 s on and off
  /// (receiver off-hook tone of North America). It is loud.
  ///
  /// - Parameter level: of all four together.
  public static func howler(level: Level = Level(dBm0: -6)) -> Tone {
    Tone(
      [ToneSegment([1400, 2060, 2450, 2600], duration: 0.1, level: level), .silence(0.1)],
      repeats: true
    ).at(level)
  }

  /// The recorder warning: 1400 Hz for 0.5 s every 15 s while a call is recorded (indications of North America).
  public static func recorderWarning(level: Level = Level(dBm0: -16)) -> Tone {
    Tone([ToneSegment([1400], duration: 0.5, level: level), .silence(14.5)], repeats: true)
  }

  /// The digital milliwatt of test lines: 1004 Hz without end (an exact 1000 Hz would meet the same codes again and again).
  public static func milliwatt(level: Level = Level(dBm0: 0)) -> Tone {
    Tone([ToneSegment([1004], duration: 1, level: level)], repeats: true)
  }

  /// A speaking clock's pips: 1000 Hz for 0.1 s each second, five of them and a sixth of 0.5 s (the Greenwich time signal).
  public static func clockPips(level: Level = Level(dBm0: -16)) -> Tone {
    let pip = [ToneSegment([1000], duration: 0.1, level: level), .silence(0.9)]
    let last = [ToneSegment([1000], duration: 0.5, level: level), .silence(0.5)]
    return Tone((0..<5).flatMap { _ in pip } + last, repeats: false)
  }
}
