// SPDX-License-Identifier: GPL-3.0-or-later
import Detection
import Evaluation
import Training

/// How well people and machines are told apart at one value of something about the line.
struct TrainAxis: Encodable {
  var axis: String
  var value: String
  var live = Proportion()
  var machine = Proportion()

  private static let axes: [(name: String, value: @Sendable (TrainingCall) -> String)] = [
    ("level, dBm0", { band($0.line.level, [-28, -20]) }),
    ("SNR, dB", { band($0.line.snr, [8, 15, 25, 40]) }),
    ("codec", { $0.line.codec.isEmpty ? "as recorded" : $0.line.codec }),
    ("packet loss", { $0.line.hasLoss ? "up to 3 %" : "none" }),
    ("silence suppression", { $0.line.hasSuppression ? "yes" : "no" }),
    ("noise behind the voice", { $0.line.noise.isEmpty ? "none" : $0.line.noise }),
    ("language", { $0.line.language.isEmpty ? "unknown" : $0.line.language }),
    ("ringing before the answer", { $0.answeredAt > 0 ? "yes" : "no" }),
  ]

  /// "under 8", "8 to 15", "40 and more".
  private static func band(_ value: Double?, _ edges: [Double]) -> String {
    guard let value else { return "unknown" }
    let words = edges.map { String(Int($0)) }
    guard let place = edges.firstIndex(where: { value < $0 }) else {
      return "\(words[words.count - 1]) and more"
    }
    return place == 0 ? "under \(words[0])" : "\(words[place - 1]) to \(words[place])"
  }

  static func all(_ trials: [CrossValidation.Trial]) -> [TrainAxis] {
    let wanted = trials.filter { [.liveVoice, .answeringMachine].contains($0.call.outcome) }
    return axes.flatMap { axis in
      var found: [String: TrainAxis] = [:]
      for trial in wanted {
        let value = axis.value(trial.call)
        let isRight = trial.verdict?.outcome == trial.call.outcome
        var entry = found[value] ?? TrainAxis(axis: axis.name, value: value)
        if trial.call.outcome == .liveVoice {
          entry.live.add(isRight)
        } else {
          entry.machine.add(isRight)
        }
        found[value] = entry
      }
      return found.values.sorted { $0.value < $1.value }
    }
  }

  static func table(_ axes: [TrainAxis]) -> TextTable {
    var table = TextTable([("", .left), ("", .left), ("live", .left), ("machine", .left)])
    table.rows = axes.map { [$0.axis, $0.value, $0.live.summary, $0.machine.summary] }
    return table
  }
}
