// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Turns of an answer tone's phase by 180°, every 450 ± 25 ms (V.25, V.8).
///
/// The line's phase is followed by a reference that turns with its frequency; a reversal leaves the line against its
/// reference. Between, a frame holds the tone both ways, and the share u of the window behind the reversal is what its
/// amplitude along the reference, 1 − 2u, says; half-overlapping windows add up to one, so that the sum of u over the
/// frames places the reversal to a few ms.
struct PhaseReversals: Sendable {
  /// Frames that a reversal takes at most.
  static let longest = 4
  static let interval: ClosedRange<Float> = 0.408...0.492

  private var reference = SIMD2<Float>()
  /// How far the phase turns in a hop.
  private var turn = SIMD2<Float>(1, 0)
  private var amplitude: Float = 0
  private var frames = 0
  private var sum: Float = 0
  /// Frames in a row that were neither the one way nor the other.
  private var between = 0
  private var last: SampleTime?
  private var regular = 0
  private var irregular = 0
  /// Whether the frame lies about a reversal.
  private(set) var isTurning = false

  /// Whether the reversals heard come at their interval, by and large; two of them are one interval.
  var areRegular: Bool { regular > irregular }

  private static func product(_ a: SIMD2<Float>, _ b: SIMD2<Float>) -> SIMD2<Float> {
    SIMD2(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x)
  }

  mutating func add(_ frame: SpectralFrame, hertz: Float) {
    // About the middle of the window all bins of the line's lobe have one phase.
    var phasor = frame.first.bin % 2 == 0 ? frame.phasor : -frame.phasor
    let size = (phasor * phasor).sum().squareRoot()
    guard size > 0 else { return }
    phasor /= size
    let strength = frame.first.power.squareRoot()
    frames += 1
    if frames <= 4 || between > PhaseReversals.longest {
      // The first windows reach over the edge, and the frequency is known only after them. A line that stays between its
      // two phases is one whose frequency was taken wrongly.
      between = 0
      sum = 0
      isTurning = false
      reference = phasor
      amplitude = strength
      let angle = 2 * Float.pi * hertz * Float(Spectrum.hop) / Float(SampleTime.rate)
      turn = SIMD2(cosf(angle), sinf(angle))
      return
    }
    reference = PhaseReversals.product(reference, turn)
    let along = (phasor * reference).sum()
    let across = reference.x * phasor.y - reference.y * phasor.x
    let share = min(1, max(0, (1 - along * min(1, strength / amplitude)) / 2))
    between = share < 0.15 ? 0 : between + 1
    if share < 0.15 {
      sum = 0
      isTurning = false
      follow(across, strength)
    } else {
      // A modulation by 30 % brings the share to 0.15, no more.
      isTurning = share >= 0.25
      sum += share
      if share > 0.85 || along < -0.9 {
        turned(at: frame.center + -Int((sum - 0.5) * Float(Spectrum.hop)))
        reference = -reference
        sum = 0
        between = 0
        follow(-across, strength)
      }
    }
  }

  /// Pulls the reference and its speed after the line by `across`, the sine of the angle between.
  private mutating func follow(_ across: Float, _ strength: Float) {
    amplitude += 0.2 * (strength - amplitude)
    reference = PhaseReversals.normal(reference, turnedBy: 0.5 * across)
    turn = PhaseReversals.normal(turn, turnedBy: 0.15 * across)
  }

  private static func normal(_ vector: SIMD2<Float>, turnedBy sine: Float) -> SIMD2<Float> {
    let turned = product(vector, SIMD2(1, sine))
    return turned / (turned * turned).sum().squareRoot()
  }

  private mutating func turned(at time: SampleTime) {
    if let last {
      let seconds = Float(time - last) / Float(SampleTime.rate)
      if PhaseReversals.interval.contains(seconds) { regular += 1 } else { irregular += 1 }
    }
    last = time
  }
}
