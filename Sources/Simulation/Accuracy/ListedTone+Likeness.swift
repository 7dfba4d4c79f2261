// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

extension ListedTone {
  /// What a receiver cannot tell from it: frequencies within ±1.5 %, durations within ±10 % and levels beside the tone's own
  /// within 3 dB of each other, step by step, a period that says the same twice taken once.
  func isLike(_ other: ListedTone) -> Bool {
    let (mine, theirs) = (period, other.period)
    guard mine.count == theirs.count else { return false }
    return zip(mine, theirs).allSatisfy { $0.isLike($1) }
  }

  /// The steps of one period, the shortest that repeats.
  private var period: [Step] {
    for length in 1..<max(1, steps.count) where steps.count % length == 0 {
      if steps.indices.allSatisfy({ steps[$0] == steps[$0 % length] }) {
        return Array(steps.prefix(length))
      }
    }
    return steps
  }

  /// Seconds of sound and silence of one period; 0 where it sounds without end.
  var cycle: Double {
    steps.contains { $0.seconds == 0 } ? 0 : period.reduce(0) { $0 + $1.seconds }
  }

  /// Seconds from the start to the end of the first burst group, and of the pause behind it: a period's longest.
  var burstGroup: (end: Double, pause: Double)? {
    let pauses = period.indices.filter { period[$0].frequencies.isEmpty }
    guard let longest = pauses.max(by: { period[$0].seconds < period[$1].seconds }) else {
      return nil
    }
    return (period[..<longest].reduce(0) { $0 + $1.seconds }, period[longest].seconds)
  }
}

extension ListedTone.Step {
  func isLike(_ other: ListedTone.Step) -> Bool {
    guard frequencies.count == other.frequencies.count, (seconds == 0) == (other.seconds == 0)
    else { return false }
    // Of the greater of the two.
    func within(_ tolerance: Double, _ a: Double, _ b: Double) -> Bool {
      abs(a - b) <= tolerance * max(a, b) + 1e-9
    }
    return within(0.1, seconds, other.seconds) && abs(relativeLevel - other.relativeLevel) <= 3
      && zip(frequencies.sorted(), other.frequencies.sorted()).allSatisfy { within(0.015, $0, $1) }
  }
}
