// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Evaluation
import Testing

@testable import Training

struct CallComposerTests {
  private static let set = SmallCallSet.make()
  private static let calls: [TrainingCall] = {
    let composer = CallComposer(set, seed: 4)
    return (0..<120).mapInParallel(threads: 2) { composer.call($0) } + (0..<3).map(composer.hold)
  }()

  @Test func `a call depends on seed and number alone`() {
    let again = CallComposer(CallComposerTests.set, seed: 4).call(17)
    let other = CallComposer(CallComposerTests.set, seed: 5).call(17)
    // Worked out first: a failure would print all samples.
    let isSame = again.samples == CallComposerTests.calls[17].samples
    let isLabelledAlike = again.voice == CallComposerTests.calls[17].voice
    let isOther = other.samples != again.samples
    #expect(isSame && isLabelledAlike && isOther)
  }

  @Test func `every family is composed, and outcomes are theirs`() {
    let families = Dictionary(grouping: CallComposerTests.calls, by: \.family)
    for family in CallComposer.Family.allCases {
      #expect(families[family.rawValue]?.allSatisfy { $0.outcome == family.outcome } ?? false)
    }
  }

  @Test func `a call is of the fold of its voice`() {
    let set = CallComposerTests.set
    for call in CallComposerTests.calls where call.group != "none" {
      let fold =
        call.outcome == .music
        ? set.music.first { $0.group == call.group }?.fold
        : set.clips.first { $0.speaker == call.group }?.fold
      #expect(fold == call.fold)
    }
  }

  @Test func `on hold nobody speaks, and something plays`() {
    let calls = CallComposerTests.calls.filter { $0.outcome == .music }
    #expect(!calls.isEmpty)
    for call in calls {
      let loudest = call.samples.map { abs(Int($0)) }.max() ?? 0
      #expect(call.voice.allSatisfy { $0 == 0 } && call.greetingStart == nil && loudest > 500)
    }
  }

  @Test func `voices are marked where they speak, behind the answer`() throws {
    for call in CallComposerTests.calls where call.greetingStart != nil {
      let active = call.voice.indices.filter { call.voice[$0] == 2 }
      let first = try #require(active.first)
      #expect(Double(first) / 50 >= call.answeredAt)
      let start = try #require(call.greetingStart)
      #expect(abs(Double(first) / 50 - start) < 0.2)
    }
  }

  @Test func `a greeting that is short pauses for 1,2 to 2,4 s`() throws {
    for call in CallComposerTests.calls where call.family == "short-greeting" {
      let active = call.voice.indices.filter { call.voice[$0] == 2 }
      let pause = zip(active, active.dropFirst()).map { Double($1 - $0) / 50 }.max()
      let longest = try #require(pause)
      #expect((1.1...2.7).contains(longest))
    }
  }

  @Test func `a beep comes behind the greeting of those that have one`() {
    let beeping = CallComposerTests.calls.filter { $0.beepStart != nil }
    #expect(!beeping.isEmpty)
    for call in beeping {
      #expect(call.outcome == .answeringMachine || call.outcome == .callScreener)
      #expect((call.beepStart ?? 0) > (call.greetingEnd ?? .infinity))
    }
    #expect(
      CallComposerTests.calls.allSatisfy { $0.family != "greeting-nobeep" || $0.beepStart == nil })
  }
}
