// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

/// How well record tones were heard: the moment at which one ends is the moment at which a message may start.
public struct BeepTiming: Sendable {
  /// Seconds of error at the end within which a beep was found; and those within which it was found well.
  public static let tolerance = 0.05
  public static let closeTolerance = 0.02
  /// Farther off than this, s, an event is no measurement of the beep.
  static let sameBeep = 1.0
  /// How far from a beep, s, an event may lie without being a false one.
  static let nearby = 0.3

  public private(set) var found = Proportion()
  public private(set) var foundClosely = Proportion()
  /// Ends as heard against ends as labelled, s; late is above 0.
  public private(set) var errors: [Double] = []
  public private(set) var falseOnes = 0
  public private(set) var seconds = 0.0

  public init() {}

  mutating func add(_ row: Score.Row) {
    let heard = row.result.events.filter { $0.kind == .beep }
    seconds += row.duration
    falseOnes += heard.count { !BeepTiming.isNear($0, row.call) }
    guard let end = row.call.beepEnd else { return }
    let error = heard.map { ($0.end ?? $0.at).seconds - end }.min { abs($0) < abs($1) }
    found.add(error.map { abs($0) <= BeepTiming.tolerance } ?? false)
    foundClosely.add(error.map { abs($0) <= BeepTiming.closeTolerance } ?? false)
    if let error, abs(error) <= BeepTiming.sameBeep { errors.append(error) }
  }

  /// Whether an event is at or beside the call's beep.
  static func isNear(_ event: CallEvent, _ call: LabelledCall) -> Bool {
    guard let start = call.beepStart, let end = call.beepEnd else { return false }
    return (event.end ?? event.at).seconds >= start - nearby && event.at.seconds <= end + nearby
  }

  /// Sizes of the errors.
  public var sizes: Percentiles { Percentiles(errors.map(abs)) }
  public var bias: Double? { Percentiles(errors).mean }
  public var falsePerHour: Double? { seconds > 0 ? Double(falseOnes) * 3600 / seconds : nil }
}

extension BeepTiming: Encodable {
  private enum CodingKeys: String, CodingKey {
    case found = "end_within_50ms"
    case foundClosely = "end_within_20ms"
    case sizes = "end_error"
    case bias = "bias_s"
    case falseOnes = "false"
    case hours
    case falsePerHour = "false_per_hour"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(found, forKey: .found)
    try values.encode(foundClosely, forKey: .foundClosely)
    try values.encode(sizes, forKey: .sizes)
    try values.encodeIfPresent(bias?.inTenThousandths, forKey: .bias)
    try values.encode(falseOnes, forKey: .falseOnes)
    try values.encode((seconds / 3600).inTenThousandths, forKey: .hours)
    try values.encodeIfPresent(falsePerHour?.inTenThousandths, forKey: .falsePerHour)
  }
}
