// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser

struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures Earshot: what it costs, by itself and beside others.",
    discussion: """
      earshot bench                            the whole analyzer against its own transforms
      earshot bench --json --rounds 9
      earshot bench tones                      the tone side: CPU time, memory, 20,000 channels, cores
      earshot bench tones --against spandsp    and the same receivers of libspandsp beside it
      earshot bench boards                     what lines of a DAHDI card cost at the pace of life
      earshot bench vad CALLSET                speech, and what is none
      earshot bench gateway                    how many SIP calls are heard and bridged at a time
      earshot bench ocs                        what an outbound contact server makes durable in a second
      earshot bench accuracy                   every signal within its bands, and what may not be heard

      What is compared is run in turn on the same audio, and its ratio is taken round by round: it holds where the
      speed of the machine does not.
      """,
    subcommands: [
      BenchAnalyzer.self, BenchTones.self, BenchBoards.self, BenchAccuracy.self, BenchVAD.self,
      BenchOCS.self, BenchGatewayCommand.self,
    ],
    defaultSubcommand: BenchAnalyzer.self)
}
