// SPDX-License-Identifier: GPL-3.0-or-later
package import Detection
import Evaluation
import Foundation

/// Learns the parameters of the decision between a person and a machine from a ``CallSet``.
///
///     clips, music ─► CallComposer ─► calls ─┬► frames ─► FrameFit ─► models of speech and of music
///     recorded calls ────────────────────────┴► features at every step ─► TreeFit ─► trees ─► ChainCount ─► chain
///
/// Everything is done once for each fold, without its speakers and sources, and once with all. Features are measured with
/// a speech model, and odds given by trees, that had not heard the call's voice. The same set and settings give the same
/// model to the byte, whatever the number of threads.
package struct Trainer: Sendable {
  /// Calls to compose.
  package var composed = 60_000
  /// How much a recorded call weighs in the trees; a composed one weighs 1.
  package var recordedWeight = 3.0
  package var seed: UInt64 = 1
  package var trees = TreeFit()
  package var threads: Int
  /// Is told what is being done.
  package var progress: @Sendable (String) -> Void = { _ in }

  /// Every so many frames and steps are learnt from.
  static let frameStride = 8
  static let stepStride = 5
  /// For so many composed calls there is one on hold.
  static let perHold = 100
  /// Seconds behind the first word after which a call teaches the trees nothing any more.
  static let longest: Float = 9

  package init(threads: Int) { self.threads = threads }

  /// What was learnt.
  package struct Result: Sendable {
    /// Of all calls.
    package var model: GreetingModel
    /// Without each fold's speakers and sources.
    package var withoutFold: [GreetingModel]
    package var calls: [TrainingCall]
    /// What was measured in each call at every step, by the model without its fold, and the odds that this gives.
    package var steps: [[Step]]
  }

  package struct Step: Sendable {
    package var features: GreetingModel.Features
    /// Log-odds of a machine.
    package var odds: Float = 0

    /// Its probability.
    package var machine: Double { 1 / (1 + exp(-Double(odds))) }
  }

  package func train(on set: CallSet) -> Result {
    progress("composing \(composed) calls")
    return learn(from: set.calls + compose(from: set), folds: set.folds)
  }

  package func compose(from set: CallSet) -> [TrainingCall] {
    let composer = CallComposer(set, seed: seed)
    return (0..<composed).mapInParallel(threads: threads) { composer.call($0) }
      + (0..<composed / Trainer.perHold).mapInParallel(threads: threads) { composer.hold($0) }
  }

  package func learn(from calls: [TrainingCall], folds count: Int) -> Result {
    progress("hearing \(calls.count) calls")
    let frames = calls.indices.mapInParallel(threads: threads) { index in
      calls[index].voice.isEmpty || calls[index].outcome == .music
        ? []
        : Trainer.frames(
          calls[index], stride: Trainer.frameStride, offset: index % Trainer.frameStride)
    }
    let notes = calls.indices.mapInParallel(threads: threads) { index in
      Trainer.musicFrames(calls[index], number: index, known: frames[index])
    }
    let made = Trainer.madeVoices()
    progress("learning what speech is, and what music")
    // The last one is of all.
    let folds = 0..<count + 1
    var models = folds.mapInParallel(threads: threads) { fold in
      var model = GreetingModel()
      model.speech = FrameFit.fit(zip(calls, frames).filter { $0.0.fold != fold }.map(\.1))
      model.music = FrameFit.fit(zip(calls, notes).filter { $0.0.fold != fold }.map(\.1) + [made])
      return model
    }
    progress("measuring greetings")
    let speech = models
    var steps = calls.mapInParallel(threads: threads) { call in
      Trainer.steps(call, speech[call.fold])
    }
    progress("growing trees")
    let rows = zip(calls, steps).enumerated().map { index, pair in
      self.rows(pair.0, pair.1, offset: index % Trainer.stepStride)
    }
    models = folds.mapInParallel(threads: threads) { fold in
      var model = speech[fold]
      trees.fit(zip(calls, rows).filter { $0.0.fold != fold }.compactMap(\.1), into: &model)
      return model
    }
    progress("counting what follows what")
    let forests = models
    let measured = steps
    steps = calls.indices.mapInParallel(threads: threads) { index in
      measured[index].map {
        Step(features: $0.features, odds: forests[calls[index].fold].machine($0.features))
      }
    }
    for fold in folds {
      models[fold].chain = Trainer.chain(calls, steps) { $0.fold != fold }
    }
    return Result(
      model: models[count], withoutFold: Array(models.dropLast()), calls: calls, steps: steps)
  }

  /// Frames of which it is known whether somebody speaks in both of their blocks: not what lies before the answer, in a
  /// beep, or between words.
  static func frames(_ call: TrainingCall, stride: Int, offset: Int) -> [FrameFit.Frame] {
    var frames: [FrameFit.Frame] = []
    let rate = 50.0
    let first = Int(call.answeredAt * rate) + 2
    let beep = call.beepStart.map { Int($0 * rate) - 3...Int((call.beepEnd ?? $0) * rate) + 4 }
    _ = Ear(Ear.bootstrap).verdict(on: call) { frame, block in
      guard let inputs = frame.inputs, block >= 1, block < call.voice.count, block - 1 >= first,
        block % stride == offset, !(beep?.contains(block) ?? false)
      else { return }
      let (before, now) = (call.voice[block - 1], call.voice[block])
      guard max(before, now) != 1 else { return }
      frames.append(
        FrameFit.Frame(inputs: inputs, isTrue: max(before, now) == 2, block: Int32(block)))
    }
    return frames
  }

  private static func steps(_ call: TrainingCall, _ model: GreetingModel) -> [Step] {
    var steps: [Step] = []
    _ = Ear(model).verdict(on: call, isVerdictEnough: true) { frame, _ in
      if let features = frame.features { steps.append(Step(features: features)) }
    }
    return steps
  }

  private func rows(_ call: TrainingCall, _ steps: [Step], offset: Int) -> TreeFit.Rows? {
    guard let isMachine = call.isMachine else { return nil }
    let used = steps.enumerated().filter {
      $0.offset % Trainer.stepStride == offset && $0.element.features[6] < Trainer.longest
    }
    return TreeFit.Rows(
      features: used.map(\.element.features), isMachine: isMachine,
      weight: call.origin == .recorded ? recordedWeight : 1)
  }

  private static func chain(
    _ calls: [TrainingCall], _ steps: [[Step]], where isUsed: (TrainingCall) -> Bool
  ) -> DecisionChain {
    var count = ChainCount()
    for (call, steps) in zip(calls, steps) where isUsed(call) {
      guard let isMachine = call.isMachine else { continue }
      count.count(
        steps.map { ($0.features, min(9.2, max(-9.2, $0.odds))) }, isMachine: isMachine, weight: 1)
    }
    return count.result
  }
}
