// SPDX-License-Identifier: GPL-3.0-or-later

/// Binary frequency-shift keying with continuous phase, as slow modems and text telephones send.
public struct FrequencyShiftKeying: Sendable, Hashable {
  /// Hz of a 1 and of a 0.
  public var mark: Double
  public var space: Double
  /// Bits a second.
  public var baud: Double

  public init(mark: Double, space: Double, baud: Double) {
    self.mark = mark
    self.space = space
    self.baud = baud
  }

  /// The calling modem's channel of ITU-T V.21, in which V.8's CI and CM are sent too; ±6 Hz.
  public static let v21Channel1 = FrequencyShiftKeying(mark: 980, space: 1180, baud: 300)
  /// The answering modem's channel of V.21, and fax control's (T.30); ±6 Hz.
  public static let v21Channel2 = FrequencyShiftKeying(mark: 1650, space: 1850, baud: 300)
  /// ITU-T V.23's forward channel, mode 2; ±10 Hz.
  public static let v23Forward = FrequencyShiftKeying(mark: 1300, space: 2100, baud: 1200)
  /// V.23's backward channel.
  public static let v23Backward = FrequencyShiftKeying(mark: 390, space: 450, baud: 75)
  /// The calling Bell 103 modem.
  public static let bell103Originate = FrequencyShiftKeying(mark: 1270, space: 1070, baud: 300)
  /// The answering Bell 103 modem.
  public static let bell103Answer = FrequencyShiftKeying(mark: 2225, space: 2025, baud: 300)
  /// Text telephones of North America (TIA-825, V.18 annex A): 22 ms a bit.
  public static let baudot45 = FrequencyShiftKeying(mark: 1400, space: 1800, baud: 1000.0 / 22)
  /// The same elsewhere.
  public static let baudot50 = FrequencyShiftKeying(mark: 1400, space: 1800, baud: 50)
  /// The European deaf telephone (V.18 annex C).
  public static let edt = FrequencyShiftKeying(mark: 980, space: 1180, baud: 110)

  /// `bits` one after the other; the lengths in samples follow the exact rate without drift.
  public func samples(_ bits: [Bool], level: Level) -> [Int16] {
    var oscillator = Oscillator()
    let perBit = Double(SampleTime.rate) / baud
    var samples: [Int16] = []
    for (index, bit) in bits.enumerated() {
      let end = Int((Double(index + 1) * perBit).rounded())
      while samples.count < end {
        let value = oscillator.next(bit ? mark : space)
        samples.append(Int16(saturating: value * level.sineAmplitude))
      }
    }
    return samples
  }

  /// Random bits, as of a modem at work.
  public func data(seconds: Double, level: Level = Level(dBm0: -12), seed: UInt64 = 1) -> [Int16] {
    var generator = SplitMix64(seed: seed)
    let bits = (0..<Int((seconds * baud).rounded(.up))).map { _ in
      Bool.random(using: &generator)
    }
    return Array(samples(bits, level: level).prefix(SampleTime(seconds: seconds).count))
  }
}

/// Start-stop framing.
enum StartStop {
  /// Characters of eight bits, low bit first, between a 0 and a 1.
  static func bits(of bytes: [UInt8]) -> [Bool] {
    bytes.flatMap { byte -> [Bool] in
      let data = (0..<8).map { byte >> $0 & 1 == 1 }
      return [false] + data + [true]
    }
  }

  /// ASCII in seven bits and even parity, with so many 1s to stop.
  static func ascii(_ text: String, stops: Int) -> [Bool] {
    text.utf8.flatMap { byte -> [Bool] in
      let data = (0..<7).map { byte >> $0 & 1 == 1 }
      let isOdd = data.count { $0 } % 2 == 1
      return [false] + data + [isOdd] + [Bool](repeating: true, count: stops)
    }
  }
}
