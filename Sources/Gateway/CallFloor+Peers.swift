// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Calls
import LineSocket
import Logging

/// The connections: who is there, and what reaches whom.
extension CallFloor {
  /// An OCS that was let in.
  struct Peer {
    let connection: LineConnection
    let name: String
    var delivery = Delivery()
  }

  /// Serves one connection to its end.
  func serve(_ connection: LineConnection) async {
    connections += 1
    let id = connections
    await withDiscardingTaskGroup { group in
      group.addTask { [self] in await expectHello(of: id, on: connection) }
      await read(connection, id)
      group.cancelAll()
    }
    leave(id)
    // What was sent last still goes out.
    connection.close()
    await connection.closed()
  }

  private func expectHello(of id: Int, on connection: LineConnection) async {
    guard (try? await Task.sleep(for: configuration.helloTimeout)) != nil, peers[id] == nil
    else { return }
    logger.notice("\(connection.peer): no hello in \(configuration.helloTimeout)")
    connection.close()
  }

  private func read(_ connection: LineConnection, _ id: Int) async {
    var reception = Reception.server(token: configuration.token)
    var faults = 0
    for await output in connection.inbound {
      switch reception.receive(output) {
      case .message(let message, .hello(let hello)): welcome(hello, message, connection, id)
      case .message(let message, let content): await take(content, message, connection, id)
      case .reply(let reply): await settle(reply, id)
      case .refuse(let line):
        // One word in the log, however many there are.
        if faults == 0 { logger.notice("\(connection.peer): refused a line: \(line.fault)") }
        faults += 1
        transmit([line], on: connection)
      case .refuseAndClose(let line):
        logger.warning("\(connection.peer): turned away: \(line.fault)")
        transmit([line], on: connection)
        return
      }
    }
    if faults > 1 { logger.notice("\(connection.peer): \(faults) lines were refused") }
  }

  private func welcome(_ hello: Hello, _ message: Int, _ connection: LineConnection, _ id: Int) {
    var peer = Peer(connection: connection, name: hello.name)
    let welcome = CPDAck.Welcome(name: configuration.name, lines: trunk.lines.count)
    var lines = [CPDLine.ack(message, .welcome(welcome))] + peer.delivery.welcomed().lines
    for (message, owner) in parked where owner ?? hello.name == hello.name {
      lines += peer.delivery.send(message).lines
    }
    parked.removeAll { $0.owner ?? hello.name == hello.name }
    peers[id] = peer
    logger.info("\(connection.peer): \(hello.name) is here")
    transmit(lines, on: connection)
  }

  private func leave(_ id: Int) {
    guard var peer = peers.removeValue(forKey: id) else { return }
    _ = peer.delivery.disconnected()
    logger.info("\(peer.connection.peer): \(peer.name) is gone")
    for (engagement, kept) in engagements where kept.peer == id { disengage(engagement) }
    for message in peer.delivery.takeUnacknowledged() { deliver(message, to: peer.name) }
  }

  /// Sends `message` to the newest connection of `owner`. Where there is none, it waits for one if it outlives connections:
  /// anybody else would acknowledge a result that he can do nothing with.
  func deliver(_ message: CPDMessage, to owner: String) {
    let own = peers.filter { $0.value.name == owner }.keys.max()
    guard let id = own, let connection = peers[id]?.connection else {
      if message.outlivesConnection { parked.append((message, owner)) }
      return
    }
    transmit(peers[id]?.delivery.send(message).lines ?? [], on: connection)
  }

  private func settle(_ reply: CPDReply, _ id: Int) async {
    guard let settlement = peers[id]?.delivery.received(reply), let peer = peers[id] else { return }
    transmit(settlement.lines, on: peer.connection)
    guard let message = settlement.message else { return }
    switch (message, settlement.answer) {
    case (.result(let outcome), .acknowledged):
      do {
        try await journal.acknowledge(outcome.attempt)
      } catch {
        logger.error("\(outcome.attempt): its acknowledgement is not written: \(error)")
      }
    case (_, .refused(let error)) where message.outlivesConnection:
      logger.warning("\(peer.name) refused \(message): \(error)")
      guard error.isTemporary, !isClosing else { return parked.append((message, peer.name)) }
      jobs.yield { [self] in
        try? await Task.sleep(for: configuration.retryDelay)
        await deliver(message, to: peer.name)
      }
    default: break
    }
  }

  /// Does not wait. A connection that takes no more ends, and its reader finds out.
  func transmit(_ lines: [CPDLine], on connection: LineConnection) {
    for line in lines {
      do {
        try connection.send(try line.encoded())
      } catch let error as CPDError {
        logger.error("a line was not sent: \(error)")
      } catch {
        return logger.debug("\(connection.peer): \(error)")
      }
    }
  }
}

extension CPDLine {
  /// The error that it is, for logs.
  fileprivate var fault: String {
    if case .reply(.error(_, let error)) = self { "\(error)" } else { "" }
  }
}
