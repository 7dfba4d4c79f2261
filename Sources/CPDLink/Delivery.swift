// SPDX-License-Identifier: GPL-3.0-or-later

/// The sender's side of the link: at least once, in order.
///
/// Messages get ids, wait for their replies, and those that outlive a connection (`CPDMessage.outlivesConnection`) are
/// sent again, in their order, on the next one. At most `window` are under way at a time, so that reconnecting with
/// thousands of unacknowledged results does not flood the peer. It knows no sockets and no clocks: lines come out as
/// values, and the owner says when a connection opens and ends.
public struct Delivery: Sendable {
  /// Messages sent and not replied to, at most. 32 lines of 64 KiB are 2 MiB, within what a connection keeps unsent.
  public static let window = 32
  /// Messages that wait to be sent, at most; beyond it the oldest that does not outlive the connection is lost.
  public static let queueLimit = 4096

  /// What the owner has to do.
  public struct Step: Sendable, Hashable {
    /// To be sent, in order.
    public var lines: [CPDLine] = []
    /// Messages that will not be sent, or whose reply will never come: for a dial, ask by `query` once connected.
    public var lost: [CPDMessage] = []
  }

  /// What a reply has settled.
  public struct Settlement: Sendable, Hashable {
    public enum Answer: Sendable, Hashable {
      case acknowledged(CPDAck)
      /// It is not sent again. The owner may `send` it again where `CPDError.isTemporary`.
      case refused(CPDError)
    }

    /// Nil where nothing waited for this reply, or the peer could not read which line it was; there is nothing to do.
    public var message: CPDMessage?
    public var answer: Answer
    /// To be sent now.
    public var lines: [CPDLine]
  }

  private enum Phase { case closed, greeting, open }

  private struct Sent {
    var id: Int
    var message: CPDMessage
  }

  private var phase = Phase.closed
  private var lastID = 0
  private var sent: [Sent] = []
  private var queue: [CPDMessage] = []

  public init() {}

  /// Whether the peer takes messages: the handshake is over and the connection has not ended.
  public var isOpen: Bool { phase == .open }

  /// Messages that outlive the connection and were not replied to, in order.
  public var unacknowledged: [CPDMessage] {
    (sent.map(\.message) + queue).filter(\.outlivesConnection)
  }

  /// A client's new connection: hello goes first; everything else follows when it is acknowledged.
  public mutating func connected(_ hello: Hello) -> Step {
    let lost = disconnected()
    phase = .greeting
    return Step(lines: [line(.hello(hello))], lost: lost.lost)
  }

  /// A server's connection on which the peer's hello was let in. Sends again what was not acknowledged before.
  public mutating func welcomed() -> Step {
    let lost = disconnected()
    phase = .open
    return Step(lines: pump(), lost: lost.lost)
  }

  /// The connection has ended. What outlives it is kept; the rest is lost.
  public mutating func disconnected() -> Step {
    let all = sent.map(\.message) + queue
    phase = .closed
    lastID = 0
    sent = []
    queue = all.filter(\.outlivesConnection)
    return Step(lost: all.filter { !$0.outlivesConnection })
  }

  /// Sends `message` as soon as it may be sent.
  public mutating func send(_ message: CPDMessage) -> Step {
    guard phase != .closed || message.outlivesConnection else { return Step(lost: [message]) }
    queue.append(message)
    var step = Step(lines: phase == .open ? pump() : [])
    if queue.count > Delivery.queueLimit,
      let oldest = queue.firstIndex(where: { !$0.outlivesConnection })
    {
      step.lost.append(queue.remove(at: oldest))
    }
    return step
  }

  /// The peer has replied.
  public mutating func received(_ reply: CPDReply) -> Settlement {
    switch reply {
    case .ack(let id, let ack):
      let message = settle(id)
      if case .hello = message, phase == .greeting { phase = .open }
      return Settlement(
        message: message, answer: .acknowledged(ack), lines: phase == .open ? pump() : [])
    case .error(let id, let error):
      let message = id.flatMap { settle($0) }
      return Settlement(
        message: message, answer: .refused(error), lines: phase == .open ? pump() : [])
    }
  }

  /// Gives up what is unacknowledged, in order, for another connection's delivery.
  public mutating func takeUnacknowledged() -> [CPDMessage] {
    let taken = unacknowledged
    sent.removeAll { $0.message.outlivesConnection }
    queue.removeAll(where: \.outlivesConnection)
    return taken
  }

  private mutating func settle(_ id: Int) -> CPDMessage? {
    guard let index = sent.firstIndex(where: { $0.id == id }) else { return nil }
    return sent.remove(at: index).message
  }

  private mutating func pump() -> [CPDLine] {
    let count = min(queue.count, Delivery.window - sent.count)
    guard count > 0 else { return [] }
    let next = queue.prefix(count)
    queue.removeFirst(count)
    return next.map { line($0) }
  }

  private mutating func line(_ message: CPDMessage) -> CPDLine {
    lastID += 1
    sent.append(Sent(id: lastID, message: message))
    return .message(id: lastID, message)
  }
}
