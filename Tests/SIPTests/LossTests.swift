// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Detection
import Foundation
import RTP
import Testing

@testable import SIP

/// The same recording by itself and as RTP, on a virtual clock: whole, and with packets lost at random.
@Suite("RTP with losses")
struct LossTests {
  private struct Heard {
    var outcome: Outcome?
    var concealed: String?
  }

  /// What a call is decided to be whose audio comes in packets of 20 ms, of which `loss` percent never come.
  private func heard(
    _ samples: [Int16], _ type: PayloadType, answered: Bool, loss: Int, seed: UInt64
  ) async -> Heard {
    let (listener, events) = Listener.make(
      for: CallRequest(attempt: "a", number: "1", country: "us"))
    var ear = LineEar(listener: listener, party: nil)
    var receiver = MediaReceiver(now: 0)
    receiver.agree(on: [type])
    var sender = MediaSender(source: 9, sequence: 0, timestamp: 0)
    sender.audio = type
    var packet = [UInt8](repeating: 0, count: MediaSender.mostBytes)
    ear.listener?.dialed()
    var dice = SplitMix64(seed: seed)
    var now: Int64 = 0
    for (index, start) in stride(from: 0, to: samples.count - 160, by: 160).enumerated() {
      // The answer comes with the first packet.
      if index == 1, answered { ear.listener?.answered() }
      var span = packet.mutableSpan
      let count = sender.pack(samples.span.extracting(start..<start + 160), into: &span)
      let bytes = packet.span.extracting(first: count)
      if Int.random(in: 0..<100, using: &dice) >= loss,
        let (header, payload) = RTPHeader.read(bytes)
      {
        _ = receiver.receive(header, payload: bytes.extracting(payload), now: now)
      }
      for _ in 0..<4 {
        receiver.drain(now: now, into: &ear)
        now += 40
      }
    }
    ear.listener?.ended(.remote)
    var result = Heard()
    for await event in events {
      if case .heard(let event) = event, event.kind == .media { result.concealed = event.text }
      if case .decided(let verdict) = event { result.outcome = result.outcome ?? verdict.outcome }
    }
    return result
  }

  @Test(
    "a recording is heard as the same at no loss and at 3 %, and the evidence says what was made up",
    arguments: [
      ("us-busy-480+620hz-minus20dbm0", false), ("us-reorder-480+620hz-minus22dbm0", false),
      ("sit-ic-intercept-announcement", false), ("live-us-hello-female", true),
      ("machine-us-female-beep-1000hz", true), ("fax-ced-v21-dis", true),
    ], [PayloadType(0, .pcmu), PayloadType(96, .opus)])
  func same(_ sample: (name: String, answered: Bool), _ type: PayloadType) async throws {
    let (name, answered) = sample
    let path = root.appending(path: "Samples/\(name).wav").path
    let samples = try Recording(contentsOf: path).samples
    var analyzer = CallProgressAnalyzer(
      settings: AnalyzerSettings(country: "us", supervision: .signalled))
    var events: [CallEvent] = []
    if answered { analyzer.answered(into: &events) }
    analyzer.consume(samples.span, into: &events)
    analyzer.finish(into: &events)
    let expected = analyzer.verdict?.outcome
    let whole = await heard(samples, type, answered: answered, loss: 0, seed: 1)
    #expect(whole.outcome == expected)
    #expect(whole.concealed == nil)
    for seed in 1...3 {
      let lossy = await heard(samples, type, answered: answered, loss: 3, seed: UInt64(seed))
      #expect(lossy.outcome == expected, "seed \(seed): \(lossy)")
    }
    let rough = await heard(samples, type, answered: answered, loss: 20, seed: 4)
    #expect(rough.concealed?.contains("lost and made up") == true)
  }
}
