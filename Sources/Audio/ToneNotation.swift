// SPDX-License-Identifier: GPL-3.0-or-later

/// A tone as tables of tones write it: frequencies and durations, without a level.
///
///     350+440                              without end
///     480+620:0.5/0.5                      0.5 s of sound, 0.5 s of pause, again and again
///     400:0.4/0.35/0.225/0.525             two bursts of different lengths
///     440:0.25,620:0.25                    frequencies by turns
///     400*25:0.4/0.2                       400 Hz, its amplitude modulated by 25 Hz
///     400:0.375/0.375,400@-10:0.375/0.375  every second burst 10 dB softer
///     950:0.33,1400:0.33,1800:0.33;        once
///     3x(350+440:0.1/0.1);350+440          what is heard once stands before the semicolon
///
/// Frequencies are in Hz, durations in seconds. A semicolon parts what is heard once from the period that follows it.
public struct ToneNotation: Sendable, Hashable {
  /// Sounds, or a pause.
  public struct Step: Sendable, Hashable {
    /// Hz; empty for silence.
    public var frequencies: [Double]
    /// Amplitude modulation in Hz, where there is one.
    public var modulation: Double?
    /// dB beside the tone's level: 0, or below it.
    public var relativeLevel = 0.0
    /// 0 is without end.
    public var seconds: Double

    static func silence(_ seconds: Double) -> Step { Step(frequencies: [], seconds: seconds) }
  }

  /// Heard once, before the period; empty for most tones.
  public var lead: [Step] = []
  /// One period.
  public var period: [Step]
  /// Whether the period comes again and again.
  public var repeats = true

  /// Depth of an amplitude modulation: Asterisk's generator has 90 %, Singapore's specification asks for 100 %, and no
  /// table says more.
  static let modulationDepth = 0.9
  /// What frequencies a sound may have, in Hz: below half the sampling rate.
  static let audible = 1.0...3999.0
  /// How many steps a lead or a period may have, and how often a group may be repeated.
  static let most = 100

  /// Parses a notation.
  ///
  /// - Throws: what is wrong with it and how it is written.
  public init(_ text: some StringProtocol) throws(ToneNotationError) {
    let parts = text.split(separator: ";", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count <= 2 else {
      throw ToneNotationError("\"\(text)\" has more than one semicolon")
    }
    if parts.count == 2 {
      lead = try ToneNotation.steps(first)
      guard !lead.contains(where: \.isEndless) else {
        throw ToneNotationError("\"\(first)\" sounds without end; nothing can follow it")
      }
    }
    if parts.count == 2, parts[1].isEmpty {
      (lead, period, repeats) = ([], lead, false)
    } else {
      period = try ToneNotation.steps(parts[parts.count - 1])
    }
    guard period.count == 1 || !period.contains(where: \.isEndless) else {
      throw ToneNotationError(
        "a sound without a duration has no end and stands alone; write what comes before it in front of a semicolon"
      )
    }
  }

  /// Steps of a list of sounds and groups.
  private static func steps(_ text: some StringProtocol) throws(ToneNotationError) -> [Step] {
    var steps: [Step] = []
    var rest = Substring(text)
    repeat {
      if let open = rest.firstIndex(of: "("), !rest[..<open].contains(",") {
        guard let close = rest.firstIndex(of: ")") else {
          throw ToneNotationError("\"\(rest)\" lacks its closing bracket")
        }
        let times = rest[..<open]
        guard times.hasSuffix("x"), let count = Int(times.dropLast()), (2...most).contains(count)
        else {
          throw ToneNotationError("\"\(times)(\" repeats nothing; write 3x(350+440:0.1/0.1)")
        }
        var group: [Step] = []
        for element in rest[rest.index(after: open)..<close].split(
          separator: ",", omittingEmptySubsequences: false)
        {
          group += try sound(element)
        }
        for _ in 0..<count { steps += group }
        rest = rest[rest.index(after: close)...]
        guard rest.isEmpty || rest.hasPrefix(",") else {
          throw ToneNotationError("\"\(rest)\" follows a bracket; part them by a comma")
        }
      } else {
        let end = rest.firstIndex(of: ",") ?? rest.endIndex
        steps += try sound(rest[..<end])
        rest = rest[end...]
      }
      guard steps.count <= most else {
        throw ToneNotationError("more than \(most) sounds and pauses; write the period once")
      }
      if rest.isEmpty { return steps }
      rest.removeFirst()
    } while true
  }

  /// Bursts and pauses of one sound: `400*25@-10:0.4/0.2`.
  private static func sound(_ text: Substring) throws(ToneNotationError) -> [Step] {
    let halves = text.split(separator: ":", omittingEmptySubsequences: false)
    guard let carrier = halves.first, halves.count <= 2 else {
      throw ToneNotationError("\"\(text)\" has two colons; write 480+620:0.5/0.5")
    }
    let levels = carrier.split(separator: "@", omittingEmptySubsequences: false)
    let waves = levels[0].split(separator: "*", omittingEmptySubsequences: false)
    guard levels.count <= 2, waves.count <= 2 else {
      throw ToneNotationError("\"\(carrier)\" is no sound; write 400, 350+440, 400*25 or 400@-10")
    }
    var step = Step(frequencies: [], seconds: 0)
    for part in waves[0].split(separator: "+", omittingEmptySubsequences: false) {
      step.frequencies.append(try number(part, in: audible, "frequency in Hz"))
    }
    // 620+480 is the same tone.
    step.frequencies.sort()
    if waves.count == 2 { step.modulation = try number(waves[1], in: audible, "modulation in Hz") }
    if levels.count == 2 {
      guard levels[1].hasPrefix("-") else {
        throw ToneNotationError("\"@\(levels[1])\" is no softer level; write @-10")
      }
      step.relativeLevel = -(try number(levels[1].dropFirst(), in: 0...60, "difference in dB"))
    }
    guard halves.count == 2 else { return [step] }
    var steps: [Step] = []
    for part in halves[1].split(separator: "/", omittingEmptySubsequences: false) {
      let seconds = try number(part, in: 0.001...3600, "duration in seconds")
      if steps.count % 2 == 0 {
        step.seconds = seconds
        steps.append(step)
      } else {
        steps.append(.silence(seconds))
      }
    }
    return steps
  }

  /// Digits with a decimal point at most.
  private static func number(
    _ text: Substring, in range: ClosedRange<Double>, _ what: String
  ) throws(ToneNotationError) -> Double {
    let isPlain = text.utf8.allSatisfy { (48...57).contains($0) || $0 == 46 }
    guard isPlain, let value = Double(text), range.contains(value) else {
      let (low, high) = (ToneNotation.plain(range.lowerBound), ToneNotation.plain(range.upperBound))
      throw ToneNotationError("\"\(text)\" is no \(what) from \(low) to \(high)")
    }
    return value
  }
}

extension ToneNotation.Step {
  var isEndless: Bool { seconds == 0 }
  public var isSilence: Bool { frequencies.isEmpty }
}

/// What is wrong with a tone's notation, and how it is written.
public struct ToneNotationError: Error, Sendable, Hashable, CustomStringConvertible {
  public var description: String

  init(_ description: String) { self.description = description }
}
