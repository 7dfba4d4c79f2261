// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Simulation

/// One subscriber line as the exchange sees it: a value; the exchange moves its audio.
struct ExchangeLine: Sendable {
  enum State: Sendable {
    case idle
    /// Off-hook: dial tone, then digits.
    case dialing(Register)
    case connected(FarEnd)
    /// This side has hung up, the caller has not.
    case left
  }

  /// Collects the digits of one call.
  struct Register: Sendable {
    /// Nothing dialed for this long: the caller gets reorder. Seconds.
    static let firstDigit = 10.0
    /// No further digit for this long: the number is complete, even if a longer one exists. Seconds.
    static let nextDigit = 1.5
    /// From a complete number until the far end begins: the network needs a moment, and the caller's
    /// last digit and the pause after it come to their end. Seconds.
    static let switching = 0.5

    var digits = ""
    var ear = DigitEar()
    var dialTone: ToneSynthesizer?
    /// Samples since the last digit, or since the line was seized.
    var quiet = 0

    /// Hears a block.
    mutating func hear(_ block: Span<Int16>) {
      quiet += block.count
      guard let digit = ear.hear(block) else { return }
      digits.append(digit)
      dialTone = nil
      quiet = 0
    }

    /// Whether to connect now.
    func isComplete(in script: FarEndScript) -> Bool {
      let seconds = Double(quiet) / Double(SampleTime.rate)
      if digits.isEmpty { return seconds >= Register.firstDigit }
      guard seconds >= Register.switching else { return false }
      let mayGoOn = script.entries.contains {
        $0.number.count > digits.count && $0.number.hasPrefix(digits)
      }
      return script[digits] != nil && !mayGoOn || seconds >= Register.nextDigit
    }
  }

  var state = State.idle
}
