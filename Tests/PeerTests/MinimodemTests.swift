// SPDX-License-Identifier: GPL-3.0-or-later
import Detection
import Testing

/// What minimodem sends is heard as what it is.
struct MinimodemTests {
  private static let text = "THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG 1234567890\n"

  @Test(arguments: [
    Signal("-M 2225 -S 2025 300", "modem", "bell103"),
    Signal("300", "modem", "bell103"),
    Signal("-M 980 -S 1180 300", "modem", "v21"),
    Signal("-M 1650 -S 1850 300", "modem", "v21"),
    Signal("-M 1300 -S 2100 1200", "modem", "v23"),
  ])
  func `a modem is heard by its carriers`(signal: Signal) throws {
    let text = String(repeating: MinimodemTests.text, count: 3)
    signal.expect(Heard(try Generator.minimodem(signal.words, text: text), isAnswered: true))
  }

  @Test func `a text telephone is heard and read`() throws {
    let heard = Heard(
      try Generator.minimodem("tdd", text: MinimodemTests.text), isAnswered: true)
    Signal("tdd", "tty", "baudot").expect(heard)
    #expect(heard.verdict?.outcome == .tty)
    let read = heard.events.last { $0.kind == .tty }?.text ?? ""
    let sent = MinimodemTests.text.dropLast()
    #expect(read.contains(sent), "read \(read)")
  }
}
