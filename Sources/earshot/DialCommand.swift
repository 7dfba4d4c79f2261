// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audio
import Boards
import CPDLink
import Calls
import Detection
import Foundation
import Gateway
import SIP

struct DialCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dial",
    abstract: "Places one call and shows what is heard on it.",
    discussion: """
      earshot dial --board alsa:hw:1 5550123
      earshot dial --board loopback:2 --far-ends far-ends.yaml 5550123
      earshot dial --config gateway.yaml --line alsa/3 --country de 0,030123456
      earshot dial --board alsa:hw:1 --talk 20 --play hello.wav 5550123    stays with a person for 20 s
      earshot dial --config gateway.yaml --json 5550123 | jq .
      earshot dial --trunk 10.0.0.1:5060 5550123                           over SIP, to a host
      earshot dial --config gateway.yaml --trunk carrier sip:ann@10.0.0.1  or on a trunk of the gateway's

      A comma in the number is a pause of half a second. The call is hung up at its outcome; a person is stayed with for
      --talk seconds, and hears --play. JSON, where it is no terminal, has what `earshot listen` has, and at last an object of kind
      result. On a board --record writes both directions to a WAV file with a sidecar that `earshot replay` reads.

      Exit status: 0 a person answered, 1 anything else became of it, 2 bad input, 3 it could not be placed.
      """)

  @OptionGroup var lines: LineOptions
  @OptionGroup var prompts: PromptBookOption
  @Option(help: "Line to dial on, as `earshot lines` lists it; any by default.")
  var line: String?
  @Option(help: "Country code of the called network: a prior for its tones.") var country: String?
  @Option(help: "Seconds to ring before it is given up, 15 at least.") var ring = 30.0
  @Option(help: "Seconds to stay with a person.") var talk = 0.0
  @Option(help: "Recording to play to a person.", completion: .file()) var play: String?
  @Option(help: "Folder to record to.", completion: .directory) var record: String?
  @Option(help: "How a person and a machine are told apart.") var profile = DecisionProfile.balanced
  @Flag(help: "JSON, on a terminal too.") var json = false
  @Argument(help: "Number to dial.") var number: String

  /// The call could not be placed.
  static let notPlaced = ExitCode(3)

  func validate() throws {
    guard talk >= 0, talk < 86_400, ring >= 0, ring < 86_400 else {
      throw ValidationError("--talk and --ring take seconds, less than a day.")
    }
    try ListedTone.check(country: country)
    guard lines.trunk != nil else { return }
    let given = [
      ("--line", line), ("--play", play), ("--record", record), ("--far-ends", lines.farEnds),
    ].filter { $0.1 != nil }.map(\.0)
    guard given.isEmpty else {
      throw ValidationError(
        "\(given.joined(separator: ", ")) and --trunk exclude each other: that is for lines of a board. A gateway records calls of its trunks: recording: in gateway.yaml."
      )
    }
  }

  struct Result: Encodable {
    var kind = "result"
    var outcome: CallOutcome
    var released: ReleaseCause

    private enum CodingKeys: String, CodingKey { case kind, released }

    func encode(to encoder: any Encoder) throws {
      try outcome.encode(to: encoder)
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(kind, forKey: .kind)
      try values.encode(released, forKey: .released)
    }
  }

  func run() async throws {
    if let trunk = lines.trunk { return try await dial(on: trunk) }
    let settings = try Self.orComplain("dial") { try lines.settings() }
    let message = try Self.orComplain("dial") {
      try play.map { try Recording(contentsOf: $0).samples }
    }
    let (board, service) = try Self.orComplain("dial") {
      try settings.open(logger: LineOptions.quiet)
    }
    var trunk: any Trunk = board
    if let line {
      guard let one = board.line(named: line) else {
        throw Self.complain(
          "dial", "no line '\(line)': there are \(board.lines.joined(separator: ", "))")
      }
      trunk = one
    }
    let started = Date()
    let file = try Self.orComplain("dial") {
      try record.map { try RecordingFile.make(in: $0, line: trunk.name, at: started) }
    }
    let request = CallRequest(
      attempt: UUID().uuidString, number: number, country: country,
      profile: CallProfile(
        ringSeconds: ring, agentWaitSeconds: max(talk, 0.02), decision: profile))
    let tap = CallTap()
    let session = CallSession(request, on: trunk, identification: message ?? [], tap: tap)
    var watch = LineWatch(line: trunk.name, tap: tap, json: json, recording: file)
    let supervision = trunk.supervision
    let result = try await LineService.serve(service, stopping: { board.stop() }) {
      let running = Task { await session.run() }
      var released = ReleaseCause.failed
      for await item in LineService.news(session.progress, every: LineWatch.interval, until: nil) {
        switch item {
        case .tick: try watch.tick()
        case .end: await session.hangUp()
        case .event(let step):
          watch.show(step)
          if case .decided(let outcome) = step, outcome.callResult == .answer, let message {
            await session.play(message)
          }
          if case .released(let cause, _) = step { released = cause }
        }
      }
      await running.value
      let outcome = await session.outcome
      try watch.finish {
        RecordingSidecar(
          file: $0, startedAt: started, outcome: outcome, country: request.country,
          supervision: supervision, released: released, lost: tap.lost)
      }
      return Result(outcome: outcome, released: released)
    }
    try report(result)
  }

  /// The call on a SIP trunk, told step by step.
  private func dial(on name: String) async throws {
    let (endpoint, trunk) = try Self.orComplain("dial") {
      try TrunkDial.open(name, config: lines.config)
    }
    let request = CallRequest(
      attempt: UUID().uuidString, number: number, country: country,
      profile: CallProfile(
        ringSeconds: ring, agentWaitSeconds: max(talk, 0.02), decision: profile))
    do {
      try await endpoint.start()
    } catch {
      throw Self.complain("dial", error)
    }
    let result = await TrunkDial(trunk: trunk, request: request, json: json).run()
    await endpoint.stop()
    try report(result)
  }

  private func report(_ result: Result) throws {
    let outcome = result.outcome
    if json || isatty(STDOUT_FILENO) != 1 {
      print(try result.jsonLine)
    } else {
      print(
        """
        \(outcome.outcome.rawValue): \(outcome.callResult.rawValue) \(outcome.callResult.name), \
        \(Int(100 * outcome.confidence)) %, at \(String(format: "%.2f", outcome.decidedAt.seconds)) s: \(outcome.reason)
        """)
    }
    if outcome.line == nil { throw DialCommand.notPlaced }
    if outcome.callResult != .answer { throw ExitCode.unexpected }
  }
}

extension LineWatch {
  fileprivate mutating func show(_ step: CallProgress) {
    switch step {
    case .dialing(let line): show("dialing", at: .zero, line)
    case .ringing(let time): show("ringing", at: time)
    case .answered(let time): show("answered", at: time)
    case .heard(let event): show(event)
    case .decided(let outcome):
      show(
        "decided", at: outcome.decidedAt,
        "\(outcome.outcome.rawValue), \(Int(100 * outcome.confidence)) %: \(outcome.reason)")
    case .transferred(let time): show("transferred", at: time)
    case .transferFailed(let error, let time): show("transfer failed", at: time, "\(error)")
    case .played(let time): show("message played", at: time)
    case .optedOut(let time): show("opted out", at: time)
    case .released(let cause, let time): show("released", at: time, cause.rawValue)
    }
  }
}
