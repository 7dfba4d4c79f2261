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
    /// Pulses of the digit that is being dialed by them, and samples since the last of these.
    var pulses = 0
    var sincePulse = 0

    /// No pulse for this long: the digit is complete. A pulse and the loop after it are 100 ms. Seconds.
    static let pulsesEnd = 0.3

    /// Hears a block.
    mutating func hear(_ block: Span<Int16>) {
      quiet += block.count
      sincePulse += block.count
      if pulses > 0, Double(sincePulse) / Double(SampleTime.rate) >= Register.pulsesEnd {
        take(Character("\(pulses % 10)"))
        pulses = 0
      }
      if let digit = ear.hear(block) { take(digit) }
    }

    /// The loop was opened for a moment: ten times for a 0.
    mutating func pulse() {
      pulses = min(10, pulses + 1)
      sincePulse = 0
      dialTone = nil
    }

    private mutating func take(_ digit: Character) {
      digits.append(digit)
      dialTone = nil
      quiet = 0
    }

    /// Whether to connect now.
    func isComplete(in script: FarEndScript) -> Bool {
      guard pulses == 0 else { return false }
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
