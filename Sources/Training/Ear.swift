// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
package import Detection

/// Plays a call to the product's own analyzer, told of the answer, and looks at every frame.
package struct Ear: Sendable {
  package var model: GreetingModel
  package var policy: StoppingPolicy

  package init(_ model: GreetingModel, costs: DecisionCosts = DecisionProfile.balanced.costs) {
    self.model = model
    policy = StoppingPolicy(model.chain, costs: costs)
  }

  /// Takes speech for what is loud: before there is a speech model, so that steady vowels are not taken for ringing.
  static let bootstrap: GreetingModel = {
    var model = GreetingModel()
    // A first unit of each layer: the excess over the floor, of at least −5 dB.
    model.speech.parameters[0][0] = 5
    model.speech.parameters[FrameModel.weights(of: VoiceActivity.excess)][0] = 1
    model.speech.parameters[FrameModel.second + 1][0] = 1
    model.speech.parameters[FrameModel.last][0] = 0.4
    model.speech.parameters[FrameModel.last + 1][0] = -6
    return model
  }()

  /// The verdict on `call`; nil where there is none. `each` is given every frame with the number of the block of 20 ms
  /// that completes it; with `isVerdictEnough` nothing is heard behind the verdict.
  package func verdict(
    on call: TrainingCall, isVerdictEnough: Bool = false,
    each: ((GreetingFrame, Int) -> Void)? = nil
  ) -> Verdict? {
    var settings = AnalyzerSettings()
    settings.supervision = .signalled
    var analyzer = CallProgressAnalyzer(settings: settings, model: model, policy: policy)
    var events: [CallEvent] = []
    let samples = call.samples.span
    let answer = min(samples.count, Int((call.answeredAt * Double(SampleTime.rate)).rounded()))
    var place = 0
    var isAnswered = false
    while place < samples.count, !(isVerdictEnough && analyzer.verdict != nil) {
      if !isAnswered, place == answer {
        analyzer.answered(into: &events)
        isAnswered = true
      }
      let block = place / VoiceClip.block
      var end = min(samples.count, (block + 1) * VoiceClip.block)
      if !isAnswered, answer < end { end = answer }
      let part = samples.extracting(place..<end)
      if let each {
        analyzer.consume(part, into: &events, each: each)
      } else {
        analyzer.consume(part, into: &events)
      }
      place = end
      events.removeAll(keepingCapacity: true)
    }
    analyzer.finish(into: &events)
    return analyzer.verdict
  }
}
