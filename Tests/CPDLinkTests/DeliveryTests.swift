// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CPDLink
import Calls
import Testing

struct DeliveryTests {
  private let hello = Hello(token: Token("t"), name: "ocs")

  private func result(_ attempt: Int) -> CPDMessage { .result(.busy(attempt: "\(attempt)")) }

  private func ringing(_ attempt: String) -> CPDMessage {
    .progress(Progress(attempt: attempt, line: "l", state: .ringing, at: .zero))
  }

  private func ids(_ lines: [CPDLine]) -> [Int] {
    lines.compactMap { if case .message(let id, _) = $0 { id } else { nil } }
  }

  private func attempts(_ lines: [CPDLine]) -> [String] {
    lines.compactMap { if case .message(_, let message) = $0 { message.attempt } else { nil } }
  }

  @Test func `a client says hello first and the rest when it was acknowledged`() {
    var delivery = Delivery()
    #expect(delivery.send(result(1)).lines.isEmpty)
    #expect(delivery.connected(hello).lines == [.message(id: 1, .hello(hello))])
    #expect(delivery.send(.query(attempt: "q")).lines.isEmpty)
    let welcome = CPDAck.welcome(CPDAck.Welcome(name: "cpd", lines: 4))
    let settled = delivery.received(.ack(re: 1, welcome))
    #expect(settled.message == .hello(hello))
    #expect(settled.answer == .acknowledged(welcome))
    #expect(
      settled.lines == [.message(id: 2, result(1)), .message(id: 3, .query(attempt: "q"))])
    #expect(delivery.isOpen)
  }

  @Test func `a hello refused opens nothing`() {
    var delivery = Delivery()
    _ = delivery.connected(hello)
    let settled = delivery.received(.error(re: 1, CPDError(.unauthorized, "")))
    #expect(settled.message == .hello(hello))
    #expect(!delivery.isOpen)
    #expect(delivery.send(result(1)).lines.isEmpty)
  }

  @Test func `what was not acknowledged comes again in order with new ids, and only that`() {
    var delivery = Delivery()
    _ = delivery.welcomed()
    for attempt in 1...4 { _ = delivery.send(result(attempt)) }
    #expect(delivery.received(.ack(re: 2, .plain)).message == result(2))
    #expect(delivery.disconnected().lost.isEmpty)
    _ = delivery.send(result(5))
    let again = delivery.welcomed().lines
    #expect(ids(again) == [1, 2, 3, 4])
    #expect(attempts(again) == ["1", "3", "4", "5"])
    for id in 1...4 { _ = delivery.received(.ack(re: id, .plain)) }
    #expect(delivery.unacknowledged.isEmpty)
    #expect(delivery.welcomed().lines.isEmpty)
  }

  @Test func `what does not outlive its connection is lost with it, and its owner is told`() {
    var delivery = Delivery()
    let dial = CPDMessage.dial(CallRequest(attempt: "a", number: "1"))
    #expect(delivery.send(dial).lost == [dial])
    _ = delivery.welcomed()
    #expect(delivery.send(dial).lines == [.message(id: 1, dial)])
    _ = delivery.send(ringing("b"))
    _ = delivery.send(result(3))
    #expect(delivery.disconnected().lost == [dial, ringing("b")])
    #expect(delivery.unacknowledged == [result(3)])
  }

  @Test(arguments: Progress.State.allCases)
  func `progress outlives a connection once the call has its result`(_ state: Progress.State) {
    let isAfterResult = [.transferred, .transferFailed, .played, .optedOut, .released].contains(
      state)
    let progress = Progress(attempt: "a", line: "l", state: state, at: .zero)
    #expect(CPDMessage.progress(progress).outlivesConnection == isAfterResult)
  }

  @Test func `only a window of messages is under way`() {
    var delivery = Delivery()
    for attempt in 1...100 { _ = delivery.send(result(attempt)) }
    let first = delivery.welcomed().lines
    #expect(attempts(first) == (1...Delivery.window).map(String.init))
    #expect(delivery.send(result(101)).lines.isEmpty)
    var taken = attempts(first)
    var next = 1
    while next <= taken.count {
      taken += attempts(delivery.received(.ack(re: next, .plain)).lines)
      next += 1
    }
    #expect(taken == (1...101).map(String.init))
  }

  @Test func `a refused message is handed back and not sent again`() {
    var delivery = Delivery()
    _ = delivery.welcomed()
    _ = delivery.send(result(1))
    let error = CPDError(.busy, "later")
    let settled = delivery.received(.error(re: 1, error))
    #expect(settled.message == result(1))
    #expect(settled.answer == .refused(error))
    #expect(error.isTemporary)
    #expect(delivery.unacknowledged.isEmpty)
  }

  @Test func `a reply to nothing, or a second one, settles nothing`() {
    var delivery = Delivery()
    _ = delivery.welcomed()
    _ = delivery.send(result(1))
    #expect(delivery.received(.ack(re: 9, .plain)).message == nil)
    #expect(delivery.received(.error(re: nil, CPDError(.malformed, ""))).message == nil)
    #expect(delivery.received(.ack(re: 1, .plain)).message == result(1))
    #expect(delivery.received(.ack(re: 1, .plain)).message == nil)
  }

  @Test func `a peer that acknowledges nothing costs bounded memory, and no result`() {
    var delivery = Delivery()
    _ = delivery.welcomed()
    _ = delivery.send(result(1))
    var lost = 0
    let extra = 100
    for _ in 0..<(Delivery.queueLimit + Delivery.window + extra) {
      lost += delivery.send(ringing("b")).lost.count
    }
    #expect(lost == extra + 1)
    #expect(delivery.unacknowledged == [result(1)])
  }

  @Test func `another connection's delivery takes over in order`() {
    var first = Delivery()
    _ = first.welcomed()
    for attempt in 1...40 { _ = first.send(result(attempt)) }
    _ = first.received(.ack(re: 1, .plain))
    let taken = first.takeUnacknowledged()
    #expect(taken == (2...40).map(result))
    #expect(first.unacknowledged.isEmpty)
  }
}
