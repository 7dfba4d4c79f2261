// SPDX-License-Identifier: GPL-3.0-or-later
import CParameters
import Testing

@testable import Detection

struct GreetingModelWritingTests {
  @Test func `what is written is read as the same model`() throws {
    let text = GreetingModel.builtIn.text
    let model = try GreetingModel(text, file: "again")
    #expect(model.text == text)
    #expect(model.trees.count == GreetingModel.builtIn.trees.count)
    #expect(model.chain.states.count == GreetingModel.builtIn.chain.states.count)
    var features = GreetingModel.Features(repeating: 0)
    for place in features.indices {
      features[place] = Float(place) / 7
      #expect(model.machine(features) == GreetingModel.builtIn.machine(features))
    }
  }

  @Test func `the file that is compiled in is as it was written`() {
    #expect(GreetingModel.builtIn.trees.count > 100)
    #expect(GreetingModel.builtIn.text == String(cString: parameters_greeting_model()))
  }

  @Test func `counts are whole numbers where they are`() {
    var model = GreetingModel()
    model.chain.states = [
      DecisionChain.State(number: 3, machines: 2, ends: 0.5, next: [(4, 7), (5, 1.25)])
    ]
    #expect(model.text.hasSuffix("state 3 2 0.5 4:7 5:1.25\n"))
  }
}
