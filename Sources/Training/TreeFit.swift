// SPDX-License-Identifier: GPL-3.0-or-later
package import Detection
import Foundation

/// Grows the trees: gradient boosting of the logistic loss with trees that ask one question of all branches of a level.
package struct TreeFit: Sendable {
  package var trees = 300
  package var rate = 0.1
  /// Added to the sum of second derivatives of a leaf.
  package var regularisation = 20.0
  /// Second derivatives that either side of a question must have.
  package var leastHessian = 5.0
  /// Shares of the features that a tree may ask for; half the calls make it.
  package var featureShare = 0.5
  package var seed: UInt64 = 1

  package init() {}

  static let bins = 32

  /// What was measured in one call, step by step.
  package struct Rows: Sendable {
    package var features: [GreetingModel.Features]
    package var isMachine: Bool
    package var weight: Double

    package init(features: [GreetingModel.Features], isMachine: Bool, weight: Double) {
      self.features = features
      self.isMachine = isMachine
      self.weight = weight
    }
  }

  /// Puts what it learns of `calls` into `model`. Calls of persons and of machines weigh alike, all together.
  package func fit(_ calls: [Rows], into model: inout GreetingModel) {
    let balanced = TreeFit.balanced(calls)
    var growth = Growth(balanced)
    guard growth.count > 0 else { return }
    model.base = Float(growth.base)
    model.trees = []
    for index in 0..<trees {
      var random = Randomness(seed: seed, index: index)
      let isUsed = balanced.map { _ in random.happens(0.5) }
      var features = Array(GreetingModel.features.indices)
      random.shuffle(&features)
      features = features.prefix(max(1, Int(featureShare * Double(features.count)))).sorted()
      model.trees.append(growth.grow(self, isUsed: isUsed, features: features))
    }
  }

  private static func balanced(_ calls: [Rows]) -> [Rows] {
    var weights = (person: 0.0, machine: 0.0)
    for call in calls where !call.features.isEmpty {
      if call.isMachine { weights.machine += call.weight } else { weights.person += call.weight }
    }
    guard weights.machine > 0 else { return calls }
    let factor = weights.person / weights.machine
    return calls.map {
      var call = $0
      if call.isMachine { call.weight *= factor }
      return call
    }
  }
}

/// The rows of all calls, in bins, with what the trees so far say of them.
private struct Growth {
  private(set) var count = 0
  private(set) var base = 0.0
  /// By feature: the cuts between its bins, and the bin of each row.
  private var cuts: [[Float]] = []
  private var bins: [[UInt8]] = []
  private var call: [Int32] = []
  private var isMachine: [Double] = []
  private var weight: [Double] = []
  private var odds: [Double] = []

  init(_ calls: [TreeFit.Rows]) {
    for (number, rows) in calls.enumerated() {
      for _ in rows.features {
        call.append(Int32(number))
        isMachine.append(rows.isMachine ? 1 : 0)
        weight.append(rows.weight)
      }
    }
    count = call.count
    guard count > 0 else { return }
    for feature in GreetingModel.features.indices {
      var values: [Float] = []
      values.reserveCapacity(count)
      for rows in calls { for row in rows.features { values.append(row[feature]) } }
      let cut = Growth.quantiles(values)
      cuts.append(cut)
      bins.append(values.map { value in UInt8(Growth.bin(value, cut)) })
    }
    let machines = zip(weight, isMachine).reduce(0.0) { $0 + $1.0 * $1.1 }
    let persons = zip(weight, isMachine).reduce(0.0) { $0 + $1.0 * (1 - $1.1) }
    base = log(max(machines, 1e-9) / max(persons, 1e-9))
    odds = [Double](repeating: base, count: count)
  }

  /// The distinct quantiles but the largest value.
  private static func quantiles(_ values: [Float]) -> [Float] {
    let sorted = values.sorted()
    guard let last = sorted.last else { return [] }
    var cuts: [Float] = []
    for index in 1..<TreeFit.bins {
      let place = Double(index) / Double(TreeFit.bins) * Double(sorted.count - 1)
      let low = sorted[Int(place)]
      let high = sorted[min(sorted.count - 1, Int(place) + 1)]
      let value = low + (high - low) * Float(place - place.rounded(.down))
      if value < last, cuts.last.map({ $0 < value }) ?? true { cuts.append(value) }
    }
    return cuts
  }

  /// How many cuts a value exceeds.
  private static func bin(_ value: Float, _ cuts: [Float]) -> Int {
    var low = 0
    var high = cuts.count
    while low < high {
      let middle = (low + high) / 2
      if cuts[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  mutating func grow(_ fit: TreeFit, isUsed: [Bool], features: [Int]) -> GreetingModel.Tree {
    var rows: [Int] = []
    var slope: [SIMD2<Double>] = []
    for row in 0..<count where isUsed[Int(call[row])] {
      let probability = 1 / (1 + exp(-odds[row]))
      rows.append(row)
      slope.append(
        weight[row] * SIMD2(probability - isMachine[row], probability * (1 - probability)))
    }
    var leaf = [UInt8](repeating: 0, count: rows.count)
    var tree = GreetingModel.Tree()
    var questions: [(feature: Int, bin: Int)?] = []
    for level in 0..<GreetingModel.Tree.depth {
      let best = question(fit, rows, slope, leaf, features, leaves: 1 << level)
      questions.append(best)
      if let best {
        tree.features[level] = UInt8(best.feature)
        tree.cuts[level] = cuts[best.feature][best.bin]
      }
      for index in rows.indices {
        let isOver = best.map { Int(bins[$0.feature][rows[index]]) > $0.bin } ?? false
        leaf[index] = leaf[index] << 1 | (isOver ? 1 : 0)
      }
    }
    var sums = [SIMD2<Double>](repeating: .zero, count: GreetingModel.Tree.count)
    for index in rows.indices { sums[Int(leaf[index])] += slope[index] }
    for (index, sum) in sums.enumerated() {
      let value = -fit.rate * sum.x / (sum.y + fit.regularisation)
      tree.leaves[index] = Int16(max(-32_768, min(32_767, (value * 10_000).rounded())))
    }
    for row in 0..<count {
      var place = 0
      for question in questions {
        let isOver = question.map { Int(bins[$0.feature][row]) > $0.bin } ?? false
        place = place << 1 | (isOver ? 1 : 0)
      }
      odds[row] += Double(tree.leaves[place]) / 10_000
    }
    return tree
  }

  /// The question that lowers the loss most, of all leaves together; nil where none does.
  private func question(
    _ fit: TreeFit, _ rows: [Int], _ slope: [SIMD2<Double>], _ leaf: [UInt8], _ features: [Int],
    leaves: Int
  ) -> (feature: Int, bin: Int)? {
    var best: (feature: Int, bin: Int)?
    var most = 0.0
    var sums = [SIMD2<Double>](repeating: .zero, count: leaves * TreeFit.bins)
    func score(_ sum: SIMD2<Double>) -> Double { sum.x * sum.x / (sum.y + fit.regularisation) }
    for feature in features {
      for index in sums.indices { sums[index] = .zero }
      let column = bins[feature]
      for index in rows.indices {
        sums[Int(leaf[index]) * TreeFit.bins + Int(column[rows[index]])] += slope[index]
      }
      var total = [SIMD2<Double>](repeating: .zero, count: leaves)
      for place in 0..<leaves {
        for bin in 0..<TreeFit.bins { total[place] += sums[place * TreeFit.bins + bin] }
      }
      let before = total.reduce(0) { $0 + score($1) }
      var below = [SIMD2<Double>](repeating: .zero, count: leaves)
      for cut in cuts[feature].indices {
        var gain = -before
        for place in 0..<leaves {
          below[place] += sums[place * TreeFit.bins + cut]
          let above = total[place] - below[place]
          let isSplit = min(below[place].y, above.y) >= fit.leastHessian
          gain += isSplit ? score(below[place]) + score(above) : score(total[place])
        }
        if gain > most {
          most = gain
          best = (feature, cut)
        }
      }
    }
    return best
  }
}
