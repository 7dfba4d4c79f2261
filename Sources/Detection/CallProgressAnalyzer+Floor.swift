// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

extension CallProgressAnalyzer {
  /// Does the analyzer's transforms of `samples` and nothing else: the floor under its cost. The sum of the bands'
  /// powers is returned so that the work is not optimised away.
  public static func transformsAlone(of samples: Span<Int16>) -> Float {
    var input = [Float](repeating: 0, count: FourierPlan.size)
    var work = [Float](repeating: 0, count: 2 * FourierPlan.bins)
    var power = [Float](repeating: 0, count: FourierPlan.bins)
    var sum: Float = 0
    var start = 0
    while start + FourierPlan.size <= samples.count {
      for index in 0..<FourierPlan.size { input[index] = Float(samples[start + index]) }
      FourierPlan.shared.power(of: &input, work: &work, scale: 1, into: &power)
      sum += power[1]
      start += Spectrum.hop
    }
    return sum
  }
}
