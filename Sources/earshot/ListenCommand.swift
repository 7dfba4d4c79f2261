// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audio
import Boards
import Calls
import Detection
import Foundation
import Gateway
import ServiceLifecycle
import UnixSignals

struct ListenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "listen",
    abstract: "Takes a line and shows what is heard on it, as it happens.",
    discussion: """
      earshot listen --board alsa:hw:1
      earshot listen --board loopback:2 --far-ends far-ends.yaml --line loopback/2
      earshot listen --config gateway.yaml --line alsa/3 --record recordings
      earshot listen --board alsa:hw:1 | jq .              JSON where it is no terminal: one object a line

      The line goes off-hook, nothing is dialed. Shown are its level, tones, digits, speech, and what the analyzer takes it
      for, until Ctrl-C, --seconds, or the end of the line. JSON has at_s, kind (level, heard, answered, decided, ended), level_dbm0,
      and event as `earshot classify --format json` has it. --record writes both directions to a WAV file with a sidecar that
      `earshot replay` reads.

      Exit status: 0 heard, 1 the line failed, 2 no such line, or it cannot be taken.
      """)

  @OptionGroup var lines: LineOptions
  @OptionGroup var prompts: PromptBookOption
  @Option(help: "Line to take, as `earshot lines` lists it; the only one by default.")
  var line: String?
  @Option(help: "Country code of what is heard: a prior for its tones.") var country: String?
  @Option(help: "Folder to record to.", completion: .directory) var record: String?
  @Option(help: "End after so many seconds.") var seconds: Double?
  @Flag(help: "JSON, on a terminal too.") var json = false

  func validate() throws {
    if let seconds, !(seconds > 0 && seconds < 1e6) {
      throw ValidationError("--seconds takes a number above 0.")
    }
    try ListedTone.check(country: country)
  }

  func run() async throws {
    let (line, trunk, service) = try Self.orComplain("listen") { try lines.open(line: self.line) }
    let tap = CallTap()
    let started = Date()
    let file = try Self.orComplain("listen") {
      try record.map { try RecordingFile.make(in: $0, line: line.name, at: started) }
    }
    // No limit but the listener's own: a line is heard as long as anybody wants.
    let request = CallRequest(
      attempt: "listen", number: "", country: country,
      profile: CallProfile(ringSeconds: 86_400, analysisSeconds: 86_400, agentWaitSeconds: 86_400))
    let (listener, events) = Listener.make(
      for: request, supervision: trunk.supervision, tap: tap)
    var watch = LineWatch(line: line.name, tap: tap, json: json, recording: file)
    let seconds = seconds
    let ended = try await LineService.serve(service, stopping: { trunk.stop() }) {
      let leg: any Leg
      do {
        leg = try await line.listen(listener)
      } catch {
        throw Self.complain("listen", error)
      }
      var outcome = CallOutcome(
        attempt: "listen", outcome: .unknown, callResult: .unknown, confidence: 0,
        decidedAt: .zero, line: line.name, reason: "undecided", chain: leg.description)
      var failure: TrunkError?
      for await item in LineService.news(events, every: LineWatch.interval, until: seconds) {
        switch item {
        case .tick: try watch.tick()
        case .end: await leg.hangUp()
        case .event(let event):
          watch.show(event)
          outcome.take(event)
          if case .ended(.failed(let error), _) = event { failure = error }
        }
      }
      try watch.finish {
        RecordingSidecar(
          file: $0, startedAt: started, outcome: outcome, country: request.country,
          supervision: trunk.supervision, lost: tap.lost)
      }
      return failure
    }
    if let ended {
      Self.complain("listen", ended)
      throw ExitCode.unexpected
    }
  }
}

extension LineWatch {
  mutating func show(_ event: LegEvent) {
    switch event {
    case .dialed: break
    case .answered(let time): show("answered", at: time)
    case .heard(let event): show(event)
    case .decided(let verdict), .screened(let verdict):
      show(
        "decided", at: verdict.decidedAt,
        "\(verdict.outcome.rawValue), \(Int(100 * verdict.confidence)) %: \(verdict.reason)")
    case .limit: break
    case .ended(let cause, let time): show("ended", at: time, cause.words)
    }
  }
}

extension EndCause {
  var words: String {
    switch self {
    case .remote: "the far end hung up"
    case .local: "we hung up"
    case .refused(let clearing, _): "the network says \(clearing)"
    case .failed(let error): "\(error)"
    }
  }
}

extension CallOutcome {
  /// What a leg tells, as far as an outcome says it.
  fileprivate mutating func take(_ event: LegEvent) {
    switch event {
    case .answered(let time): answeredAt = time
    case .heard(let heard): if events.count < CallOutcome.evidenceLimit { events.append(heard) }
    case .decided(let verdict):
      outcome = verdict.outcome
      callResult = verdict.outcome.callResult(answered: verdict.answeredAt != nil)
      confidence = verdict.confidence
      decidedAt = verdict.decidedAt
      reason = verdict.reason
    default: break
    }
  }
}
