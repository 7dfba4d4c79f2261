// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Listens to who speaks on a line, and decides between a person and a machine.
///
///     frame ─► LineHearing (VoiceActivity ─► GreetingMeter) ─► GreetingModel ─► p(machine) ─► StoppingPolicy
///          └─► LineChange, from the first sound on a line of which nobody says whether it is answered
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

  private var line = LineHearing()
  private var change: LineChange?
  private(set) var music = MusicMeter()
  /// Probability of a machine; nil before the first word.
  private(set) var machine: Double?
  /// Whether one in a hurry would call it a person by now: nobody has spoken on since.
  private(set) var isPersonLikely = false

  private let policy: StoppingPolicy
  private let hurried: StoppingPolicy
  private let model: GreetingModel
  /// The start of the frame before which none counts.
  private var notBefore = SampleTime.zero
  private var musicLevel: Float = 0
  /// The stretch of speech not yet reported, in frames of the meter.
  private var openStart: Int32?

  var activity: VoiceActivity { line.activity }
  var meter: GreetingMeter { line.meter }
  /// Log-odds of speech in the newest frame.
  var odds: Float { line.odds }

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
    line.restart()
    change = nil
    machine = nil
    isPersonLikely = false
  }

  /// What was heard so far was no music: it rang.
  mutating func forgetMusic() { music = MusicMeter() }

  /// Where the first word began; nil before it.
  var onset: SampleTime? {
    meter.segmenter.onset >= 0 ? line.time(of: meter.segmenter.onset) : nil
  }

  /// Whether somebody is speaking, or was a moment ago.
  var isSpeaking: Bool { openStart != nil }

  /// Seconds since somebody last spoke.
  var pause: Double { Double(Float(meter.segmenter.pause(at: meter.frame)) / GreetingMeter.rate) }

  /// The answer is taken to have been a little before the first word.
  mutating func assumeAnswer() { line.assumeAnswer(before: GreetingListener.usualDelay) }

  /// Takes one frame; the stretch of speech that has just ended, if any. `hearsMusic`: it matters whether this is music.
  /// `mayBeAnswer`: the first sound may be one.
  mutating func consume(
    _ spectrum: SpectralFrame, tone: Tone, hearsMusic: Bool, mayBeAnswer: Bool
  ) -> Stretch? {
    // The first window is not full, and one that reaches back behind the answer hears what was before.
    guard spectrum.center + -Spectrum.size / 2 >= notBefore else { return nil }
    let wasOn = meter.segmenter.isOn
    let isPhrase = line.consume(spectrum, tone: tone, model: model) == .phrase
    if hearsMusic, tone != .certain {
      let now = SpeechFrame.decibels(max(spectrum.total, 1e-3))
      musicLevel += 0.64 * (now - musicLevel)
      music.consume(spectrum, level: musicLevel, inputs: activity.inputs, model: model.music)
    }
    var ended: Stretch?
    if isPhrase {
      ended = close()
      openStart = meter.segmenter.phraseStart
    }
    follow(spectrum, tone: tone, isFirstSound: mayBeAnswer && !wasOn && meter.segmenter.isOn)
    if isPhrase { return ended }
    return meter.segmenter.isOn
      || meter.segmenter.pause(at: meter.frame) < SpeechSegmenter.phraseGap
      ? nil : close()
  }

  /// Listens whether the line is another since its first sound. If so, what was taken for talk until now is not.
  private mutating func follow(_ spectrum: SpectralFrame, tone: Tone, isFirstSound: Bool) {
    switch change?.consume(spectrum, tone: tone, model: model) {
    case nil: if isFirstSound { change = LineChange(line) }
    case .none?: break
    case .same?: change = nil
    case .another?:
      if let change { line = change.hearing }
      change = nil
      machine = nil
      openStart = meter.segmenter.onset >= 0 ? meter.segmenter.phraseStart : nil
    }
  }

  /// The stretch of speech that is open ends here.
  mutating func close() -> Stretch? {
    guard let start = openStart else { return nil }
    openStart = nil
    let segmenter = meter.segmenter
    let end = segmenter.isSpeaking ? meter.frame : max(start, segmenter.offset)
    return (line.time(of: start), line.time(of: end))
  }

  /// Whether a frame has been heard since the answer.
  var isListening: Bool { meter.frame >= 0 }

  /// Whether all that was heard, but for a tenth, was digital silence.
  var isDigitallySilent: Bool { line.isDigitallySilent }

  /// Whether the greeting is to be weighed at this frame.
  var isDue: Bool { meter.isDue && meter.segmenter.phrases > 0 }

  /// Weighs the greeting, every 60 ms; the decision, once waiting is not worth while any more.
  mutating func decide() -> Decision? {
    guard isDue else { return nil }
    let features = meter.features()
    let odds = min(9.2, max(-9.2, model.machine(features)))
    let probability = Double(1 / (1 + expf(-odds)))
    machine = probability
    guard change == nil else { return nil }
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
}
