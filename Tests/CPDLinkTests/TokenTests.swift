// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Calls
import Testing

struct TokenTests {
  @Test func `a token matches itself only`() {
    let token = Token("secret")
    #expect(token.matches(Token("secret")))
    for wrong in ["", "s", "secre", "secret ", "Secret", "secretsecret", "terces"] {
      #expect(!token.matches(Token(wrong)), "\(wrong)")
    }
  }

  @Test func `an empty token lets nobody in`() {
    #expect(!Token("").matches(Token("")))
    #expect(!Token("").matches(Token("x")))
  }

  @Test func `neither a token nor a number is printed`() {
    let hello = CPDMessage.hello(Hello(token: Token("secret"), name: "ocs"))
    let dial = CPDMessage.dial(CallRequest(attempt: "a-1", number: "5551234"))
    let transfer = CPDMessage.transfer(attempt: "a-1", to: "5551234")
    for message in [hello, dial, transfer] {
      let line = CPDLine.message(id: 1, message)
      for text in ["\(line)", String(reflecting: line), "\(message)"] {
        #expect(!text.contains("secret"))
        #expect(!text.contains("5551234"))
      }
    }
    #expect("\(Hello(token: Token("secret"), name: "ocs"))".contains("secret") == false)
  }
}
