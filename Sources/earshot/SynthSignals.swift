// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audio

/// The level of a single signal.
struct SynthLevel: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "Level while it sounds, in dBm0; by default what its recommendation says.")
  var level: Double?

  /// As a part takes it.
  var words: String { level.map { " level=\($0)" } ?? "" }
}

struct SynthTone: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tone", abstract: "A call-progress tone, of a country or of your own.",
    discussion: """
        earshot synth tone --country us busy busy.wav
        earshot synth tone --country gb ringback --seconds 12 --level -20 ring.wav
        earshot synth tone --country hr call-waiting --tones my.tones waiting.wav
        earshot synth tone 480+620:0.25/0.25 reorder.wav

      `earshot tones` lists the countries, `earshot tones --country us` the kinds of one.
      """)

  @Option(help: "Whose tone, by the country's code: us, gb, br.") var country: String?
  @Option(help: "Length in seconds.") var seconds = 6.0
  @OptionGroup var level: SynthLevel
  @OptionGroup var table: ToneTableOption
  @OptionGroup var output: SynthOutput
  @Argument(help: "A kind of tone with --country; else frequencies in Hz and seconds on/off.")
  var tone: String
  @Argument(help: "The .wav file to write.") var file: String

  func run() throws {
    let kinds = TonePlan.Kind.allCases.map(\.rawValue)
    if let country, !kinds.contains(tone) {
      let known = TonePlan.of(country)?.kinds.map(\.rawValue) ?? kinds
      throw Synth.badInput(
        ValidationError(
          "\(country) has no tone \"\(tone)\"; kinds are \(known.joined(separator: ", "))"))
    }
    if country == nil, kinds.contains(tone) {
      throw Synth.badInput(ValidationError("whose \(tone) tone? add --country us"))
    }
    let part =
      country.map { "\(tone) \(SynthOutput.word($0))" } ?? "tone \(SynthOutput.word(tone))"
    try output.write(["\(part) \(seconds)\(level.words)"], to: file)
  }
}

struct SynthSIT: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sit", abstract: "A special information tone.",
    discussion: """
        earshot synth sit ic intercept.wav

      ic intercept, vc vacant code, ro reorder, nc no circuit, ro2 and nc2 the same between areas,
      io ineffective for another reason, itu and german say nothing of the cause.
      """)

  @OptionGroup var level: SynthLevel
  @OptionGroup var output: SynthOutput
  @Argument(help: "\(SIT.allCases.map(\.rawValue).joined(separator: ", ")).") var code: String
  @Argument(help: "The .wav file to write.") var file: String

  func run() throws { try output.write(["sit \(SynthOutput.word(code))\(level.words)"], to: file) }
}

struct SynthFax: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fax", abstract: "What a fax sends (ITU-T T.30).",
    discussion: """
        earshot synth fax cng calling-fax.wav
        earshot synth fax answer --seconds 12 fax.wav
        earshot synth fax ced-reversals ced.wav

      answer is CED, the V.21 preamble and DIS, these two again every 3 s; with -reversals the phase
      of CED turns over every 450 ms.
      """)

  @Option(help: "Length in seconds; by default the signal's own.") var seconds: Double?
  @OptionGroup var level: SynthLevel
  @OptionGroup var output: SynthOutput
  @Argument(help: "\(Composition.names(of: "fax")).") var signal: String
  @Argument(help: "The .wav file to write.") var file: String

  func run() throws {
    let length = seconds.map { " \($0)" } ?? ""
    try output.write(["fax \(SynthOutput.word(signal))\(length)\(level.words)"], to: file)
  }
}

struct SynthModem: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "modem", abstract: "What modems send, answering and calling.",
    discussion: """
        earshot synth modem ansam modem.wav
        earshot synth modem bell103 --seconds 5 modem.wav
        earshot synth modem v8-ci calling-modem.wav

      ans is 2100 Hz with phase reversals (V.25), ansam the same modulated at 15 Hz (V.8), -plain
      either without reversals, bell103 2225 Hz, v21 a carrier at 1650 Hz, v22 unscrambled 1s;
      -call, -answer, -forward and -back carry random data in one channel.
      """)

  @Option(help: "Length in seconds; by default the signal's own.") var seconds: Double?
  @OptionGroup var level: SynthLevel
  @OptionGroup var output: SynthOutput
  @Argument(help: "\(Composition.names(of: "modem")).") var signal: String
  @Argument(help: "The .wav file to write.") var file: String

  func run() throws {
    let length = seconds.map { " \($0)" } ?? ""
    try output.write(["modem \(SynthOutput.word(signal))\(length)\(level.words)"], to: file)
  }
}

struct SynthTTY: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tty", abstract: "A text telephone's Baudot.",
    discussion: "  earshot synth tty tty.wav --text 'HELLO GA'")

  @Option(help: "Letters, digits and common punctuation.") var text = "HELLO GA"
  @OptionGroup var level: SynthLevel
  @OptionGroup var output: SynthOutput
  @Argument(help: "The .wav file to write.") var file: String

  func run() throws {
    try output.write(["tty \(SynthOutput.word(text))\(level.words)"], to: file)
  }
}

struct SynthDTMF: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dtmf", abstract: "The keys of a telephone, 100 ms on and off.",
    discussion: "  earshot synth dtmf '0123456789*#' digits.wav")

  @OptionGroup var level: SynthLevel
  @OptionGroup var output: SynthOutput
  @Argument(help: "0-9, *, #, A-D.") var digits: String
  @Argument(help: "The .wav file to write.") var file: String

  func run() throws {
    try output.write(["dtmf \(SynthOutput.word(digits))\(level.words)"], to: file)
  }
}

struct SynthBeep: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "beep", abstract: "An answering machine's record tone.",
    discussion: """
        earshot synth beep beep.wav
        earshot synth beep --hz 850+1200 --seconds 0.3 dual.wav
        earshot synth beep --hz 800..1600 --level -22 chirp.wav
      """)

  @Option(help: "1000, 850+1200 together, 800..1600 gliding.") var hz = "1000"
  @Option(help: "Length in seconds.") var seconds = 0.4
  @OptionGroup var level: SynthLevel
  @OptionGroup var output: SynthOutput
  @Argument(help: "The .wav file to write.") var file: String

  func run() throws {
    try output.write(["beep \(SynthOutput.word(hz)) \(seconds)\(level.words)"], to: file)
  }
}

struct SynthNoise: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "noise", abstract: "White noise from a seed.",
    discussion: "  earshot synth noise --level -50 --seconds 5 --seed 7 noise.wav")

  @Option(help: "Length in seconds.") var seconds = 5.0
  @OptionGroup var level: SynthLevel
  @OptionGroup var output: SynthOutput
  @Argument(help: "The .wav file to write.") var file: String

  func run() throws { try output.write(["noise \(seconds)\(level.words)"], to: file) }
}
