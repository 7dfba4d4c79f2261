// SPDX-License-Identifier: GPL-3.0-or-later

/// Makes up for audio that was lost, out of the audio before it (after the idea of ITU-T G.711, Appendix I).
///
/// The last period of what was heard is repeated, and fades where the loss is long. A period is looked for up to 25 ms and
/// not only up to 15 ms, as for voices: the sum of two exchange tones, 440 and 480 Hz, repeats after 25 ms, and a tone that is
/// not broken keeps its cadence.
public struct Concealer: Sendable {
  /// Samples kept: two of the longest periods.
  static let memory = 480
  static let shortest = 40
  static let longest = 200
  /// Repeated at full level for 20 ms, then fading to nothing within 60 ms more.
  static let whole = 160
  static let fading = 480
  /// Samples over which made-up and true audio are blended: 5 ms.
  static let blend = 40

  private var history = [Int16](repeating: 0, count: memory)
  private var period = 160
  /// Samples made up since the last true one.
  private var made = 0

  public init() {}

  /// Hears true audio; where audio was made up just before, its beginning is blended.
  public mutating func hear(_ frame: inout MutableSpan<Int16>) {
    if made > 0 {
      let count = min(Concealer.blend, frame.count)
      for index in 0..<count {
        let share = Float(index) / Float(count)
        let old = Float(sample(index)) * gain(made + index)
        frame[index] = Int16(old * (1 - share) + Float(frame[index]) * share)
      }
      made = 0
    }
    keep(frame.span)
  }

  /// Makes up `frame`.
  public mutating func conceal(_ frame: inout MutableSpan<Int16>) {
    if made == 0 { period = findPeriod() }
    for index in frame.indices {
      frame[index] = Int16(Float(sample(index)) * gain(made + index))
    }
    made += frame.count
    // What repeats must not fade twice: the true audio stays, turned on by as much as was made up.
    turn(frame.count)
  }

  /// The sample `index` places on, when the last period repeats.
  private func sample(_ index: Int) -> Int16 {
    history[Concealer.memory - period + index % period]
  }

  private func gain(_ index: Int) -> Float {
    max(0, min(1, 1 - Float(index - Concealer.whole) / Float(Concealer.fading)))
  }

  private mutating func turn(_ count: Int) {
    let shift = count % period
    guard shift > 0 else { return }
    let start = Concealer.memory - period
    for index in 0..<period { scratch[index] = history[start + (index + shift) % period] }
    for index in 0..<period { history[start + index] = scratch[index] }
  }

  private var scratch = [Int16](repeating: 0, count: longest)

  private mutating func keep(_ frame: Span<Int16>) {
    let count = min(frame.count, Concealer.memory)
    for index in 0..<Concealer.memory - count { history[index] = history[index + count] }
    for index in 0..<count {
      history[Concealer.memory - count + index] = frame[frame.count - count + index]
    }
  }

  /// The lag at which the last 20 ms are most like what was before them.
  private func findPeriod() -> Int {
    var best = (lag: 160, likeness: Float(0))
    let start = Concealer.memory - 160
    for lag in Concealer.shortest...Concealer.longest {
      var (cross, energy) = (Float(1), Float(1))
      // Every other sample will do to find the lag.
      for index in stride(from: start, to: Concealer.memory, by: 2) {
        let old = Float(history[index - lag])
        cross += Float(history[index]) * old
        energy += old * old
      }
      let likeness = cross > 0 ? cross * cross / energy : 0
      // A multiple of the period is as good as the period; the first one counts.
      if likeness > best.likeness * 1.001 { best = (lag, likeness) }
    }
    return best.lag
  }
}
