// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Detection

struct SpeechSegmenterTests {
  /// What becomes of frames that are speech (+) or none (-), harmonic or not.
  private static func segmented(
    _ parts: [(isSpeech: Bool, frames: Int)], isHarmonic: Bool = true, isTone: Bool = false,
    isSuspect: Bool = false
  ) -> (segmenter: SpeechSegmenter, frames: Int32) {
    var segmenter = SpeechSegmenter(origin: 0)
    var frame: Int32 = 0
    for (isSpeech, frames) in parts {
      for _ in 0..<frames {
        _ = segmenter.consume(
          frame, odds: isSpeech ? 4 : -4, isHarmonic: isSpeech && isHarmonic,
          isTone: isSpeech && isTone, isSuspect: isSpeech && isSuspect)
        frame += 1
      }
    }
    return (segmenter, frame - 1)
  }

  @Test func `a word is a phrase of its length`() {
    let (segmenter, last) = SpeechSegmenterTests.segmented([(false, 50), (true, 40), (false, 60)])
    #expect(segmenter.phrases == 1 && !segmenter.isSpeaking)
    #expect(abs(segmenter.onset - 50) <= 3)
    #expect(abs(segmenter.current(at: last) - 40) <= 3)
    #expect(abs(segmenter.pause(at: last) - 60) <= 3)
  }

  @Test(arguments: [(5, Int32(1)), (30, 2)])
  func `a short gap joins words, a long one parts phrases`(gap: Int, phrases: Int32) {
    let (segmenter, _) = SpeechSegmenterTests.segmented([
      (false, 20), (true, 25), (false, gap), (true, 25), (false, 50),
    ])
    #expect(segmenter.phrases == phrases)
    if phrases == 2 {
      #expect(abs(segmenter.first - 25) <= 3)
      #expect(abs(segmenter.firstGap - 30) <= 3 && segmenter.longestGap == segmenter.firstGap)
    }
  }

  @Test func `a click is no phrase, and a hiss is one only where it lasts`() {
    let click = SpeechSegmenterTests.segmented([(false, 20), (true, 3), (false, 50)])
    #expect(click.segmenter.phrases == 0 && click.segmenter.onset == -1)
    let short = SpeechSegmenterTests.segmented([(true, 10), (false, 50)], isHarmonic: false)
    #expect(short.segmenter.phrases == 0)
    let long = SpeechSegmenterTests.segmented([(true, 30), (false, 50)], isHarmonic: false)
    #expect(long.segmenter.phrases == 1)
  }

  @Test func `a tone does not count, and what may be one counts at its end`() {
    let tone = SpeechSegmenterTests.segmented([(true, 60)], isTone: true).segmenter
    #expect(tone.phrases == 0 && !tone.isSpeaking)
    let open = SpeechSegmenterTests.segmented([(true, 15)], isSuspect: true).segmenter
    #expect(open.phrases == 0 && !open.isSpeaking)
    let word = SpeechSegmenterTests.segmented([(true, 15), (false, 30)], isSuspect: true)
    #expect(word.segmenter.phrases == 1)
    #expect(abs(word.segmenter.pause(at: word.frames) - 30) <= 3)
  }

  @Test func `a word under way at the first frame began with it`() {
    let (segmenter, last) = SpeechSegmenterTests.segmented([(true, 40), (false, 30)])
    #expect(segmenter.phrases == 1 && segmenter.onset == 0)
    #expect(abs(segmenter.pause(at: last) - 30) <= 3)
  }

  @Test(arguments: [(9, Int32(0)), (18, 1)])
  func `a vowel that is taken for a tone at its end was a word, the first of a tone are none`(
    before: Int, phrases: Int32
  ) {
    var segmenter = SpeechSegmenter(origin: 0)
    for frame in 0..<60 {
      let isVoice = (10..<10 + before).contains(frame)
      let isTone = (10 + before..<50).contains(frame)
      _ = segmenter.consume(
        Int32(frame), odds: isVoice ? 4 : -4, isHarmonic: isVoice, isTone: isTone,
        isSuspect: isVoice || isTone)
    }
    #expect(segmenter.phrases == phrases)
  }
}
