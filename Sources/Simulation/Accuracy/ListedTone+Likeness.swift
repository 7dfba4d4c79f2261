// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

extension ListedTone {
  /// What a receiver cannot tell from it in the time that it has: two periods of the shorter, or 2.5 s of a tone without
  /// end. Each of the two may be off by ±1.5 % in frequency and ±10 % in its durations.
  func isLike(_ other: ListedTone) -> Bool {
    let cycles = [cycle, other.cycle].map { $0 > 0 ? 2 * $0 : ListedTone.unending }
    let window = min(cycles[0], cycles[1])
    let (mine, theirs) = (opening(of: window), other.opening(of: window))
    guard mine.count == theirs.count else { return false }
    return zip(mine, theirs).enumerated().allSatisfy { index, pair in
      // Where the window ends, both go on.
      index == mine.count - 1 ? pair.0.soundsLike(pair.1) : pair.0.isLike(pair.1)
    }
  }

  /// Seconds after which a tone without a pause is a dial tone.
  private static let unending = 2.5

  /// The steps that are heard in the first `seconds`.
  private func opening(of seconds: Double) -> [Step] {
    guard cycle > 0 else { return Array(steps.prefix(1)) }
    var heard: [Step] = []
    var time = 0.0
    while time < 0.9 * seconds {
      let step = period[heard.count % period.count]
      heard.append(step)
      time += step.seconds
    }
    return heard
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
    let ratio = max(seconds, other.seconds) / max(1e-9, min(seconds, other.seconds))
    return (seconds == 0) == (other.seconds == 0) && (seconds == 0 || ratio <= 1.1 / 0.9 + 1e-9)
      && soundsLike(other)
  }

  /// The same but for its length.
  func soundsLike(_ other: ListedTone.Step) -> Bool {
    guard frequencies.count == other.frequencies.count,
      abs(relativeLevel - other.relativeLevel) < 5
    else { return false }
    return zip(frequencies.sorted(), other.frequencies.sorted()).allSatisfy {
      max($0, $1) / min($0, $1) <= 1.015 / 0.985 + 1e-9
    }
  }
}
