// SPDX-License-Identifier: GPL-3.0-or-later
package import Audio
import Detection
import Synchronization

/// What a person hears for whom no agent has come two seconds after his greeting: from then on, until an agent is joined or
/// a message takes its place.
///
/// The two seconds are those of the law (16 CFR 310.4(b)(4)(ii), 47 CFR 64.1200(a)(7)), after which a message is due where
/// nobody is on his way: that is the campaign's, and ends the call. The comfort is for who waits on: his agent's telephone
/// is ringing.
public enum ComfortSound: Sendable, Hashable {
  /// The ringback tone of his country, at -20 dBm0.
  case tone
  /// 8 kHz linear; again from its start where it ends.
  case recording([Int16])

  /// Seconds from the greeting's end.
  public static let wait = 2.0
  /// Seconds for which it lasts beyond the profile's agent wait: an agent's telephone that rings is waited for.
  static let rest = 30.0

  /// Once through; empty where there is nothing to be heard.
  func cycle(country: String?) -> [Int16] {
    switch self {
    case .recording(let samples): samples
    case .tone: ComfortSound.ringback(of: country ?? "us")
    }
  }

  private static func ringback(of country: String) -> [Int16] {
    made.withLock { made in
      if let samples = made[country] { return samples }
      guard let tone = TonePlan.of(country)?.ringback ?? TonePlan.of("us")?.ringback else {
        return []
      }
      let quiet = tone.at(Level(dBm0: -20))
      var synthesizer = ToneSynthesizer(quiet)
      let samples = synthesizer.render(Int(SampleTime(seconds: quiet.cycle).samples))
      made[country] = samples
      return samples
    }
  }

  /// Shared by all calls of a country.
  private static let made = Mutex<[String: [Int16]]>([:])
}

extension CallOutcome {
  /// Where the person's greeting ended, if it had when the decision fell: the end of the last speech heard before.
  package var greetingEndedAt: SampleTime? {
    let speech = events.last { $0.kind == .speech && $0.at <= decidedAt }
    guard let end = speech?.end, end <= decidedAt else { return nil }
    return end
  }
}
