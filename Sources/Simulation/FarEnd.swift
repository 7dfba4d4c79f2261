// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio

/// A called party on one call: hears the caller, speaks, answers and hangs up as its behaviour says.
///
/// A value without a clock: it lives by the samples that it is given. Blocks of any size make the same
/// audio and the same actions at the same samples; only what it hears is judged block by block.
public struct FarEnd: Sendable {
  public enum Phase: String, Sendable, Hashable {
    /// The caller hears ringback.
    case ringing
    /// The caller hears early media, unanswered.
    case early
    /// Answered; has said nothing yet.
    case answered
    case speaking
    /// Has said all, or has nothing to say.
    case waiting
    case gone
  }

  /// What the line has to do, at a place in the block.
  public struct Action: Sendable, Hashable {
    public enum Kind: Sendable, Hashable { case answer, hangUp }
    public var kind: Kind
    /// Samples of the block that lie before it, 0...count of the block.
    public var offset: Int
  }

  public let behavior: FarEndBehavior
  public private(set) var phase = Phase.ringing
  /// Samples lived through.
  public private(set) var position = SampleTime.zero
  public var hasHeardSpeech: Bool { ear.hasHeardSpeech }

  /// What makes the present phase's sound; nil: silence.
  private var player: SoundPlayer?
  /// Samples to the end of the phase; nil: without end, or as long as the player's sound.
  private var left: Int?
  private var isAnswered = false
  private var ear = SpeechEar()

  public init(_ behavior: FarEndBehavior) {
    self.behavior = behavior
    switch behavior.rings {
    case .seconds(let seconds): left = FarEnd.samples(seconds)
    case .forever: left = nil
    case nil: left = 0
    }
    player = SoundPlayer(.tone(behavior.ringback))
  }

  /// Lives through one block.
  /// - Parameters:
  ///   - heard: what the caller sent, as long as `speaking` (shorter: the rest was silence).
  ///   - speaking: is filled with what the caller hears.
  ///   - actions: gets what has to be done, in order of time.
  public mutating func tick(
    hearing heard: Span<Int16>, speaking: inout MutableSpan<Int16>, actions: inout [Action]
  ) {
    if isAnswered { ear.hear(heard) }
    var index = 0
    while true {
      while phase != .gone, hasPhaseEnded { enterNext(at: index, &actions) }
      guard index < speaking.count else { break }
      let run = min(speaking.count - index, timeLeft ?? .max)
      play(run, into: &speaking, at: index)
      index += run
      position = position + run
    }
  }

  private var hasPhaseEnded: Bool { timeLeft.map { $0 <= 0 } ?? false }

  /// Samples to the end of the phase; nil: it has none.
  private var timeLeft: Int? {
    switch phase {
    case .early, .speaking: player?.remaining
    case .ringing, .answered: left
    case .waiting: [left, patienceLeft].compactMap { $0 }.min()
    case .gone: nil
    }
  }

  private var waited = 0

  private var patienceLeft: Int? {
    guard isAnswered, !hasHeardSpeech, let patience = behavior.patience else { return nil }
    return FarEnd.samples(patience) - waited
  }

  private mutating func enterNext(at offset: Int, _ actions: inout [Action]) {
    switch phase {
    case .ringing:
      if let early = behavior.early {
        phase = .early
        player = SoundPlayer(early, repeats: behavior.earlyRepeats && !behavior.answers)
      } else {
        answerOrWait(at: offset, &actions)
      }
    case .early:
      answerOrWait(at: offset, &actions)
    case .answered:
      if let voice = behavior.voice {
        phase = .speaking
        player = SoundPlayer(voice, repeats: behavior.voiceRepeats)
      } else {
        wait()
      }
    case .speaking:
      wait()
    case .waiting:
      phase = .gone
      actions.append(Action(kind: .hangUp, offset: offset))
    case .gone:
      break
    }
  }

  private mutating func answerOrWait(at offset: Int, _ actions: inout [Action]) {
    guard behavior.answers else { return wait() }
    phase = .answered
    isAnswered = true
    player = nil
    left = FarEnd.samples(behavior.delay)
    actions.append(Action(kind: .answer, offset: offset))
  }

  private mutating func wait() {
    phase = .waiting
    player = nil
    left = behavior.hangsUpAfter.map(FarEnd.samples)
  }

  private mutating func play(_ count: Int, into span: inout MutableSpan<Int16>, at start: Int) {
    if player == nil {
      for index in start..<start + count { span[index] = 0 }
    } else {
      player?.play(count, into: &span, at: start)
    }
    if let before = left { left = before - count }
    if phase == .waiting { waited += count }
  }

  private static func samples(_ seconds: Double) -> Int {
    Int(SampleTime(seconds: seconds).samples)
  }
}
