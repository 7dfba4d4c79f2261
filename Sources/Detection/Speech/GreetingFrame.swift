// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// What the newest frame of a call brought to the decision between a person and a machine: what its parameters are
/// fitted to.
package struct GreetingFrame: Sendable {
  /// What the speech model weighs; nil where the frame reaches back behind the answer.
  package var inputs: SpeechInputs?
  /// What the trees weigh; nil where no decision is due.
  package var features: GreetingModel.Features?
}

extension CallProgressAnalyzer {
  /// An analyzer with other parameters than those that are built in.
  package init(settings: AnalyzerSettings, model: GreetingModel, policy: StoppingPolicy) {
    self.init(settings: settings, prompts: PromptBook())
    greeting = GreetingListener(model: model, policy: policy)
  }

  /// Hears `samples`, and hands each frame on with the number of the block of 20 ms that completes it.
  package mutating func consume(
    _ samples: Span<Int16>, into events: inout [CallEvent], each: (GreetingFrame, Int) -> Void
  ) {
    hear(samples, &events) { frame, analyzer in
      each(analyzer.greetingFrame, Int(frame.end.samples) / SampleHistory.block - 1)
    }
  }

  private var greetingFrame: GreetingFrame {
    var frame = GreetingFrame()
    guard greeting.isListening else { return frame }
    frame.inputs = greeting.activity.inputs
    if answeredAt != nil, verdict == nil, mayWeigh, greeting.isDue {
      frame.features = greeting.meter.features()
    }
    return frame
  }
}
