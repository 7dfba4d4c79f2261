// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Phase-shift keying with root raised cosine pulses, as of V.22, V.22 bis and V.32 modems before they settle on a
/// constellation.
struct PhaseShiftKeying {
  /// Hz.
  var carrier: Double
  /// Symbols a second.
  var baud: Double
  var rollOff: Double

  /// V.22 (and V.22 bis): 600 symbols a second, a roll-off of 0.75; the caller at 1200 Hz, the answerer at 2400 Hz.
  static let v22Caller = PhaseShiftKeying(carrier: 1200, baud: 600, rollOff: 0.75)
  static let v22Answerer = PhaseShiftKeying(carrier: 2400, baud: 600, rollOff: 0.75)
  /// V.32: 2400 symbols a second at 1800 Hz. The roll-off is the modem's own affair.
  static let v32 = PhaseShiftKeying(carrier: 1800, baud: 2400, rollOff: 0.2)

  /// - Parameter turns: by how many quarter turns the phase changes at each symbol.
  func samples(turns: [Int], level: Level) -> [Int16] {
    let perSymbol = Double(SampleTime.rate) / baud
    var phase = 0
    let symbols = turns.map { turn -> Int in
      phase = (phase + turn) % 4
      return phase
    }
    let reach = 4
    let wave = (0..<Int((Double(turns.count) * perSymbol).rounded())).map { index -> Double in
      let time = Double(index) / perSymbol
      let middle = Int(time.rounded(.down))
      var (real, imaginary) = (0.0, 0.0)
      for symbol in max(0, middle - reach)..<min(symbols.count, middle + reach + 1) {
        let weight = pulse(time - Double(symbol))
        switch symbols[symbol] {
        case 0: real += weight
        case 1: imaginary += weight
        case 2: real -= weight
        default: imaginary -= weight
        }
      }
      let cycles = carrier * Double(index) / Double(SampleTime.rate)
      let angle = 2 * .pi * (cycles - cycles.rounded(.down))
      return real * cos(angle) - imaginary * sin(angle)
    }
    let meanSquare = wave.reduce(0) { $0 + $1 * $1 } / Double(max(wave.count, 1))
    guard meanSquare > 0 else { return [] }
    let gain = (level.meanSquare / meanSquare).squareRoot()
    return wave.map { Int16(saturating: $0 * gain) }
  }

  /// The root raised cosine at `time` symbols from its middle.
  private func pulse(_ time: Double) -> Double {
    let reach = 4 * rollOff * time
    if abs(time) < 1e-9 { return 1 - rollOff + 4 * rollOff / .pi }
    if abs(abs(reach) - 1) < 1e-9 {
      let angle = .pi / (4 * rollOff)
      return rollOff / 2.0.squareRoot()
        * ((1 + 2 / .pi) * sin(angle) + (1 - 2 / .pi) * cos(angle))
    }
    let angle = .pi * time
    return (sin(angle * (1 - rollOff)) + reach * cos(angle * (1 + rollOff)))
      / (angle * (1 - reach * reach))
  }
}
