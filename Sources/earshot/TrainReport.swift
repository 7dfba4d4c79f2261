// SPDX-License-Identifier: GPL-3.0-or-later
import Detection
import Foundation
import Training

/// The figures of a cross-validation at one profile, as a table.
struct TrainReport {
  private let profile: DecisionProfile
  private let validation: CrossValidation

  init(_ profile: DecisionProfile, _ validation: CrossValidation) {
    self.profile = profile
    self.validation = validation
  }

  var text: String {
    var lines = ["\(profile.rawValue)"]
    for origin in TrainingCall.Origin.allCases {
      let trials = validation.trials.filter { $0.call.origin == origin }
      func share(
        _ truth: Outcome, _ heard: Outcome, _ ok: (CrossValidation.Trial) -> Bool = { _ in true }
      ) -> String {
        let rows = trials.filter { $0.call.outcome == truth && ok($0) }
        let p = Proportion(rows.filter { $0.outcome == heard }.count, of: rows.count)
        return String(format: "%.2f", 100 * (p.share ?? 0))
      }
      func q(_ v: [Double], _ p: Double) -> String {
        let v = v.sorted(); guard !v.isEmpty else { return "-" }
        return String(format: "%.2f", v[min(v.count - 1, Int(Double(v.count) * p))])
      }
      let live = trials.filter { $0.call.outcome == .liveVoice && $0.outcome == .liveVoice }
      let mach = trials.filter {
        $0.call.outcome == .answeringMachine && $0.outcome == .answeringMachine
      }
      let cal = validation.calibration[origin]
      lines.append(
        "\(origin.rawValue) live \(share(.liveVoice, .liveVoice)) mach \(share(.answeringMachine, .answeringMachine)) FM \(share(.liveVoice, .answeringMachine)) hard \(share(.liveVoice, .answeringMachine) { $0.call.family != "business" }) bus \(share(.liveVoice, .liveVoice) { $0.call.family == "business" }) FL \(share(.answeringMachine, .liveVoice)) | ans \(q(live.map(\.sinceAnswer), 0.5))/\(q(live.map(\.sinceAnswer), 0.95)) end \(q(live.compactMap(\.sinceEnd), 0.5))/\(q(live.compactMap(\.sinceEnd), 0.95)) | mon \(q(mach.compactMap(\.sinceStart), 0.5))/\(q(mach.compactMap(\.sinceStart), 0.95)) | scr->L \(share(.callScreener, .liveVoice)) sil \(share(.silence, .silence)) | ECE \(cal?.expectedError ?? 0) LL \(cal?.logLoss ?? 0) n \(trials.count)"
      )
    }
    return lines.joined(separator: "\n")
  }
}
