// SPDX-License-Identifier: GPL-3.0-or-later
import Detection

/// The figures as a JSON object. Outcomes and families are keys, times in seconds, shares 0...1.
extension Score: Encodable {
  private enum CodingKeys: String, CodingKey {
    case recordings, right, hours, confusion, recall, precision, families
    case liveCalledMachine = "live_called_machine"
    case machineCalledLive = "machine_called_live"
    case screenerCalledLive = "screener_called_live"
    case latencies = "decided_after"
    case beeps
    case falseHits = "false_hits"
    case calibration
    case greetingCalibration = "calibration_live_and_machine"
    case misses = "not_as_labelled"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(rows.count, forKey: .recordings)
    try values.encode(right, forKey: .right)
    try values.encode((duration / 3600).inTenThousandths, forKey: .hours)
    try values.encode(confusion.mapValues(\.byName).byName, forKey: .confusion)
    try values.encode(recall.byName, forKey: .recall)
    try values.encode(precision.byName, forKey: .precision)
    try values.encode(families.byName, forKey: .families)
    try values.encode(
      share(of: .liveVoice, heardAs: .answeringMachine), forKey: .liveCalledMachine)
    try values.encode(
      share(of: .answeringMachine, heardAs: .liveVoice), forKey: .machineCalledLive)
    try values.encode(share(of: .callScreener, heardAs: .liveVoice), forKey: .screenerCalledLive)
    try values.encode(
      latencies.mapValues { clocks in
        Dictionary(uniqueKeysWithValues: clocks.map { ($0.key.rawValue, $0.value) })
      }.byName, forKey: .latencies)
    try values.encode(beeps, forKey: .beeps)
    try values.encode(falseHits, forKey: .falseHits)
    try values.encode(calibration, forKey: .calibration)
    try values.encode(greetingCalibration, forKey: .greetingCalibration)
    try values.encode(rows.filter { !$0.isRight }.map(Miss.init), forKey: .misses)
  }

  private struct Miss: Encodable {
    var file: String
    var label: Outcome
    var heard: Outcome
    var reason: String

    init(_ row: Row) {
      file = row.call.file
      label = row.call.outcome
      heard = row.result.verdict.outcome
      reason = row.result.verdict.reason
    }
  }
}

extension Dictionary where Key == Outcome {
  /// With names for keys, so that they are keys of a JSON object.
  var byName: [String: Value] {
    Dictionary<String, Value>(uniqueKeysWithValues: map { ($0.key.rawValue, $0.value) })
  }
}
