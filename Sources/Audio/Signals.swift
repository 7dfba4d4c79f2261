// SPDX-License-Identifier: GPL-3.0-or-later

/// What machines send on a telephone line, by the recommendations that define it.
///
/// Each signal's documentation gives its nominal values, which are what is generated, and their
/// tolerances, which are what a detector has to accept. "From memory" marks a value for which we
/// have no text at hand. Levels are dBm0 over the time that a signal sounds.
public enum Signals {
  /// A sine of `hertz`, the phase of which jumps by `degrees` every `reversal` seconds if that is given.
  static func answerTone(
    _ hertz: Double, seconds: Double, level: Level, reversal: Double? = nil, degrees: Double = 180,
    modulation: ToneSegment.AmplitudeModulation? = nil
  ) -> [Int16] {
    var carrier = Oscillator()
    var envelope = Oscillator()
    return (0..<SampleTime(seconds: seconds).count).map { index in
      let seconds = Double(index) / Double(SampleTime.rate)
      let jumps = reversal.map { Double(Int(seconds / $0)) } ?? 0
      let turns = (jumps * degrees / 360).truncatingRemainder(dividingBy: 1)
      var value = carrier.next(hertz, ahead: turns) * level.sineAmplitude
      if let modulation { value *= 1 + modulation.depth * envelope.next(modulation.hertz) }
      return Int16(saturating: value)
    }
  }
}
