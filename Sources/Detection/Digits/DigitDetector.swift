// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Digits: DTMF (Q.23, Q.24), Bell MF (R1) and R2.
///
/// A frame whose power lies in two lines of a digit's frequencies calls for a fine look, every 2.5 ms, until the pair is
/// over. A digit lasts 36 ms or more (40 ms is one, 23 ms is none), keeps its level and its twist, survives
/// interruptions of 10 ms, and is another digit after 16 ms. Twist of 8 dB (high below low) and 4 dB (high above low) must
/// be borne.
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
  /// And where exchanges send it, either way.
  static let registerTwist: ClosedRange<Float> = -9...9
  /// dB by which the twist may change within a digit.
  static let twistChange: Float = 4
  static let least = 0.036
  /// Both lines together: −41 dBm0 a line must be heard, −55 must not.
  static let softest = Level(dBm0: -46)
  static let interruption = 0.014
  /// Share of a digit's looks that come within 3 dB of its peak: all but its edges, 7 ms each.
  static let strong: Float = 0.6

  private var candidate = -1
  private var best: Float = 0
  private var measured = SIMD2<Float>()
  private var idle = 0
  private var isOn = false
  private var peak: Float = 0
  /// Amplitudes of the first 30 ms, to place the start once the peak is known.
  private var rise = InlineArray<12, Float>(repeating: 0)
  private var count = 0
  private var strongCount = 0
  private var twists = SIMD2<Float>()
  private var start = SampleTime.zero
  private var end = SampleTime.zero
  private var pending = PendingDigits()

  /// Whether frames without a pair matter.
  var isAwake: Bool { candidate >= 0 || pending.system != nil }

  /// Whether a frame may be a pair.
  static func mayBegin(_ frame: SpectralFrame) -> Bool {
    frame.total >= ToneTracker.floor && frame.pairShare >= share
      && frame.first.power < 40 * frame.second.power
  }

  /// Hears a frame; appends the digits that have ended.
  mutating func consume(
    _ frame: SpectralFrame, history: inout SampleHistory, into events: inout [CallEvent]
  ) {
    let heard = match(frame)
    guard candidate >= 0 || heard != nil else { return pending.rest(at: frame.center) }
    // A pair that shares a line with the one before may look like it until a frame knows better.
    if let heard, heard != candidate, !isOn || best == 0 {
      candidate = heard
      isOn = false
      peak = 0
      idle = 0
      take(frame)
      return lookBack(frame, &history, &events)
    }
    // The frame that the pair fills knows best which of two like digits it is.
    if let heard, frame.pairShare > best,
      candidate >= 0, DigitPlan.all[heard].isLike(DigitPlan.all[candidate])
    {
      candidate = heard
      take(frame)
    }
    idle = heard == candidate ? 0 : idle + 1
    if let samples = frame.samples {
      look(samples + Spectrum.size, count: PairEnvelope.looks, frame.center, &events)
    } else {
      rest(frame.center, &events)
    }
    if idle > 3, !isOn { candidate = -1 }
  }

  private mutating func take(_ frame: SpectralFrame) {
    best = frame.pairShare
    measured = SIMD2(
      min(frame.first.frequency, frame.second.frequency),
      max(frame.first.frequency, frame.second.frequency))
  }

  private func match(_ frame: SpectralFrame) -> Int? {
    guard DigitDetector.mayBegin(frame) else { return nil }
    return DigitPlan.digit(
      low: min(frame.first.frequency, frame.second.frequency),
      high: max(frame.first.frequency, frame.second.frequency), in: pending.system)
  }

  /// A digit has begun: it may have 55 ms ago.
  private mutating func lookBack(
    _ frame: SpectralFrame, _ history: inout SampleHistory, _ events: inout [CallEvent]
  ) {
    var samples = InlineArray<480, Float>(repeating: 0)
    do {
      var target = samples.mutableSpan
      history.copyNewest(PairEnvelope.reach, to: &target)
    }
    let center = frame.center
    withUnsafeMutablePointer(to: &samples) {
      $0.withMemoryRebound(to: Float.self, capacity: PairEnvelope.reach) {
        look($0 + PairEnvelope.reach, count: PairEnvelope.mostLooks, center, &events)
      }
    }
  }

  private mutating func look(
    _ end: UnsafePointer<Float>, count: Int, _ center: SampleTime, _ events: inout [CallEvent]
  ) {
    var looks = InlineArray<19, PairEnvelope.Look>(repeating: PairEnvelope.Look())
    DigitPlan.all[candidate].envelope.look(end, count: count, into: &looks)
    // The middle of the newest window.
    let newest = center + (Spectrum.size / 2 - PairEnvelope.window / 2)
    for index in 0..<count {
      follow(looks[index], at: newest + (index + 1 - count) * PairEnvelope.step, &events)
    }
  }

  /// Nothing to look at.
  private mutating func rest(_ center: SampleTime, _ events: inout [CallEvent]) {
    follow(PairEnvelope.Look(), at: center + Spectrum.size / 2, &events)
  }

  private mutating func follow(
    _ look: PairEnvelope.Look, at time: SampleTime, _ events: inout [CallEvent]
  ) {
    let power = look.low + look.high
    let ratio = look.high / max(look.low, 1e-3)
    let isPair =
      power >= ToneTracker.floor && look.share >= DigitDetector.fineShare
      && (DigitPlan.all[candidate].system == .dtmf
        ? DigitDetector.ratios : DigitDetector.registerRatios).contains(ratio)
    let amplitude = power.squareRoot()
    if isPair { peak = max(peak, amplitude) }
    guard isPair, amplitude >= 0.5 * peak else {
      if isOn, Double(time - end) > DigitDetector.interruption * Double(SampleTime.rate) {
        close(&events)
      }
      return
    }
    if !isOn {
      isOn = true
      start = time
      peak = amplitude
      count = 0
      strongCount = 0
      twists = SIMD2(.infinity, 0)
    }
    end = time + PairEnvelope.step / 2
    if count < rise.count { rise[count] = amplitude }
    count += 1
    if amplitude > 0.7 * peak {
      strongCount += 1
      // Behind the rise.
      if count > 4 { twists = SIMD2(min(twists.x, ratio), max(twists.y, ratio)) }
    }
  }

  private static let ratios =
    powf(10, twist.lowerBound / 10)...powf(10, twist.upperBound / 10)
  private static let registerRatios =
    powf(10, registerTwist.lowerBound / 10)...powf(10, registerTwist.upperBound / 10)
  private static let ratioChange = powf(10, twistChange / 10)

  /// The pair is over.
  private mutating func close(_ events: inout [CallEvent]) {
    isOn = false
    defer { best = 0 }
    let half = (0..<min(count, rise.count)).first { rise[$0] >= 0.5 * peak } ?? 0
    start = start + (half * PairEnvelope.step - PairEnvelope.step / 2)
    let level = Level(meanSquare: Double(peak * peak))
    peak = 0
    guard level >= DigitDetector.softest,
      Double(end - start) >= DigitDetector.least * Double(SampleTime.rate),
      best >= DigitDetector.bestShare, Float(strongCount) >= DigitDetector.strong * Float(count),
      twists.y <= DigitDetector.ratioChange * twists.x
    else { return }
    let digit = DigitPlan.all[candidate]
    let event = CallEvent(
      digit.system == .dtmf ? .dtmf : digit.system == .r1 ? .mf : .r2, at: start, end: end,
      name: digit.name, frequencies: [measured.x, measured.y], level: level)
    if digit.system == .dtmf {
      events.append(event)
    } else if best >= PendingDigits.share {
      pending.add(event, digit, &events)
    }
  }
}
