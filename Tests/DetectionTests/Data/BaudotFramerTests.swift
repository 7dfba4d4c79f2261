// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Audio
@testable import Detection

struct BaudotFramerTests {
  /// Decisions, one a millisecond, of characters whose bits last `bit` ms.
  private static func decisions(_ codes: [UInt8], bit: Int = 22) -> [Bool] {
    let rest = [Bool](repeating: true, count: 8 * bit)
    return rest
      + codes.flatMap { code -> [Bool] in
        let bits = [false] + (0..<5).map { code >> $0 & 1 == 1 }
        return bits.flatMap { [Bool](repeating: $0, count: bit) }
          + [Bool](repeating: true, count: bit + bit / 2)
      } + rest
  }

  private static func framer(_ decisions: [Bool], baud: Float = 45.45) -> BaudotFramer {
    var framer = BaudotFramer(baud: baud, every: 8)
    for isMark in decisions { framer.consume(isMark) }
    return framer
  }

  @Test(arguments: ["HELLO GA", "CALL 555-0123", "A (B) C?"])
  func `characters are read, letters and figures`(text: String) throws {
    let codes = try #require(Baudot.codes(of: text))
    for (bit, baud) in [(22, Float(45.45)), (20, 50)] {
      let framer = BaudotFramerTests.framer(
        BaudotFramerTests.decisions(codes, bit: bit), baud: baud)
      #expect(framer.text == text)
      #expect(framer.inARow == codes.count && framer.misfit < 0.01)
    }
  }

  @Test func `a character without its stop breaks the row`() {
    var decisions = BaudotFramerTests.decisions([1, 2, 3])
    // The stop of the second one.
    let stop = 8 * 22 + 165 + 6 * 22
    for index in stop..<stop + 22 { decisions[index] = false }
    let framer = BaudotFramerTests.framer(decisions)
    #expect(framer.inARow < 3 && framer.good < 3)
  }

  @Test func `the edges tell which rate it is`() throws {
    let codes = try #require(Baudot.codes(of: "HELLO HELLO"))
    for (bit, baud, other) in [(22, Float(45.45), Float(50)), (20, 50, 45.45)] {
      let decisions = BaudotFramerTests.decisions(codes, bit: bit)
      let right = BaudotFramerTests.framer(decisions, baud: baud)
      #expect(right.misfit < BaudotFramerTests.framer(decisions, baud: other).misfit)
    }
  }

  @Test func `a click is no start, and rest is no character`() {
    var decisions = [Bool](repeating: true, count: 2000)
    for index in 500..<508 { decisions[index] = false }
    let framer = BaudotFramerTests.framer(decisions)
    #expect(framer.good == 0)
  }

  @Test func `of a long text the end is kept`() throws {
    let line = "THE QUICK BROWN FOX "
    let long = String(repeating: line, count: 12)
    let codes = try #require(Baudot.codes(of: long))
    let text = BaudotFramerTests.framer(BaudotFramerTests.decisions(codes)).text
    #expect(text.count <= 96 && text.count > 80)
    #expect(long.hasSuffix(text))
  }
}
