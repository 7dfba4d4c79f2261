// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CPDLink
import Calls
import Detection
import Foundation
import Logging
import SIP

struct DialCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dial",
    abstract: "Places one call and shows what is heard on it.",
    discussion: """
      earshot dial --trunk 10.0.0.1:5060 5550123
      earshot dial --config gateway.yaml --trunk carrier sip:5550123@10.0.0.1
      earshot dial --trunk 127.0.0.1:5070 5550100 --json | jq .

      A trunk is one of the configuration's by name, or a host and port. The call is hung up at its outcome; a person is stayed with
      for --talk seconds.

      Exit status: 0 a person answered, 1 anything else became of it, 2 bad input, 3 it could not be placed.
      """)

  @Option(help: "Trunk: a name of --config, or host:port.") var trunk: String
  @Option(help: "A gateway's configuration.", completion: .file(extensions: ["yaml"]))
  var config: String?
  @Option(help: "Country code of the called network: a prior for its tones.") var country: String?
  @Option(help: "Seconds to ring before it is given up, 15 at least.") var ring = 30.0
  @Option(help: "Seconds to stay with a person.") var talk = 0.0
  @Flag(help: "JSON, on a terminal too.") var json = false
  @Argument(help: "Number, or SIP URI.") var number: String

  func validate() throws {
    guard talk >= 0, talk < 86_400, ring >= 0, ring < 86_400 else {
      throw ValidationError("--talk and --ring take seconds, less than a day.")
    }
  }

  func run() async throws {
    let (endpoint, line) = try Self.orComplain("dial") {
      try TrunkDial.open(trunk, config: config)
    }
    let request = CallRequest(
      attempt: UUID().uuidString, number: number, country: country,
      profile: CallProfile(ringSeconds: ring, agentWaitSeconds: max(talk, 0.02)))
    do {
      try await endpoint.start()
    } catch {
      throw Self.complain("dial", error)
    }
    let code = await TrunkDial(trunk: line, request: request, json: json).run()
    await endpoint.stop()
    if code != ExitCode.success { throw code }
  }
}
