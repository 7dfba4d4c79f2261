// SPDX-License-Identifier: GPL-3.0-or-later

extension Composition.Part {
  /// How parts are written, a line each.
  public static let forms = """
    silence SECONDS            digital; the line's noise lies under it
    noise SECONDS              more noise, of -45 dBm0
    KIND COUNTRY SECONDS       a country's dial, ringback, busy, reorder …:
                               `earshot tones --country us` names them
    tone NOTATION SECONDS      350+440, 480+620:0.5/0.5, 400*25:0.4/0.2
    sit CODE                   \(SIT.allCases.map(\.rawValue).joined(separator: " "))
    fax SIGNAL [SECONDS]       \(Composition.names(of: "fax"))
    modem SIGNAL [SECONDS]     \(Composition.names(of: "modem"))
    service SIGNAL [SECONDS]   \(Composition.names(of: "service"))
    tty|tty50|edt "TEXT"       Baudot at 45.45 or 50 bit/s; EDT at 110
    dtmf DIGITS                0-9 * # A-D, 100 ms on and off
    r1 "CODES"                 KP 1 2 3 ST: 0-9, KP, ST, STP, ST2, ST3
    r2|r2-back "SIGNALS"       1 to 15, 150 ms each
    beep HZ SECONDS            1000, 850+1200 together, 800..1600 gliding
    music SECONDS              chords and a melody of our own
    speech VOICE "TEXT"        by espeak-ng: en-us, en-gb+f3, de+m2; also
                               rate=80...450 and pitch=0...99
    file PATH                  a recording
    """

  /// Reads a part as it is written on the command line: words as in a shell, and among them
  /// anywhere `level=DBM0`.
  public init(_ text: String) throws(CompositionError) {
    var words = try Words(text)
    let kind = try words.next("a kind of part")
    content = try Composition.Content(kind, &words)
    if let value = words.options.removeValue(forKey: "level") {
      guard let dBm0 = Double(value), (-90.0...3).contains(dBm0) else {
        throw CompositionError(text, "level=\(value) is no level from -90 to 3 dBm0")
      }
      level = Level(dBm0: dBm0)
    }
    try words.finish()
    self.text = text
  }
}

extension Composition.Content {
  fileprivate init(_ kind: String, _ words: inout Words) throws(CompositionError) {
    switch kind {
    case "silence": self = .silence(seconds: try words.seconds())
    case "noise": self = .noise(seconds: try words.seconds())
    case "music": self = .music(seconds: try words.seconds())
    case "file": self = .file(try words.next("a path"))
    case "tone":
      let notation = try words.next("a tone, such as 480+620:0.5/0.5")
      guard let tone = Tone(notation, level: Level(dBm0: -13)) else {
        throw words.fault("\"\(notation)\" is no tone; write 350+440 or 480+620:0.5/0.5")
      }
      self = .tone(tone, seconds: try words.seconds())
    case "sit":
      let name = try words.next("a code")
      guard let code = SIT(rawValue: name) else {
        let known = SIT.allCases.map(\.rawValue).joined(separator: ", ")
        throw words.fault("no SIT \"\(name)\"; there are \(known)")
      }
      self = .tone(Signals.sit(code), seconds: nil)
    case "speech":
      let voice = try words.next("a voice")
      let text = try words.next("a text")
      self = .speech(
        .init(
          voice: voice, text: text, rate: try words.number("rate", 80...450),
          pitch: try words.number("pitch", 0...99)))
    case "tty", "tty50", "edt": self = try .text(kind, &words)
    case "dtmf", "r1", "r2", "r2-back": self = try .digits(kind, &words)
    case "fax", "modem", "service", "beep": self = try .signal(kind, &words)
    default:
      guard let kind = TonePlan.Kind(rawValue: kind) else {
        throw words.fault("no part \"\(kind)\"; there are:\n\(Composition.Part.forms)")
      }
      let tone = try Composition.Content.tone(kind, of: words.next("a country"), words)
      self = .tone(tone, seconds: try words.seconds())
    }
  }

  private static func tone(
    _ kind: TonePlan.Kind, of country: String, _ words: Words
  ) throws(CompositionError) -> Tone {
    guard let plan = TonePlan.of(country) else {
      let known = TonePlan.all.map(\.code).joined(separator: " ")
      throw words.fault("no tones of \"\(country)\"; there are \(known)")
    }
    guard let tone = plan[kind] else {
      let known = plan.kinds.map(\.rawValue).joined(separator: ", ")
      throw words.fault("no \(kind.rawValue) tone is known of \(plan.code); there are \(known)")
    }
    return tone
  }

  private static func text(
    _ kind: String, _ words: inout Words
  ) throws(CompositionError) -> Composition.Content {
    let text = try words.next("a text")
    if kind == "edt" { return .signal { Signals.edt(text, level: $0 ?? Level(dBm0: -12)) } }
    let channel: FrequencyShiftKeying = kind == "tty" ? .baudot45 : .baudot50
    guard Signals.tty(text) != nil else { throw words.fault("a character has no Baudot code") }
    return .signal { Signals.tty(text, level: $0 ?? Level(dBm0: -12), channel: channel) ?? [] }
  }

  private static func digits(
    _ kind: String, _ words: inout Words
  ) throws(CompositionError) -> Composition.Content {
    let text = try words.next("digits")
    let codes = text.split(separator: " ").map(String.init)
    switch kind {
    case "dtmf":
      guard Signals.dtmf(text) != nil else {
        throw words.fault("a character is no key; there are 0-9, *, #, A-D")
      }
      // The two groups together are 4.12 dB above the low one.
      return .signal { level in
        Signals.dtmf(text, level: Level(dBm0: (level?.dBm0 ?? -4.88) - 4.12)) ?? []
      }
    case "r1":
      guard Signals.r1(codes) != nil else {
        throw words.fault("no such code; there are \(Signals.r1Codes.joined(separator: " "))")
      }
      return .signal { Signals.r1(codes, level: Level(dBm0: ($0?.dBm0 ?? -4) - 3)) ?? [] }
    default:
      let signals = codes.map { Int($0) ?? 0 }
      let direction: Signals.R2Direction = kind == "r2" ? .forward : .backward
      guard Signals.r2(signals, direction) != nil else {
        throw words.fault("R2's signals are 1 to 15")
      }
      return .signal {
        Signals.r2(signals, direction, level: Level(dBm0: ($0?.dBm0 ?? -8.5) - 3)) ?? []
      }
    }
  }

  private static func signal(
    _ kind: String, _ words: inout Words
  ) throws(CompositionError) -> Composition.Content {
    switch kind {
    case "beep":
      let frequencies = try words.next("a frequency in Hz")
      guard let (start, end) = glide(frequencies) else {
        throw words.fault("\"\(frequencies)\" is no beep; write 1000, 850+1200 or 800..1600")
      }
      let seconds = try words.seconds()
      return .signal { level in
        Signals.beep(start, to: end, seconds: seconds, level: level ?? Level(dBm0: -16))
      }
    default:
      let name = try words.next("a signal")
      guard let machine = Composition.machines.first(where: { $0.kind == kind && $0.name == name })
      else {
        throw words.fault(
          "no \(kind) signal \"\(name)\"; there are \(Composition.names(of: kind))")
      }
      let seconds = words.isEmpty ? machine.seconds : try words.seconds()
      return .signal { machine.make(seconds, $0 ?? Level(dBm0: -12)) }
    }
  }

  /// "1000", "850+1200" or "800..1600".
  private static func glide(_ text: String) -> ([Double], Double?)? {
    let audible = 1.0...3999.0
    if let dots = text.firstRange(of: "..") {
      guard
        let start = Double(text[..<dots.lowerBound]), let end = Double(text[dots.upperBound...]),
        audible.contains(start), audible.contains(end)
      else { return nil }
      return ([start], end)
    }
    let frequencies = text.split(separator: "+", omittingEmptySubsequences: false)
      .map { Double($0) }
    guard frequencies.allSatisfy({ $0.map(audible.contains) ?? false }) else { return nil }
    return (frequencies.compactMap { $0 }, nil)
  }
}

/// The words of a part that are still to be read.
private struct Words {
  let text: String
  var options: [String: String] = [:]
  private var rest: ArraySlice<String> = []

  init(_ text: String) throws(CompositionError) {
    self.text = text
    guard let words = ShellWords.split(text) else {
      throw CompositionError(text, "a quote is not closed")
    }
    for (index, word) in words.enumerated() {
      // A quoted text may hold "=" too: only these names are options.
      let name = ["level", "rate", "pitch"].first { word.hasPrefix($0 + "=") }
      if let name, index > 0 {
        options[name] = String(word.dropFirst(name.count + 1))
      } else {
        rest.append(word)
      }
    }
  }

  var isEmpty: Bool { rest.isEmpty }

  func fault(_ words: String) -> CompositionError { CompositionError(text, words) }

  mutating func next(_ what: String) throws(CompositionError) -> String {
    guard let word = rest.popFirst() else { throw fault("wanted \(what)") }
    return word
  }

  /// Up to an hour.
  mutating func seconds() throws(CompositionError) -> Double {
    let word = try next("a number of seconds")
    guard let seconds = Double(word), (0...3600).contains(seconds) else {
      throw fault("\"\(word)\" is no number of seconds from 0 to 3600")
    }
    return seconds
  }

  mutating func number(
    _ name: String, _ range: ClosedRange<Int>
  ) throws(CompositionError) -> Int? {
    guard let value = options.removeValue(forKey: name) else { return nil }
    guard let number = Int(value), range.contains(number) else {
      throw fault("\(name)=\(value) is not from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func finish() throws(CompositionError) {
    if let word = rest.first { throw fault("\"\(word)\" is too much") }
    if let option = options.keys.min() { throw fault("\(option)= has no meaning here") }
  }
}
