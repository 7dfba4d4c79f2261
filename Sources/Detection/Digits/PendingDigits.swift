// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// R1 and R2 digits that wait until they are believed: behind a KP, or once three of one system came in a row.
struct PendingDigits: Sendable {
  static let row = 3
  /// Share of the band's power in the pair, and dB from one digit to the next in a row.
  static let share: Float = 0.92
  static let levels = 6.0
  /// Seconds after which a row is over.
  static let pause = 1.5

  /// The system of the row under way.
  private(set) var system: DigitPlan.System?
  private var waiting: [CallEvent] = []
  private var isBelieved = false
  private var last = SampleTime.zero

  mutating func add(_ event: CallEvent, _ digit: DigitPlan.Digit, _ events: inout [CallEvent]) {
    rest(at: event.at)
    let before = waiting.last?.level?.dBm0 ?? event.level?.dBm0 ?? 0
    if digit.system != system || abs((event.level?.dBm0 ?? 0) - before) > PendingDigits.levels {
      waiting.removeAll(keepingCapacity: true)
      isBelieved = false
      system = digit.system
    }
    last = event.end ?? event.at
    if digit.system == .r1, digit.name == "KP" { isBelieved = true }
    waiting.append(event)
    guard isBelieved || waiting.count >= PendingDigits.row else { return }
    isBelieved = true
    events.append(contentsOf: waiting)
    waiting.removeAll(keepingCapacity: true)
  }

  /// Nothing at `now`: after a while the row is over.
  mutating func rest(at now: SampleTime) {
    guard system != nil,
      Double(now - last) > PendingDigits.pause * Double(SampleTime.rate)
    else { return }
    system = nil
    isBelieved = false
    waiting.removeAll(keepingCapacity: true)
  }
}
