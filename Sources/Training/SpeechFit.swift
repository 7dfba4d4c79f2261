// SPDX-License-Identifier: GPL-3.0-or-later
import Detection
import Foundation

/// Fits the speech model: logistic regression with a small penalty on squared weights, by Newton's method.
struct SpeechFit: Sendable {
  /// Inputs of ``VoiceActivity`` and the knots at which their weights may change.
  static let knots: [(input: Int, knots: [Float])] = [
    (0, [3, 6, 10, 15]), (1, [5, 10, 15]), (4, [3, 8, 15]), (6, [0.3, 0.5, 0.7]),
    (7, [0.3, 0.5, 0.7]), (8, [0.4, 0.6, 0.8]), (9, [3, 6, 10, 15]), (10, [-20, -12, -6]),
    (11, [6, 12, 20]), (5, [-12, -8, -4]),
  ]
  static let hinges = knots.flatMap { entry in entry.knots.map { (entry.input, $0) } }
  /// Of a weight in standard deviations of what it weighs.
  static let penalty = 3.3
  static let steps = 12

  /// A frame: what the model weighs, and whether somebody spoke.
  struct Frame: Sendable {
    var inputs: VoiceActivity.Inputs
    var isSpeech: Bool
    /// The second of its two blocks of 20 ms.
    var block: Int32 = 0
  }

  private static let width = 1 + 14 + hinges.count

  private static func expand(_ frame: Frame, into row: inout [Double]) {
    row[0] = 1
    for index in 0..<14 { row[1 + index] = Double(frame.inputs[index]) }
    for (index, hinge) in hinges.enumerated() {
      row[15 + index] = Double(max(0, frame.inputs[hinge.0] - hinge.1))
    }
  }

  /// Puts what it learns of the frames of `batches`, taken in their order, into `model`.
  static func fit(_ batches: [[Frame]], into model: inout GreetingModel) {
    let width = SpeechFit.width
    var row = [Double](repeating: 0, count: width)
    var count = 0.0
    var sum = [Double](repeating: 0, count: width)
    var squares = sum
    for frame in batches.joined() {
      expand(frame, into: &row)
      count += 1
      for index in 0..<width {
        sum[index] += row[index]
        squares[index] += row[index] * row[index]
      }
    }
    guard count > 0 else { return }
    var variance = (0..<width).map { max(1e-6, squares[$0] / count - pow(sum[$0] / count, 2)) }
    variance[0] = 0
    var weights = [Double](repeating: 0, count: width)
    for _ in 0..<steps {
      var gradient = weights.indices.map { -penalty * variance[$0] * weights[$0] }
      var curvature = [Double](repeating: 0, count: width * width)
      for frame in batches.joined() {
        expand(frame, into: &row)
        var odds = 0.0
        for index in 0..<width { odds += weights[index] * row[index] }
        let probability = 1 / (1 + exp(-odds))
        let error = (frame.isSpeech ? 1 : 0) - probability
        let weight = probability * (1 - probability)
        for first in 0..<width {
          gradient[first] += error * row[first]
          let scaled = weight * row[first]
          guard scaled != 0 else { continue }
          for second in 0...first { curvature[first * width + second] += scaled * row[second] }
        }
      }
      for index in 0..<width {
        curvature[index * width + index] += penalty * variance[index] + 1e-6
      }
      let step = SpeechFit.solve(&curvature, gradient)
      for index in 0..<width { weights[index] += step[index] }
      guard step.contains(where: { abs($0) > 1e-5 }) else { break }
    }
    model.voiceBias = Float(weights[0])
    for index in 0..<14 { model.voiceWeights[index] = Float(weights[1 + index]) }
    model.hinges = hinges.enumerated().map {
      GreetingModel.Hinge(input: $1.0, knot: $1.1, weight: Float(weights[15 + $0]))
    }
  }

  /// Solves a symmetric, positive definite system, of which the lower triangle is given, by Cholesky's method.
  private static func solve(_ matrix: inout [Double], _ right: [Double]) -> [Double] {
    let count = right.count
    var solution = right
    for row in 0..<count {
      for column in 0...row {
        var value = matrix[row * count + column]
        for index in 0..<column {
          value -= matrix[row * count + index] * matrix[column * count + index]
        }
        matrix[row * count + column] =
          row == column ? max(value, 1e-12).squareRoot() : value / matrix[column * count + column]
      }
    }
    for row in 0..<count {
      for index in 0..<row { solution[row] -= matrix[row * count + index] * solution[index] }
      solution[row] /= matrix[row * count + row]
    }
    for row in (0..<count).reversed() {
      for index in row + 1..<count {
        solution[row] -= matrix[index * count + row] * solution[index]
      }
      solution[row] /= matrix[row * count + row]
    }
    return solution
  }
}
