// SPDX-License-Identifier: GPL-3.0-or-later
public import ArgumentParser
public import Audio
import Foundation

struct Synth: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes recordings of far ends: tones, machines, people.",
    discussion: """
      Every command writes a .wav file, 8 kHz, mono, and says where in it each part sounds.

        earshot synth tone --country us busy busy.wav
        earshot synth tone 480+620:0.25/0.25 --seconds 6 --level -20 reorder.wav
        earshot synth sit ic intercept.wav
        earshot synth fax answer fax.wav
        earshot synth modem ansam modem.wav --noise -60
        earshot synth tty tty.wav --text 'HELLO GA'
        earshot synth dtmf 0123456789 digits.wav
        earshot synth beep beep.wav --hz 850+1200
        earshot synth noise noise.wav --level -50 --seconds 5
        earshot synth call hello.wav 'ringback us 4.2' 'silence 0.6' \\
          'speech en-us "Hello?"' 'silence 4' --noise -55 --codec ulaw
        earshot synth samples Samples/manifest.csv

      Speech needs espeak-ng (apt-get install espeak-ng).
      Exit status: 0 made, 1 samples differ from their manifest, 2 bad input.
      """,
    subcommands: [
      SynthTone.self, SynthSIT.self, SynthFax.self, SynthModem.self, SynthTTY.self, SynthDTMF.self,
      SynthBeep.self, SynthNoise.self, SynthCall.self, SynthSamples.self,
    ])

  /// Says what is wrong with what was asked for; the exit status is 2.
  static func badInput(_ error: any Error) -> ExitCode {
    if let said = error as? ExitCode { return said }
    return complain("synth", Synth.message(for: error))
  }
}

/// What every command but `samples` takes, and how it makes and writes its file.
struct SynthOutput: ParsableArguments {
  @Option(parsing: .unconditional, help: "Line noise under everything, in dBm0; none by default.")
  var noise: Double?

  @Option(help: "What the line's codec does to the sound: \(names(Composition.Codec.self)).")
  var codec = Composition.Codec.linear

  @Option(
    help: "How the file is written: \(names(Recording.Encoding.self)); by default as the codec.")
  var encoding: Recording.Encoding?

  @Option(help: "The same seed gives the same noise and the same music.")
  var seed: UInt64 = 1

  @Flag(help: "Do not print where each part sounds.") var quiet = false

  /// Makes the file from `parts` and prints where each sounds.
  func write(_ parts: [String], level: Double? = nil, to path: String) throws {
    do {
      guard path.lowercased().hasSuffix(".wav") else {
        throw ValidationError("\"\(path)\" does not end in .wav; name the file to write")
      }
      if let noise, !(-90.0...0).contains(noise) {
        throw ValidationError("--noise \(noise) is no level from -90 to 0 dBm0")
      }
      if let level, !(-90.0...3).contains(level) {
        throw ValidationError("--level \(level) is no level from -90 to 3 dBm0")
      }
      var composition = Composition(try parts.map { try Composition.Part($0) })
      if let level { composition.level = Level(dBm0: level) }
      composition.noise = noise.map { Level(dBm0: $0) }
      composition.codec = codec
      composition.seed = seed
      let (samples, entries) = try composition.render(speak: Espeak.speak)
      try Recording(samples: samples).write(to: path, encoding: encoding ?? codec.encoding)
      for entry in entries where !quiet {
        print(String(format: "%8.3f %8.3f  ", entry.start, entry.end) + entry.text)
      }
    } catch { throw Synth.badInput(error) }
  }

  /// A word of a part, quoted where it must be.
  static func word(_ text: String) -> String {
    let isPlain =
      !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber || "+:/*#.-".contains($0) }
    return isPlain ? text : String(text.flatMap { "\\\($0)" })
  }

  private static func names<Kind: CaseIterable & RawRepresentable>(_ kind: Kind.Type) -> String
  where Kind.RawValue == String {
    kind.allCases.map(\.rawValue).joined(separator: ", ")
  }
}

extension Composition.Codec: ExpressibleByArgument {
  fileprivate var encoding: Recording.Encoding {
    switch self {
    case .linear: .pcm16
    case .ulaw: .ulaw
    case .alaw: .alaw
    }
  }
}

extension Recording.Encoding: ExpressibleByArgument {}
