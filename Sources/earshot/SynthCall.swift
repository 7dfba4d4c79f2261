// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audio

struct SynthCall: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "call", abstract: "The far end of a call, composed of parts in order.",
    discussion: """
      A person who answers after a ring and waits:
        earshot synth call hello.wav 'ringback us 4.2' 'silence 0.6' \\
          'speech en-us "Hello?"' 'silence 4' --noise -55 --codec ulaw

      An answering machine:
        earshot synth call machine.wav 'silence 0.8' \\
          'speech en-gb+f3 "Please leave a message after the tone."' \\
          'silence 0.5' 'beep 1000 0.4' 'silence 3' --level -18

      Parts; each may also have level=DBM0:
      \(Composition.Part.forms.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
      """)

  @Option(
    parsing: .unconditional,
    help: "Level of active speech and of music in dBm0, where a part has no level= of its own.")
  var level = -20.0
  @OptionGroup var output: SynthOutput
  @Argument(help: "The .wav file to write.") var file: String
  @Argument(help: "Parts, each in quotes.") var parts: [String]

  func run() throws { try output.write(parts, level: level, to: file) }
}
