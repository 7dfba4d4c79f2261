// SPDX-License-Identifier: GPL-3.0-or-later

/// The octets that modems send each other before they agree (ITU-T V.8, 8 and table 1 to 7), in V.21 at 300 bit/s: ten 1s,
/// a synchronisation octet, then octets with a start and a stop bit, again and again.
enum V8 {
  private static let preamble = [Bool](repeating: true, count: 10)
  /// Ordinary data modems (the call function's "V series").
  private static let callFunction: UInt8 = 0xC1
  /// V.34, V.32 bis, V.22 bis and V.21, and LAPM.
  private static let menu: [UInt8] = [0x45, 0x13, 0x90, 0x2A]

  /// Call indicator.
  static let ci = preamble + StartStop.bits(of: [0x00, callFunction])
  /// Call menu, and the answerer's joint menu, which has the same form.
  static let cm = preamble + StartStop.bits(of: [0xE0, callFunction] + menu)
}

/// The signals of ITU-T V.8 bis (7.1, tables 1 and 2): two tones for 400 ms, then one for 100 ms.
public enum V8bisSignal: String, Sendable, CaseIterable {
  /// Mode request, capabilities request, escape: from who initiates (e, i) and who responds (d, r).
  case mre, cre, esi, mrd, crd, esr

  /// Hz, of the first segment's two tones and of the second's one.
  public var hertz: (first: [Double], second: Double) {
    let (initiating, responding) = ([1375.0, 2002], [1529.0, 2225])
    return switch self {
    case .mre: (initiating, 650)
    case .cre: (initiating, 400)
    case .esi: (initiating, 980)
    case .mrd: (responding, 1150)
    case .crd: (responding, 1900)
    case .esr: (responding, 1650)
    }
  }
}

extension Signals {
  /// CI, a calling V.8 modem: four sequences (V.8 asks three at least) in V.21's low channel, 0.4 s, then `pause` (0.4 to 2
  /// s), until it is answered.
  public static func v8CI(
    seconds: Double = 6, pause: Double = 1, level: Level = Level(dBm0: -12)
  ) -> [Int16] {
    let burst = FrequencyShiftKeying.v21Channel1.samples(
      V8.ci + V8.ci + V8.ci + V8.ci, level: level)
    let length = SampleTime(seconds: seconds).count
    var samples: [Int16] = []
    while samples.count < length { samples += burst + .silence(seconds: pause) }
    return Array(samples.prefix(length))
  }

  /// CM, a calling V.8 modem's menu, in V.21's low channel; or JM, the answer to it, in the high one.
  public static func v8CM(
    isAnswer: Bool = false, seconds: Double = 2, level: Level = Level(dBm0: -12)
  ) -> [Int16] {
    let channel: FrequencyShiftKeying = isAnswer ? .v21Channel2 : .v21Channel1
    let count = Int(seconds * channel.baud / Double(V8.cm.count)) + 1
    let bits = (0..<count).flatMap { _ in V8.cm }
    return Array(
      channel.samples(bits, level: level).prefix(SampleTime(seconds: seconds).count))
  }

  /// A V.8 bis signal, both segments at `level` in all.
  public static func v8bis(_ signal: V8bisSignal, level: Level = Level(dBm0: -12)) -> Tone {
    let (first, second) = signal.hertz
    let each = Level(meanSquare: level.meanSquare / Double(first.count))
    return Tone(
      [
        ToneSegment(first, duration: 0.4, level: each),
        ToneSegment([second], duration: 0.1, level: level),
      ], repeats: false)
  }
}
