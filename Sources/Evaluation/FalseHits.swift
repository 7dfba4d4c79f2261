// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
public import Detection

/// Signals that were heard where there were none, by kind, and the hours in which none of the kind could be heard.
///
/// Ringing and other tones may be heard before an answer and on calls that are never answered; data on fax, modem and
/// text-telephone calls; SITs where they are labelled; beeps where they are. Digits may be heard nowhere.
public struct FalseHits: Sendable {
  public struct Tally: Sendable, Hashable {
    public var hits = 0
    public var seconds = 0.0

    /// Nil of no time at all.
    public var perHour: Double? { seconds > 0 ? Double(hits) * 3600 / seconds : nil }
  }

  public private(set) var tallies: [CallEvent.Kind: Tally] = [:]

  public init() {}

  mutating func add(_ row: Score.Row) {
    for kind in FalseHits.signals {
      let seconds = FalseHits.seconds(without: kind, row)
      guard seconds > 0 else { continue }
      tallies[kind, default: Tally()].seconds += seconds
      tallies[kind, default: Tally()].hits += row.result.events.count {
        $0.kind == kind && FalseHits.isSignal($0) && !FalseHits.mayBeHeard($0, row.call)
      }
    }
  }

  /// What talk, prompts and music must not be taken for.
  static let signals: [CallEvent.Kind] = [.tone, .sit, .fax, .modem, .tty, .dtmf, .mf, .r2, .beep]

  /// Whether an event says that a signal was heard; a tone that no table knows is none.
  static func isSignal(_ event: CallEvent) -> Bool {
    signals.contains(event.kind)
      && !(event.kind == .tone && ["unknown", "music", nil].contains(event.name))
  }

  /// Seconds of a call in which nothing of a kind is to be heard.
  private static func seconds(without kind: CallEvent.Kind, _ row: Score.Row) -> Double {
    let (call, all) = (row.call, row.duration)
    switch kind {
    case .tone: return call.answeredAt.map { max(0, all - $0) } ?? 0
    case .sit: return call.outcome.isSIT ? 0 : all
    case .fax, .modem, .tty: return [.fax, .modem, .tty].contains(call.outcome) ? 0 : all
    default: return all
    }
  }

  private static func mayBeHeard(_ event: CallEvent, _ call: LabelledCall) -> Bool {
    switch event.kind {
    case .tone: call.answeredAt.map { event.at.seconds < $0 } ?? true
    case .beep: BeepTiming.isNear(event, call)
    default: false
    }
  }
}

/// By kind: `{"dtmf":{"hits":0,"hours":3.2,"per_hour":0}}`.
extension FalseHits: Encodable {
  public func encode(to encoder: any Encoder) throws {
    try Dictionary(uniqueKeysWithValues: tallies.map { ($0.key.rawValue, $0.value) })
      .encode(to: encoder)
  }
}

extension FalseHits.Tally: Encodable {
  private enum CodingKeys: String, CodingKey {
    case hits, hours
    case perHour = "per_hour"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(hits, forKey: .hits)
    try values.encode((seconds / 3600).inTenThousandths, forKey: .hours)
    try values.encodeIfPresent(perHour?.inTenThousandths, forKey: .perHour)
  }
}
