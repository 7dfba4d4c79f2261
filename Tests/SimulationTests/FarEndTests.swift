// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Simulation
import Testing

/// Lives through a call in blocks and remembers what happened at which sample.
struct Recall {
  var farEnd: FarEnd
  var spoken: [Int16] = []
  var answered: [Int] = []
  var hungUp: [Int] = []

  init(_ behavior: FarEndBehavior) { farEnd = FarEnd(behavior) }

  /// - Parameter hearing: what the caller sends, silence after its end.
  mutating func live(seconds: Double, block: Int = 160, hearing: [Int16] = []) {
    let end = spoken.count + Int(SampleTime(seconds: seconds).samples)
    var heard = hearing[...]
    while spoken.count < end {
      let size = min(block, end - spoken.count)
      var speaking = [Int16](repeating: -1, count: size)
      var actions: [FarEnd.Action] = []
      let taken = Array(heard.prefix(size))
      heard = heard.dropFirst(size)
      var span = speaking.mutableSpan
      farEnd.tick(
        hearing: (taken + [Int16](repeating: 0, count: size - taken.count)).span,
        speaking: &span, actions: &actions)
      for action in actions {
        switch action.kind {
        case .answer: answered.append(spoken.count + action.offset)
        case .hangUp: hungUp.append(spoken.count + action.offset)
        }
      }
      spoken += speaking
    }
  }
}

/// Samples that are all unlike silence.
func words(_ count: Int) -> [Int16] { (0..<count).map { Int16(1000 + $0 % 999) } }

struct FarEndTests {
  let ringback = TonePlan.of("us")?.ringback ?? Tone([], repeats: false)

  @Test func `he rings by his country's plan, answers at the sample, and speaks after a while`() {
    var call = Recall(
      FarEndBehavior(
        rings: .seconds(7.001), ringback: ringback, answers: true, delay: 0.3,
        voice: .samples(words(4000))))
    call.live(seconds: 12)
    #expect(call.answered == [56_008])
    #expect(call.hungUp == [])
    // 2 s of tone, 4 s of pause, and the next ring is cut short.
    #expect(call.spoken[0..<56_008] == ringback.samples(seconds: 7.001)[...])
    #expect(call.spoken[56_008..<58_408].allSatisfy { $0 == 0 })
    #expect(call.spoken[58_408..<62_408] == words(4000)[...])
    #expect(call.spoken[62_408...].allSatisfy { $0 == 0 })
    #expect(call.farEnd.phase == .waiting)
  }

  @Test(arguments: [1, 159, 160, 161, 8000, 100_000])
  func `blocks of any size make the same call`(block: Int) {
    let behavior = FarEndBehavior(
      rings: .seconds(3.01), ringback: ringback, early: .samples(words(777)), answers: true,
      delay: 0.1, voice: .samples(words(1234)), hangsUpAfter: 0.5)
    var call = Recall(behavior)
    call.live(seconds: 5, block: block)
    var reference = Recall(behavior)
    reference.live(seconds: 5, block: 7)
    #expect(call.spoken == reference.spoken)
    #expect(call.answered == [24_080 + 777])
    #expect(call.hungUp == [24_080 + 777 + 800 + 1234 + 4000])
    #expect(call.farEnd.phase == .gone)
    #expect(call.farEnd.position.samples == 40_000)
  }

  @Test func `nobody at home rings for ever`() {
    var call = Recall(FarEndBehavior(rings: .forever, ringback: ringback, answers: false))
    call.live(seconds: 120)
    #expect(call.answered == [])
    #expect(call.hungUp == [])
    #expect(call.spoken == ringback.samples(seconds: 120))
  }

  @Test func `a busy tone is heard at once and without an answer`() {
    let busy = TonePlan.of("de")?.busy ?? Tone([], repeats: false)
    var call = Recall(FarEndBehavior(early: .tone(busy), answers: false))
    call.live(seconds: 10)
    #expect(call.spoken == busy.samples(seconds: 10))
    #expect(call.answered == [])
    #expect(call.farEnd.phase == .early)
  }

  @Test func `an announcement that nobody answers repeats if told so, and is dropped if told so`() {
    var repeated = Recall(
      FarEndBehavior(early: .samples(words(1000)), earlyRepeats: true, answers: false))
    repeated.live(seconds: 1)
    #expect(repeated.spoken == Array((words(1000) * 8).prefix(8000)))
    var dropped = Recall(
      FarEndBehavior(early: .samples(words(1000)), answers: false, hangsUpAfter: 0.25))
    dropped.live(seconds: 1)
    #expect(dropped.answered == [])
    #expect(dropped.hungUp == [3000])
  }

  @Test func `early media ends where the answer comes`() {
    var call = Recall(
      FarEndBehavior(
        early: .samples(words(500)), earlyRepeats: true, answers: true,
        voice: .samples(words(80)), voiceRepeats: true))
    call.live(seconds: 0.2)
    #expect(call.answered == [500])
    #expect(call.spoken == words(500) + Array((words(80) * 14).prefix(1100)))
  }

  @Test func `a person whom nobody speaks to hangs up when his patience ends`() {
    var call = Recall(
      FarEndBehavior(answers: true, voice: .samples(words(800)), patience: 2))
    call.live(seconds: 5)
    #expect(call.answered == [0])
    #expect(call.hungUp == [800 + 16_000])
  }

  @Test func `a person who has heard an agent stays`() {
    var call = Recall(
      FarEndBehavior(answers: true, voice: .samples(words(800)), patience: 2))
    call.live(seconds: 1.5)
    call.live(seconds: 0.5, hearing: words(4000))
    #expect(call.farEnd.hasHeardSpeech)
    call.live(seconds: 60)
    #expect(call.hungUp == [])
    #expect(call.farEnd.phase == .waiting)
  }

  @Test func `a click or the line's noise is no speech`() {
    var noise = NoiseSource(level: Level(dBm0: -60), seed: 1)
    var call = Recall(FarEndBehavior(answers: true, patience: 3))
    call.live(seconds: 1, hearing: words(800))
    call.live(seconds: 1, hearing: noise.render(8000))
    call.live(seconds: 2)
    #expect(!call.farEnd.hasHeardSpeech)
    #expect(call.hungUp == [24_000])
  }

  @Test func `what is heard before the answer satisfies nobody`() {
    var call = Recall(
      FarEndBehavior(rings: .seconds(1), ringback: ringback, answers: true, patience: 1))
    call.live(seconds: 1, hearing: words(8000))
    call.live(seconds: 2)
    #expect(call.hungUp == [16_000])
  }

  @Test func `an agent's telephone answers at once, plays and stays`() {
    let music = words(1600)
    var call = Recall(FarEndBehavior(answers: true, voice: .samples(music), voiceRepeats: true))
    call.live(seconds: 60)
    #expect(call.answered == [0])
    #expect(call.hungUp == [])
    #expect(call.spoken == music * 300)
    var silent = Recall(FarEndBehavior(answers: true))
    silent.live(seconds: 60)
    #expect(silent.answered == [0])
    #expect(silent.spoken.allSatisfy { $0 == 0 })
  }

  @Test func `who answers and hangs up at once does both at the same sample`() {
    var call = Recall(FarEndBehavior(answers: true, voice: .samples([]), hangsUpAfter: 0))
    call.live(seconds: 0.1)
    #expect(call.answered == [0])
    #expect(call.hungUp == [0])
  }

  @Test func `an empty recording that repeats is silence`() {
    var call = Recall(
      FarEndBehavior(answers: true, voice: .samples([]), voiceRepeats: true, patience: 0.1))
    call.live(seconds: 1)
    #expect(call.spoken.allSatisfy { $0 == 0 })
    #expect(call.hungUp == [800])
  }
}

private func * (samples: [Int16], times: Int) -> [Int16] {
  Array(repeatElement(samples, count: times).joined())
}
