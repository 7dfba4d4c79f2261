// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Detection

struct SpeechSegmenterTests {
  /// Frames of speech (+) and of rest (−), in turn, beginning with rest.
  static func hear(
    _ runs: [Int], isHarmonic: Bool = true, isTone: Bool = false, isSuspect: Bool = false
  ) -> (segmenter: SpeechSegmenter, frame: Int32) {
    var segmenter = SpeechSegmenter(origin: 0)
    var frame: Int32 = -1
    for (index, run) in runs.enumerated() {
      let isSpeech = index % 2 == 1
      for _ in 0..<run {
        frame += 1
        _ = segmenter.consume(
          frame, odds: isSpeech ? 4 : -4, isHarmonic: isHarmonic && isSpeech,
          isTone: isTone && isSpeech, isSuspect: isSuspect && isSpeech)
      }
    }
    return (segmenter, frame)
  }

  @Test func `a word has its length and its pause`() {
    let heard = SpeechSegmenterTests.hear([50, 25, 50])
    #expect(heard.segmenter.phrases == 1)
    #expect(abs(heard.segmenter.onset - 50) <= 2)
    #expect(abs(heard.segmenter.current(at: heard.frame) - 25) <= 3)
    #expect(abs(heard.segmenter.pause(at: heard.frame) - 50) <= 3)
  }

  @Test func `a short gap joins bursts, a long one parts phrases`() {
    let joined = SpeechSegmenterTests.hear([50, 25, 8, 25, 50]).segmenter
    #expect(joined.phrases == 1)
    #expect(joined.bursts == 2)
    let parted = SpeechSegmenterTests.hear([50, 25, 20, 25, 50]).segmenter
    #expect(parted.phrases == 2)
    #expect(abs(parted.firstGap - 20) <= 3)
  }

  @Test func `a click is no word, and neither is noise of a moment`() {
    #expect(SpeechSegmenterTests.hear([50, 2, 50]).segmenter.bursts == 0)
    #expect(SpeechSegmenterTests.hear([50, 8, 50], isHarmonic: false).segmenter.bursts == 0)
  }

  @Test func `a word that might be a tone counts at its end, a tone never`() {
    #expect(SpeechSegmenterTests.hear([50, 15], isSuspect: true).segmenter.bursts == 0)
    let word = SpeechSegmenterTests.hear([50, 15, 30], isSuspect: true)
    #expect(word.segmenter.phrases == 1)
    #expect(abs(word.segmenter.pause(at: word.frame) - 30) <= 3)
    #expect(SpeechSegmenterTests.hear([50, 15], isTone: true).segmenter.bursts == 0)
  }
}
