// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// Hears that a phrase is a recording: it was heard before in this call, as a carrier's loop is, or is a known prompt.
///
/// The first phrases of a call are kept as ``Fingerprint``s; of each further one it is asked, 1.5 s after its beginning,
/// whether it is one of them. Nobody says the same twice that evenly.
struct RecordingMemory: Sendable {
  enum Match: Sendable {
    case repeated
    case known(KnownPrompt)
  }

  /// What is kept of a call.
  static let most = 8
  /// Frames behind the beginning of a phrase where its fingerprint begins: a frame's word says how the last four frames
  /// differ from the four before.
  static let lead = 6
  private static let wait = Int32(lead + Fingerprint.frames + Fingerprint.reach)
  /// Frames from the beginning of a fingerprint until it is compared.
  static let age = Fingerprint.frames + Fingerprint.reach - 1

  /// Edges of the bands in bins of 25 Hz: seventeen of equal ratio from 300 to 3200 Hz.
  private static let edges: InlineArray<18, Int> = [
    12, 14, 16, 18, 21, 24, 28, 32, 37, 42, 48, 56, 64, 74, 84, 97, 111, 128,
  ]

  private var gains = InlineArray<8, SIMD16<Float>>(repeating: .zero)
  /// The last words, by frame; with bit 16 where somebody speaks.
  private var words = InlineArray<128, UInt32>(repeating: 0)
  private var frame: Int32 = -1
  /// When the phrases that have begun are to be compared: a ring, the next one and behind the last.
  private var due = InlineArray<8, Int32>(repeating: 0)
  private var nextDue = 0
  private var lastDue = 0
  private var kept = InlineArray<8, Fingerprint>(repeating: Fingerprint())
  private var count = 0

  /// The fingerprints that are kept.
  var fingerprints: [Fingerprint] { (0..<count).map { kept[$0] } }

  /// A phrase began so many frames before the newest.
  mutating func beginPhrase(ago frames: Int32) {
    // One that was known for speech at its end only may be over.
    guard frames < RecordingMemory.wait else { return }
    due[lastDue % 8] = frame - frames + RecordingMemory.wait
    lastDue += 1
  }

  /// Takes a frame; what is recognised in it.
  mutating func consume(
    _ spectrum: SpectralFrame, isSpeech: Bool, prompts: PromptBook
  ) -> Match? {
    frame += 1
    gains[Int(frame) % 8] = spectrum.powers.map(RecordingMemory.gains) ?? .zero
    words[Int(frame) % 128] = word | (isSpeech ? 1 << 16 : 0)
    guard nextDue < lastDue, due[nextDue % 8] == frame else { return nil }
    nextDue += 1
    return compare(prompts)
  }

  /// The power of each band less that of the next.
  private static func gains(_ powers: UnsafePointer<Float>) -> SIMD16<Float> {
    var gains = SIMD16<Float>()
    var last: Float = 0
    for band in 0..<17 {
      var sum: Float = 0
      for bin in edges[band]..<edges[band + 1] { sum += powers[bin] }
      if band > 0 { gains[band - 1] = last - sum }
      last = sum
    }
    return gains
  }

  private var word: UInt32 {
    var change = SIMD16<Float>()
    for age in 0..<4 {
      change += gains[Int(frame + 8 - Int32(age)) % 8]
      change -= gains[Int(frame + 4 - Int32(age)) % 8]
    }
    return RecordingMemory.weights.replacing(with: 0, where: change .<= 0).wrappedSum()
  }

  private static let weights = SIMD16<UInt32>(
    1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768)

  private mutating func compare(_ prompts: PromptBook) -> Match? {
    var heard = InlineArray<76, UInt16>(repeating: 0)
    var own = Fingerprint()
    let first = Int(frame) - Fingerprint.heard + 1
    for index in 0..<Fingerprint.heard {
      let word = words[(first + index) % 128]
      heard[index] = UInt16(truncatingIfNeeded: word)
      let place = index - Fingerprint.reach
      guard (0..<Fingerprint.frames).contains(place) else { continue }
      own.words[place] = heard[index]
      if word >> 16 != 0 { own.speech |= 1 << UInt64(place) }
    }
    guard own.tellsEnough else { return nil }
    if let prompt = prompts.prompt(in: heard) { return .known(prompt) }
    for index in 0..<count where kept[index].distance(to: heard) != nil { return .repeated }
    if count < RecordingMemory.most {
      kept[count] = own
      count += 1
    }
    return nil
  }
}
