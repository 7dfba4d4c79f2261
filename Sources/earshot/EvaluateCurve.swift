// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audio
import Detection
import Evaluation
import Plot

/// `earshot evaluate --curve`: the people and the machines of a table at many costs.
extension Evaluate {
  func printCurve(of calls: [LabelledCall]) throws {
    let file = try plot.map { path in
      try Self.orComplain("evaluate") { try PictureFile(path: path) }
    }
    let callers = calls.filter {
      $0.isScored && [.liveVoice, .answeringMachine].contains($0.outcome)
    }
    guard !callers.isEmpty else {
      Self.complain(
        "evaluate", "\(table): no row is live-voice or answering-machine; a curve is made of such")
      throw ExitCode.badInput
    }
    let settings = TradeOff.settings(own: decision.costs)
    var unreadable = 0
    let rows = hear(callers, &unreadable) { call, recording in
      let verdicts = settings.map { setting in
        var hints = hints(call)
        hints.costs = setting.costs
        return Classification(
          file: call.file, samples: recording.samples, hints: hints, isVerdictEnough: true
        ).verdict
      }
      return TradeOff.Row(call: call, verdicts: verdicts)
    }
    let tradeOff = TradeOff(settings, rows: rows)
    if json {
      print(
        try Report(points: tradeOff.points, peers: Peer.published, unreadable: unreadable).jsonLine)
    } else {
      print(tradeOff.text(beside: Peer.published))
    }
    if let file {
      try Self.orComplain("evaluate") {
        try file.write(TradeOffPicture(tradeOff, beside: Peer.published).bytes)
      }
    }
    if unreadable > 0 { throw ExitCode.badInput }
  }

  private struct Report: Encodable {
    var points: [TradeOff.Point]
    var peers: [Peer]
    var unreadable: Int
  }
}
