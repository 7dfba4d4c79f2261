// SPDX-License-Identifier: GPL-3.0-or-later
import Detection
import Evaluation
import Foundation

/// How surely it is known whether somebody speaks, in composed calls whose voices were not learnt from.
///
/// Judged are blocks of 20 ms, after the answer and outside beeps, that are alike in what is spoken to the one before:
/// the voice, before noise was added to it, is active in both of them or silent in both.
package struct SpeechTrial: Sendable {
  package struct Block: Sendable {
    /// Of ``calls``, and the block's number in it.
    package var call: Int
    package var number: Int
    package var isSpeech: Bool
    /// Log-odds of speech, by a model that was fitted without the call's fold.
    package var odds: Float
  }

  package var calls: [TrainingCall]
  package var blocks: [Block]

  package init(_ set: CallSet, trainer: Trainer) {
    trainer.progress("composing \(trainer.composed) calls")
    let calls = trainer.compose(from: set).filter { $0.outcome != .music }
    trainer.progress("hearing them")
    let frames = calls.mapInParallel(threads: trainer.threads) { call in
      Trainer.frames(call, stride: 1, offset: 0).filter { frame in
        call.voice[Int(frame.block) - 1] == call.voice[Int(frame.block)]
      }
    }
    trainer.progress("learning what speech is")
    let models = (0..<set.folds).mapInParallel(threads: trainer.threads) { fold in
      FrameFit.fit(zip(calls, frames).filter { $0.0.fold != fold }.map(\.1))
    }
    self.calls = calls
    blocks = calls.indices.flatMap { index in
      let model = models[calls[index].fold]
      return frames[index].map {
        Block(
          call: index, number: Int($0.block), isSpeech: $0.isTrue, odds: model.odds($0.inputs))
      }
    }
  }

  /// Of the blocks of `calls`, the share of speech that is heard where `falseAlarms` of what is no speech is taken for it.
  package func hits(falseAlarms: Double) -> Double {
    let others = blocks.filter { !$0.isSpeech }.map(\.odds).sorted(by: >)
    let speech = blocks.filter(\.isSpeech)
    guard !others.isEmpty, !speech.isEmpty else { return .nan }
    let index = min(others.count - 1, Int(falseAlarms * Double(others.count)))
    return Double(speech.count { $0.odds > others[index] }) / Double(speech.count)
  }

  /// The same trial on the calls that `isUsed`.
  package func among(_ isUsed: (TrainingCall) -> Bool) -> SpeechTrial {
    var part = self
    let used = Set(calls.indices.filter { isUsed(calls[$0]) })
    part.blocks.removeAll { !used.contains($0.call) }
    return part
  }
}
