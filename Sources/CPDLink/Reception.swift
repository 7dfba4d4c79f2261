// SPDX-License-Identifier: GPL-3.0-or-later

/// What one side makes of the lines of one connection: the handshake, the order of ids, and the error that each fault gets.
///
/// A server takes nothing before a hello with the right token. After that no fault ends the connection.
public struct Reception: Sendable {
  public enum Event: Sendable, Hashable {
    /// To be acted upon and answered with exactly one `CPDLine.ack` or `.error` to `id`. A hello that comes here has
    /// been let in.
    case message(id: Int, CPDMessage)
    /// For `Delivery.received`.
    case reply(CPDReply)
    /// To be sent back; nothing else happens.
    case refuse(CPDLine)
    /// To be sent back; then the connection is closed.
    case refuseAndClose(CPDLine)
  }

  /// The token asked for; nil on the client's side.
  private let token: Token?
  private let taken: Set<CPDMessage.Kind>
  private var isOpen: Bool
  private var lastID = 0

  /// The CPD server's side.
  public static func server(token: Token) -> Reception {
    Reception(
      token: token, taken: [.hello, .dial, .transfer, .engage, .play, .hangup, .query, .ping])
  }

  /// OCS's side. It chose whom to connect to, so the server need not say hello.
  public static func client() -> Reception {
    Reception(token: nil, taken: [.progress, .result, .ping])
  }

  private init(token: Token?, taken: Set<CPDMessage.Kind>) {
    self.token = token
    self.taken = taken
    isOpen = token == nil
  }

  public mutating func receive(_ output: LineFramer.Output) -> Event {
    switch output {
    case .oversized:
      .refuse(.error(nil, .oversized, "a line has at most \(LineFramer.limit) bytes"))
    case .notText: .refuse(.error(nil, .malformed, "no UTF-8"))
    case .line(let text): receive(text)
    }
  }

  private mutating func receive(_ text: String) -> Event {
    let line: CPDLine
    do throws(CPDFault) {
      line = try CPDLine(parsing: text)
    } catch {
      // A fault takes its id too; an id that was there before is the greater fault.
      if let id = error.id, !advance(to: id) { return outOfOrder(id) }
      return .refuse(error.reply)
    }
    switch line {
    case .reply(let reply): return isOpen ? .reply(reply) : unauthorized(nil)
    case .message(let id, let message):
      guard advance(to: id) else { return outOfOrder(id) }
      return isOpen ? take(id, message) : greet(id, message)
    }
  }

  private mutating func advance(to id: Int) -> Bool {
    guard id > lastID else { return false }
    lastID = id
    return true
  }

  private mutating func greet(_ id: Int, _ message: CPDMessage) -> Event {
    guard case .hello(let hello) = message, let token, token.matches(hello.token) else {
      return unauthorized(id)
    }
    guard hello.version == Hello.version else {
      return .refuseAndClose(.error(id, .version, "this side speaks version \(Hello.version)"))
    }
    isOpen = true
    return .message(id: id, message)
  }

  private func take(_ id: Int, _ message: CPDMessage) -> Event {
    guard taken.contains(message.kind) else {
      return .refuse(.error(id, .unexpected, "this side takes no \(message.kind.rawValue)"))
    }
    if case .hello = message {
      return .refuse(.error(id, .unexpected, "hello has been said on this connection"))
    }
    return .message(id: id, message)
  }

  private func outOfOrder(_ id: Int) -> Event {
    .refuse(.error(id, .outOfOrder, "ids grow; the last one was \(lastID)"))
  }

  private func unauthorized(_ id: Int?) -> Event {
    .refuseAndClose(.error(id, .unauthorized, "say hello with the right token first"))
  }
}
