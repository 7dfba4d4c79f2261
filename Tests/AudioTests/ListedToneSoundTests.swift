// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation
import Testing

/// Every listed tone, synthesised and measured without knowledge of how it was made: when it sounds, by the samples'
/// size; at what frequencies and levels, by correlation.
@Suite struct ListedToneSoundTests {
  static let total = Level(dBm0: -10)

  /// One tone of each notation.
  static let tones = Dictionary(
    ListedTone.world.map { ($0.notation, $0) }, uniquingKeysWith: { first, _ in first }
  ).values.sorted { $0.notation.description < $1.notation.description }

  @Test func `every tone sounds and pauses as its notation says`() {
    for tone in ListedToneSoundTests.tones {
      let notation = tone.notation
      let steps = notation.lead + notation.period + (notation.repeats ? notation.period : [])
      let lengths = steps.map { $0.seconds == 0 ? 1 : $0.seconds }
      let seconds = lengths.reduce(0, +)
      let samples = tone.tone(at: ListedToneSoundTests.total).samples(seconds: seconds)
      var wanted: [(isOn: Bool, seconds: Double)] = []
      for (step, length) in zip(steps, lengths) {
        if wanted.last?.isOn == !step.isSilence {
          wanted[wanted.count - 1].seconds += length
        } else {
          wanted.append((!step.isSilence, length))
        }
      }
      let heard = runs(of: samples)
      #expect(heard.count == wanted.count, "\(tone.country) \(notation)")
      for (one, other) in zip(heard, wanted) {
        #expect(
          one.isOn == other.isOn && abs(one.seconds - other.seconds) < 0.0045,
          "\(tone.country) \(notation): \(one) for \(other)")
      }
    }
  }

  @Test func `every burst has the frequencies and levels that its notation says`() {
    for tone in ListedToneSoundTests.tones {
      let notation = tone.notation
      let samples = tone.tone(at: ListedToneSoundTests.total).samples(
        seconds: (notation.lead + notation.period).reduce(0) {
          $0 + ($1.seconds == 0 ? 1 : $1.seconds)
        })
      var start = 0.0
      for step in notation.lead + notation.period {
        let length = step.seconds == 0 ? 1 : step.seconds
        defer { start += length }
        guard !step.isSilence else { continue }
        let burst = samples[
          Int((start * 8000).rounded())..<Int(((start + length) * 8000).rounded())]
        measure(step, burst, length, "\(tone.country) \(tone.kind) \(notation)")
      }
    }
  }

  private func measure(
    _ step: ToneNotation.Step, _ burst: ArraySlice<Int16>, _ seconds: Double, _ name: String
  ) {
    let each =
      ListedToneSoundTests.total.dBm0 + step.relativeLevel
      - 10 * log10(Double(step.frequencies.count))
    var lines = step.frequencies
    if let modulation = step.modulation, let carrier = step.frequencies.first {
      // Sidebands that overlap none of the others.
      lines += [carrier - modulation, carrier + modulation]
    }
    // A Hann window tells lines apart that are 4 / T away from each other, from 0 Hz and from their images.
    let sorted = ([-(lines.min() ?? 0)] + lines).sorted()
    let spacing = zip(sorted, sorted.dropFirst()).map { $1 - $0 }.min() ?? 0
    guard spacing * seconds >= 4 else {
      #expect(seconds < 0.25 || step.modulation != nil, "\(name) was not measured")
      return
    }
    for frequency in step.frequencies {
      let heard = level(of: frequency, in: burst)
      #expect(abs(heard - each) < 0.4, "\(name): \(frequency) Hz at \(heard) dBm0")
    }
    if let modulation = step.modulation, let carrier = step.frequencies.first {
      // Half of the depth, 0.9, on either side: 6.94 dB below the carrier.
      for side in [carrier - modulation, carrier + modulation] {
        let heard = level(of: side, in: burst)
        #expect(abs(heard - (each - 6.94)) < 0.5, "\(name): sideband \(side) Hz at \(heard) dBm0")
      }
    }
    // Nothing else sounds.
    let whole = step.modulation == nil ? 0 : 10 * log10(1 + 0.9 * 0.9 / 2)
    let wanted = each + 10 * log10(Double(step.frequencies.count)) + whole
    let heard = Array(burst).level.dBm0
    #expect(abs(heard - wanted) < 0.8, "\(name): \(heard) dBm0 in all for \(wanted)")
  }

  /// Lengths of sound and of pauses, to 2 ms.
  private func runs(of samples: [Int16]) -> [(isOn: Bool, seconds: Double)] {
    var runs: [(isOn: Bool, seconds: Double)] = []
    for block in stride(from: 0, to: samples.count, by: 16) {
      let end = min(block + 16, samples.count)
      let isOn = samples[block..<end].contains { abs(Int($0)) > 16 }
      let seconds = Double(end - block) / 8000
      if runs.last?.isOn == isOn {
        runs[runs.count - 1].seconds += seconds
      } else {
        runs.append((isOn, seconds))
      }
    }
    return runs
  }
}
