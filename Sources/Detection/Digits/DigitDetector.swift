// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Digits: DTMF (Q.23, Q.24), Bell MF (R1) and R2.
///
/// A frame whose power lies in two lines of a digit's frequencies calls for a fine look, every 2.5 ms, from 60 ms before
/// it until the pair is over. A digit lasts 32 ms or more (40 ms is one, 23 ms is none), survives interruptions of 10 ms,
/// and is another digit after 16 ms. Twist of 8 dB (high below low) and 4 dB (high above low) must be borne.
///
/// DTMF is reported as it ends. R1 and R2 share pairs with other signals: they are reported from a KP on, or once three
/// digits of one system have come in a row.
struct DigitDetector: Sendable {
  /// Heard, in the frame: share of the band's power in the pair.
  static let share: Float = 0.80
  /// Share that the best frame of a digit must reach.
  static let bestShare: Float = 0.90
  /// Share of a look's power in the pair.
  static let fineShare: Float = 0.55
  /// dB by which the high line may lie under and over the low one.
  static let twist: ClosedRange<Float> = -10...6
  static let least = 0.032
  static let interruption = 0.014

  private var candidate: DigitPlan.Digit?
  private var best: Float = 0
  private var measured = SIMD2<Float>()
  private var idle = 0
  private var isOn = false
  private var peak: Float = 0
  /// Amplitudes of the first 30 ms, to place the start once the peak is known.
  private var rise = InlineArray<12, Float>(repeating: 0)
  private var riseCount = 0
  private var start = SampleTime.zero
  private var end = SampleTime.zero
  private var pending = PendingDigits()

  /// Hears a frame; appends the digits that have ended.
  mutating func consume(
    _ history: borrowing SampleHistory, frame: SpectralFrame, end now: SampleTime,
    into events: inout [CallEvent]
  ) {
    let heard = match(frame)
    if let open = candidate {
      if let heard, heard.name != open.name || heard.system != open.system, !isOn {
        close(&events)
        begin(heard, frame, history, now, &events)
        return
      }
      if heard != nil, frame.pairTonality > best { take(frame) }
      idle = heard == nil ? idle + 1 : 0
      look(history, age: 0, now, &events)
      if idle > 3, !isOn { candidate = nil }
    } else if let heard {
      begin(heard, frame, history, now, &events)
    } else {
      pending.rest(at: frame.center)
    }
  }

  private mutating func begin(
    _ digit: DigitPlan.Digit, _ frame: SpectralFrame, _ history: borrowing SampleHistory,
    _ now: SampleTime, _ events: inout [CallEvent]
  ) {
    candidate = digit
    best = 0
    take(frame)
    idle = 0
    isOn = false
    peak = 0
    for age in [2, 1, 0] { look(history, age: age, now, &events) }
  }

  private mutating func take(_ frame: SpectralFrame) {
    best = frame.pairTonality
    measured = SIMD2(
      min(frame.first.frequency, frame.second.frequency),
      max(frame.first.frequency, frame.second.frequency))
  }

  private func match(_ frame: SpectralFrame) -> DigitPlan.Digit? {
    guard frame.total >= ToneTracker.floor, frame.pairTonality >= DigitDetector.share,
      frame.first.power < 40 * frame.second.power
    else { return nil }
    return DigitPlan.digit(
      low: min(frame.first.frequency, frame.second.frequency),
      high: max(frame.first.frequency, frame.second.frequency))
  }

  private mutating func look(
    _ history: borrowing SampleHistory, age: Int, _ now: SampleTime, _ events: inout [CallEvent]
  ) {
    guard let digit = candidate else { return }
    let from = now + -(age + 1) * SampleHistory.block
    var looks = InlineArray<8, PairEnvelope.Look>(repeating: PairEnvelope.Look())
    PairEnvelope.looks(history, age: age, low: digit.low, high: digit.high) { looks[$0] = $1 }
    for index in 0..<PairEnvelope.steps {
      // The middle of the window.
      let time = from + ((index + 1) * PairEnvelope.step - PairEnvelope.window / 2)
      follow(looks[index], at: time, &events)
    }
  }

  private mutating func follow(
    _ look: PairEnvelope.Look, at time: SampleTime, _ events: inout [CallEvent]
  ) {
    let power = look.low + look.high
    let amplitude = power.squareRoot()
    let twist = 10 * log10f(max(look.high, 1e-3) / max(look.low, 1e-3))
    let isPair =
      power >= ToneTracker.floor && power >= DigitDetector.fineShare * look.total
      && DigitDetector.twist.contains(twist)
    if isPair { peak = max(peak, amplitude) }
    let isHere = isPair && amplitude >= 0.5 * peak
    if isHere {
      if !isOn {
        isOn = true
        start = time
        peak = amplitude
        riseCount = 0
      }
      end = time + PairEnvelope.step / 2
      if riseCount < rise.count {
        rise[riseCount] = amplitude
        riseCount += 1
      }
    } else if isOn, Double(time - end) / Double(SampleTime.rate) > DigitDetector.interruption {
      close(&events)
    }
  }

  /// The pair is over.
  private mutating func close(_ events: inout [CallEvent]) {
    guard isOn, let digit = candidate else { return }
    isOn = false
    let half = (0..<riseCount).first { rise[$0] >= 0.5 * peak } ?? 0
    start = start + (half * PairEnvelope.step - PairEnvelope.step / 2)
    let length = Double(end - start) / Double(SampleTime.rate)
    guard length >= DigitDetector.least, best >= DigitDetector.bestShare else { return }
    let event = CallEvent(
      digit.system == .dtmf ? .dtmf : digit.system == .r1 ? .mf : .r2, at: start, end: end,
      name: digit.name, frequencies: [measured.x, measured.y],
      level: Level(meanSquare: Double(peak * peak)))
    peak = 0
    if digit.system == .dtmf { events.append(event) } else { pending.add(event, digit, &events) }
  }
}
