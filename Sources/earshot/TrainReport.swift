// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Evaluation
import Training

/// The figures of a cross-validation: at each profile those of the recorded calls, of the composed ones and of both.
struct TrainReport: Encodable {
  struct Part: Encodable {
    var profile: DecisionProfile
    /// recorded, composed or all.
    var calls: String
    var score: Score
    var axes: [TrainAxis]
  }

  private(set) var parts: [Part] = []
  /// Whether the probability of a machine, at every step of every call, is how often it was one.
  private(set) var posterior: [String: Calibration] = [:]

  private static let origins = TrainingCall.Origin.allCases.map { (name: $0.rawValue, $0) }

  init(_ result: Trainer.Result) {
    for (name, origin) in TrainReport.origins {
      var pairs: [(Double, Bool)] = []
      for (call, steps) in zip(result.calls, result.steps) where call.origin == origin {
        guard let isMachine = call.isMachine else { continue }
        pairs += steps.map { ($0.machine, isMachine) }
      }
      posterior[name] = Calibration(pairs)
    }
  }

  mutating func add(_ validation: CrossValidation, _ profile: DecisionProfile) {
    func add(_ name: String, _ trials: [CrossValidation.Trial]) {
      parts.append(
        Part(
          profile: profile, calls: name, score: Score(trials.map(Score.Row.init)),
          axes: TrainAxis.all(trials)))
    }
    for (name, origin) in TrainReport.origins {
      add(name, validation.trials.filter { $0.call.origin == origin })
    }
    add("all", validation.trials)
  }

  enum CodingKeys: String, CodingKey {
    case parts
    case posterior = "posterior_calibration"
  }
}

extension Score.Row {
  /// A trial as a row of a table of labelled calls.
  init(_ trial: CrossValidation.Trial) {
    let call = trial.call
    let undecided = Verdict(
      outcome: .unknown, decidedAt: SampleTime(seconds: trial.duration),
      answeredAt: SampleTime(seconds: call.answeredAt), confidence: 0, reason: "undecided")
    self.init(
      call: LabelledCall(
        file: call.name, outcome: call.outcome, family: call.family, answeredAt: call.answeredAt,
        greetingStart: call.greetingStart, greetingEnd: call.greetingEnd,
        beepStart: call.beepStart, beepEnd: call.beepEnd),
      result: Classification(file: call.name, verdict: trial.verdict ?? undecided),
      duration: trial.duration)
  }
}
