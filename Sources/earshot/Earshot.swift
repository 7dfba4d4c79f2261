// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Foundation

@main
struct Earshot: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "earshot",
    abstract: "Who answered? Call-progress detection, and the outbound calls that need it.",
    discussion: """
      earshot classify call.wav                     who answered in a recording
      earshot evaluate Samples/manifest.csv         how well, on a labelled set
      earshot replay calls --profile quick          what other settings change on recorded calls
      earshot tones --country br                    the tones of the world's exchanges
      earshot prompts add known.prompts call.wav --name assistant --as call-screener   a prompt to be known
      earshot run                                   a whole campaign on simulated lines
      earshot simulate --agents 20 --live 0.3       how busy a floor would be, how many calls abandoned
      earshot gateway --config gateway.yaml         the CPD server: dials, hears, reports
      earshot ocs --config ocs.yaml                 the outbound contact server
      earshot exchange --config exchange.yaml       telephones behind a SIP trunk
      earshot amd --listen 127.0.0.1:9092           hears calls that Asterisk or a carrier streams
      earshot config check gateway.yaml             what is wrong with a configuration, and where
      earshot lines --board alsa:hw:1               the lines of a board, and their state
      earshot listen --board alsa:hw:1              what is heard on a line, as it happens
      earshot dial --board alsa:hw:1 5550123        one call, watched; or --trunk 10.0.0.1:5060
      earshot desktop unix:desk.sock --agent a1 --place 9001    an agent's desktop
      earshot campaign status autumn --config ocs.yaml   the dialing sessions of an OCS that runs
      earshot list import spring.csv                calling lists into the store, out of it, and how they stand
      earshot dnc import national.csv               the do-not-call list

      Every command has --help with examples. Exit status: 0 all well, 1 something was not as expected, 2 bad input.
      """,
    version: "0.1.0",
    subcommands: [
      Classify.self, Evaluate.self, ReplayCommand.self, Train.self, Run.self, Simulate.self,
      GatewayCommand.self, OCSCommand.self, DesktopCommand.self, CampaignCommand.self,
      ListCommand.self, DNCCommand.self, LinesCommand.self, ListenCommand.self, DialCommand.self,
      ExchangeCommand.self, AMDCommand.self, ConfigCommand.self, Synth.self, Tones.self,
      PromptsCommand.self, Bench.self,
    ])

  static func main() async {
    Console.open()
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      end(.success)
    } catch {
      let code = exitCode(for: error)
      let message = fullMessage(for: error)
      if code == .success {
        if !message.isEmpty { print(message) }
      } else if !message.isEmpty {
        Console.complain(message + "\n")
      }
      end(code == .validationFailure ? .badInput : code)
    }
  }

  /// Ends the process. That output was lost is an error where there is no other.
  private static func end(_ code: ExitCode) -> Never {
    if let fault = Console.fault() {
      Console.complain("earshot: standard output: \(fault)\n")
      if code == .success { Foundation.exit(ExitCode.badInput.rawValue) }
    }
    Foundation.exit(code.rawValue)
  }
}

extension ExitCode {
  /// Something was not as expected.
  static let unexpected = ExitCode(1)
  /// The input could not be used.
  static let badInput = ExitCode(2)
}
