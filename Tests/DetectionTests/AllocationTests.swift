// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CAllocations
import Testing

@testable import Detection

/// A channel that is heard allocates only for what is new on it: ten thousand channels share one heap.
struct AllocationTests {
  /// Some seconds of what a line carries.
  enum Line: String, CaseIterable {
    case noise, silence, dial, busy, cng, answer, dtmf, speech, music

    var samples: [Int16] {
      switch self {
      case .noise, .silence: .silence(seconds: 10)
      case .dial: TonePlan.of("us")?.dial?.samples(seconds: 10) ?? []
      case .busy: TonePlan.of("us")?.busy?.samples(seconds: 10) ?? []
      case .cng: Signals.cng().samples(seconds: 10)
      case .answer: Signals.faxAnswer(seconds: 10, phaseReversals: true)
      case .dtmf: Signals.dtmf("0123456789*#ABCD0123456789*#ABCD0123456789*#ABCD") ?? []
      case .speech: .talk(seconds: 10)
      case .music: Signals.music(seconds: 10)
      }
    }
  }

  @Test(.enabled(if: allocations_are_counted()), arguments: Line.allCases)
  func `a frame that brings nothing new allocates nothing`(line: Line) {
    let samples = line == .silence ? line.samples : line.samples.noisy(-60)
    var analyzer = CallProgressAnalyzer()
    var events: [CallEvent] = []
    events.reserveCapacity(1000)
    var frames = 0
    var allocating = 0
    // A tone that ends is compared with the tables, and one that lasts is looked at closely, once; a fax's frame is kept.
    var tones = 0
    // Frames are heard two at a time. Whoever watches allocates: it is another analyzer.
    var watched = analyzer
    for start in stride(from: 0, to: samples.count - 319, by: 320) {
      let span = samples.span.extracting(start..<start + 320)
      var ignored: [CallEvent] = []
      watched.consume(span, into: &ignored) { if $0.ended != nil { tones += 1 } }
      let (before, heard) = (allocations_of_thread(), events.count)
      analyzer.consume(span, into: &events)
      // In its first second an analyzer may still make room.
      guard events.count == heard, start >= SampleTime.rate else { continue }
      frames += 2
      if allocations_of_thread() > before { allocating += 1 }
    }
    #expect(frames > 200)
    #expect(
      allocating <= 2 * tones + (line == .answer ? 2 : 0),
      "\(allocating) of \(frames) frames, \(tones) tones")
  }

  @Test(.enabled(if: allocations_are_counted()))
  func `an allocation is counted`() {
    let before = allocations_of_thread()
    let array = [Int](repeating: 1, count: Int.random(in: 10...20))
    #expect(allocations_of_thread() > before)
    #expect(array.count >= 10)
  }
}
