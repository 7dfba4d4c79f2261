// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Listens to who speaks on a line, and decides between a person and a machine.
///
///     frame ─► VoiceActivity ─► GreetingMeter ─► GreetingModel ─► p(machine) ─► StoppingPolicy
struct GreetingListener: Sendable {
  /// Seconds from the answer after which it is decided whatever is known.
  static let longest = 12.0
  /// Seconds that typically pass between an answer and the first word.
  static let usualDelay: Float = 0.7

  typealias Stretch = (start: SampleTime, end: SampleTime)

  /// A decision: the probability of a machine, and why.
  struct Decision {
    var isMachine: Bool
    var machine: Double
    var reason: String

    var confidence: Double { isMachine ? machine : 1 - machine }
  }

  /// What a tone detector thinks of the frame.
  enum Tone {
    case none, suspected, certain
  }

  private(set) var activity = VoiceActivity()
  private(set) var meter = GreetingMeter()
  private(set) var music = MusicMeter()
  /// Log-odds of speech in the newest frame.
  private(set) var odds: Float = -4
  /// Probability of a machine; nil before the first word.
  private(set) var machine: Double?
  /// Whether one in a hurry would call it a person by now: nobody has spoken on since.
  private(set) var isPersonLikely = false
  /// Frames, of those heard since the start, that were digital silence.
  private var digitalFrames: Int32 = 0

  private let policy: StoppingPolicy
  private let hurried: StoppingPolicy
  private let model: GreetingModel
  /// The first frame's start, and that of the frame before which none counts.
  private var origin = SampleTime.zero
  private var notBefore = SampleTime.zero
  private var musicLevel: Float = 0
  /// The stretch of speech not yet reported, in frames of the meter.
  private var openStart: Int32?

  init(costs: DecisionCosts) {
    self.init(model: .builtIn, policy: .of(costs))
  }

  init(model: GreetingModel, policy: StoppingPolicy) {
    self.model = model
    self.policy = policy
    hurried = .of(DecisionProfile.quick.costs)
  }

  /// Starts anew at `time`, the answer; the stretch of speech that was open ends.
  mutating func answered(at time: SampleTime) -> Stretch? {
    let stretch = close()
    restart(at: time)
    forgetMusic()
    return stretch
  }

  /// Forgets what was heard before `time`.
  mutating func restart(at time: SampleTime) {
    openStart = nil
    notBefore = time
    activity.restart()
    meter = GreetingMeter()
    machine = nil
    isPersonLikely = false
    digitalFrames = 0
  }

  /// What was heard so far was no music: it rang.
  mutating func forgetMusic() { music = MusicMeter() }

  /// Where the first word began; nil before it.
  var onset: SampleTime? {
    meter.segmenter.onset >= 0 ? time(of: meter.segmenter.onset) : nil
  }

  /// Whether somebody is speaking, or was a moment ago.
  var isSpeaking: Bool { openStart != nil }

  /// The answer is taken to have been a little before the first word.
  mutating func assumeAnswer() { meter.assumeAnswer(before: GreetingListener.usualDelay) }

  /// Takes one frame; the stretch of speech that has just ended, if any. `hearsMusic`: it matters whether this is music.
  mutating func consume(
    _ spectrum: SpectralFrame, tone: Tone, hearsMusic: Bool
  ) -> Stretch? {
    let start = spectrum.center + -Spectrum.size / 2
    // The first window is not full, and one that reaches back behind the answer hears what was before.
    guard start >= notBefore else { return nil }
    if meter.frame < 0 { origin = start }
    odds = activity.consume(spectrum, isKnownTone: tone == .certain, model: model)
    if activity.frame.isDigitalSilence { digitalFrames += 1 }
    if hearsMusic, tone != .certain {
      let now = SpeechFrame.decibels(max(spectrum.total, 1e-3))
      musicLevel += 0.64 * (now - musicLevel)
      music.consume(spectrum, level: musicLevel, inputs: activity.inputs, model: model.music)
    }
    if meter.consume(activity, odds: odds, isSuspect: tone != .none) == .phrase {
      let ended = close()
      openStart = meter.segmenter.phraseStart
      return ended
    }
    return meter.segmenter.isOn
      || meter.segmenter.pause(at: meter.frame) < SpeechSegmenter.phraseGap
      ? nil : close()
  }

  /// The stretch of speech that is open ends here.
  mutating func close() -> Stretch? {
    guard let start = openStart else { return nil }
    openStart = nil
    let segmenter = meter.segmenter
    let end = segmenter.isSpeaking ? meter.frame : max(start, segmenter.offset)
    return (time(of: start), time(of: end))
  }

  /// Whether a frame has been heard since the answer.
  var isListening: Bool { meter.frame >= 0 }

  /// Whether all that was heard, but for a tenth, was digital silence: no line's noise, no comfort noise.
  var isDigitallySilent: Bool { digitalFrames * 10 > meter.frame * 9 }

  /// Whether the greeting is to be weighed at this frame.
  var isDue: Bool { meter.isDue && meter.segmenter.phrases > 0 }

  /// Weighs the greeting, every 60 ms; the decision, once waiting is not worth while any more.
  mutating func decide() -> Decision? {
    guard isDue else { return nil }
    let features = meter.features()
    let odds = min(9.2, max(-9.2, model.machine(features)))
    let probability = Double(1 / (1 + expf(-odds)))
    machine = probability
    let state = model.chain.state(features, machine: odds)
    var action = policy.action(in: state)
    // A state that few calls were met in knows little: who speaks is no machine while he would be called a person at the end.
    if action == .machine, meter.segmenter.isSpeaking,
      policy.finalAction(machine: Double(probability)) == .person
    {
      action = .wait
    }
    if action == .wait, meter.elapsed < GreetingListener.longest {
      switch hurried.action(in: state) {
      case .person: isPersonLikely = true
      case .machine: isPersonLikely = false
      case .wait: if meter.segmenter.isSpeaking { isPersonLikely = false }
      }
      return nil
    }
    return decision(action == .wait ? policy.finalAction(machine: probability) : action)
  }

  /// The decision when there is no more audio; nil where nobody spoke.
  func decideFinally() -> Decision? {
    machine.map { decision(policy.finalAction(machine: $0)) }
  }

  private func decision(_ action: StoppingPolicy.Action) -> Decision {
    let isMachine = action == .machine
    let probability = machine ?? 0.5
    let segmenter = meter.segmenter
    let current = segmenter.current(at: meter.frame)
    let phrases =
      segmenter.phrases == 1
      ? "one phrase of \(GreetingListener.seconds(current)) s"
      : "\(segmenter.phrases) phrases, \(meter.talk.rounded(toDecimals: 2)) s of speech"
    let pause = segmenter.pause(at: meter.frame)
    let rest =
      pause > 0 ? "then \(GreetingListener.seconds(pause)) s of waiting" : "and no end of it"
    let confidence = isMachine ? probability : 1 - probability
    return Decision(
      isMachine: isMachine, machine: probability,
      reason: "\(phrases), \(rest): \(confidence.rounded(toDecimals: 2))")
  }

  private static func seconds(_ frames: Int32) -> Double {
    (Double(frames) / 50).rounded(toDecimals: 2)
  }

  /// The middle of a frame of the meter.
  private func time(of frame: Int32) -> SampleTime {
    origin + Int(frame) * Spectrum.hop + Spectrum.size / 2
  }
}
