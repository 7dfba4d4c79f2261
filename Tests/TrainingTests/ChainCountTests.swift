// SPDX-License-Identifier: GPL-3.0-or-later
import Detection
import Testing

@testable import Training

struct ChainCountTests {
  private static func step(pause: Float, odds: Float) -> (GreetingModel.Features, Float) {
    var features = GreetingModel.Features(repeating: 0)
    features[10] = 1
    features[7] = 0.5
    features[14] = pause
    return (features, odds)
  }

  @Test func `it counts what followed, what was a machine, and where calls ended`() {
    var count = ChainCount()
    let (first, second) = (
      ChainCountTests.step(pause: 0.1, odds: 0.1), ChainCountTests.step(pause: 0.2, odds: -4)
    )
    count.count([first, second], isMachine: false, weight: 1)
    count.count([first, first], isMachine: true, weight: 2)
    let chain = count.result
    let states = [first, second].map { chain.state($0.0, machine: $0.1) }
    let known = Dictionary(uniqueKeysWithValues: chain.states.map { ($0.number, $0) })
    #expect(chain.states.count == 2)
    #expect(known[states[0]]?.machines == 4)
    #expect(known[states[0]]?.ends == 2)
    #expect(known[states[0]]?.next.count == 2)
    #expect(known[states[1]]?.machines == 0)
    #expect(known[states[1]]?.ends == 1)
  }

  @Test func `states stand in the order of their numbers`() {
    var count = ChainCount()
    for pause: Float in [3, 0.1, 1.5, 0.7] {
      count.count(
        [ChainCountTests.step(pause: pause, odds: pause)], isMachine: false, weight: 1)
    }
    let numbers = count.result.states.map(\.number)
    #expect(numbers.count == 4 && numbers == numbers.sorted())
  }
}
