// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// Characters out of marks and spaces, decision by decision: start bit, five data bits, stop.
struct BaudotFramer: Sendable {
  /// Decisions per bit, not rounded.
  private let bit: Float
  private var wasMark = true
  private var markRun: Float = 0
  /// Decisions since the start bit began; negative while waiting for one.
  private var clock: Float = -1
  private var bits = 0
  private var code: UInt8 = 0
  /// Well-framed characters since the last that was not, and in all.
  private(set) var inARow = 0
  private(set) var good = 0
  private var edges: Float = 0
  private var misses: Float = 0

  /// How far edges lie from where bits end, squared, in bits: 1/12 for any other rate.
  var misfit: Float { edges > 0 ? misses / edges : .infinity }
  private var codes = InlineArray<96, UInt8>(repeating: 0)

  /// - Parameter every: samples between decisions.
  init(baud: Float, every samples: Int) {
    bit = Float(SampleTime.rate) / baud / Float(samples)
  }

  mutating func restart() {
    clock = -1
    markRun = 0
    inARow = 0
    good = 0
    edges = 0
    misses = 0
    wasMark = true
  }

  mutating func consume(_ isMark: Bool) {
    defer { wasMark = isMark }
    guard clock >= 0 else {
      if isMark {
        markRun += 1
      } else if wasMark, markRun >= 0.8 * bit {
        clock = 0
        bits = 0
        code = 0
      }
      return
    }
    clock += 1
    if isMark != wasMark {
      let place = clock / bit
      let miss = place - place.rounded()
      edges += 1
      misses += miss * miss
    }
    // The middle of bit number `bits`.
    guard clock >= (Float(bits) + 0.5) * bit else { return }
    switch bits {
    case 0 where isMark:
      clock = -1
      markRun = 0
      return
    case 1...5:
      if isMark { code |= 1 << UInt8(bits - 1) }
    case 6:
      clock = -1
      markRun = isMark ? bit : 0
      if isMark {
        codes[good % codes.count] = code
        good += 1
        inARow += 1
      } else {
        inARow = 0
      }
    default: break
    }
    bits += 1
  }

  /// The characters that were heard, the last 96 of them.
  var text: String {
    Baudot.text(of: (max(0, good - codes.count)..<good).map { codes[$0 % codes.count] })
  }
}
