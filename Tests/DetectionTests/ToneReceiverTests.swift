// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct ToneReceiverTests {
  private static func events(_ samples: [Int16], spans: [Int] = [160]) -> [CallEvent] {
    var receiver = ToneReceiver()
    var events: [CallEvent] = []
    var start = 0
    var turn = 0
    while start < samples.count {
      let end = min(samples.count, start + spans[turn % spans.count])
      receiver.consume(samples.span.extracting(start..<end), into: &events)
      start = end
      turn += 1
    }
    #expect(receiver.position.samples == Int64(samples.count))
    receiver.finish(into: &events)
    return events
  }

  @Test(arguments: SignalsOfAllKinds.all)
  func `it hears what the analyzer hears of tones`(signal: SignalsOfAllKinds) {
    let heard = ToneReceiverTests.events(signal.samples)
    #expect(heard.contains { $0.kind == signal.kind && $0.name == signal.name })
    let analyzed = Hearing(signal.samples).events.filter { $0.kind == signal.kind }
    #expect(heard.filter { $0.kind == signal.kind } == analyzed)
  }

  @Test(arguments: [1, 7, 80, 333, 1_000_000])
  func `the same audio gives the same events whatever the spans`(span: Int) {
    for signal in SignalsOfAllKinds.all {
      let reference = ToneReceiverTests.events(signal.samples)
      #expect(ToneReceiverTests.events(signal.samples, spans: [span]) == reference)
    }
  }

  @Test func `the floor of its cost is the transforms alone`() {
    let samples = [Int16].tone(1000, seconds: 1)
    #expect(ToneReceiver.transformsAlone(of: samples.span) > 0)
  }
}
