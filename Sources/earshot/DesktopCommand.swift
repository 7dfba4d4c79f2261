// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audio
import CPDLink
import Foundation
import LineSocket
import OutboundContact

struct DesktopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "desktop",
    abstract: "An agent's desktop in the terminal: takes calls, works on records.",
    discussion: """
      earshot desktop unix:desk.sock --agent a1 --place 9001

      It logs the agent in and takes a command a line; what OCS says is printed as it comes. The record in hand, the
      one that came last, is meant where a command names none.

      \(DesktopInput.manual)

      The token is read from EARSHOT_TOKEN, or asked for. As a program:

        printf 'ready\\nwait EventEstablished 60\\nprocess Answer\\n' | earshot desktop unix:desk.sock --agent a1 --place 9001 --json

      Exit status: 0 left in good order, 1 an answer did not come, was an error in a program's input, or the connection was
      lost, 2 bad input.
      """)

  @Argument(help: "Where OCS has its desks: unix:PATH, tls:HOST:PORT or tcp:HOST:PORT.")
  var address: String
  @Option(help: "The agent's id.") var agent: String
  @Option(help: "The number at which the agent's telephone is called.") var place: String
  @Option(help: "File that holds the token; EARSHOT_TOKEN if left out.", completion: .file())
  var tokenFile: String?
  @Option(
    help: "Over TLS: PEM file with the root that vouches for OCS; the machine's own if left out.",
    completion: .file(extensions: ["pem"]))
  var authorities: String?
  @Flag(help: "Print what comes as it came, an object of JSON a line.") var json = false

  func run() async throws {
    let address: Address
    let trust: TLSTrust?
    let token: String
    do {
      address = try Address(self.address)
      trust = try authorities.map { try TLSTrust(authorities: $0) }
      token = try self.token()
    } catch {
      throw Self.complain("desktop", error)
    }
    if address.isExposed {
      Self.complain("desktop", "others on the network can read along; tls:HOST:PORT if OCS has it")
    }
    let connection: LineConnection
    do {
      connection = try await LineClient.connect(to: address, trust: trust)
    } catch {
      Self.complain("desktop", error)
      throw ExitCode.unexpected
    }
    let isOrderly = await work(connection, token)
    connection.close()
    await connection.closed()
    guard isOrderly else { throw ExitCode.unexpected }
  }

  private func token() throws -> String {
    if let tokenFile { return try TextFile.token(tokenFile) }
    if let token = ProcessInfo.processInfo.environment["EARSHOT_TOKEN"] { return token }
    guard isatty(STDIN_FILENO) == 1, let typed = getpass("Token: ") else {
      throw DesktopInput.Fault(text: "no token: set EARSHOT_TOKEN, or give --token-file")
    }
    return String(cString: typed)
  }

  private enum News: Sendable {
    case typed(String)
    case inputEnded
    case heard(String)
    case lost
    case late(Int)
  }

  /// False where something was not as expected.
  private func work(_ connection: LineConnection, _ token: String) async -> Bool {
    let (news, source) = AsyncStream.makeStream(of: News.self)
    var desk = TerminalDesk(
      agent: agent, place: place, token: token, isProgram: isatty(STDIN_FILENO) == 0)
    var isOrderly = true
    await withTaskGroup { group in
      group.addTask {
        for await case .line(let line) in connection.inbound { source.yield(.heard(line)) }
        source.yield(.lost)
      }
      readInput(source)
      var outputs = desk.begin()
      loop: while true {
        for output in outputs {
          switch output {
          case .send(let request): send(request, over: connection)
          case .say(let text): say(text)
          case .complain(let text): Self.complain("desktop", text)
          case .watch(let number, let seconds):
            group.addTask {
              try? await Task.sleep(for: .seconds(seconds))
              source.yield(.late(number))
            }
          case .leave(let orderly):
            isOrderly = orderly
            break loop
          }
        }
        var iterator = news.makeAsyncIterator()
        switch await iterator.next() {
        case .typed(let line): outputs = desk.take(line)
        case .inputEnded: outputs = desk.endInput()
        case .heard(let line): outputs = heard(line, &desk)
        case .late(let number): outputs = desk.late(number)
        case .lost, nil: outputs = desk.lose()
        }
      }
      group.cancelAll()
    }
    return isOrderly
  }

  private func heard(_ line: String, _ desk: inout TerminalDesk) -> [TerminalDesk.Output] {
    guard let event = try? JSONDecoder().decode(DesktopEvent.self, from: Data(line.utf8)) else {
      return [.complain("a line of OCS is no event")]
    }
    say(json ? line : DesktopText.line(of: event))
    return desk.hear(event)
  }

  private func say(_ text: String) {
    Console.say(text + "\n")
  }

  private func send(_ request: DesktopRequest, over connection: LineConnection) {
    guard let data = try? JSONEncoder().encode(request) else { return }
    // Where it fails the connection is over, and its reader says so.
    try? connection.send(String(decoding: data, as: UTF8.self))
  }

  private func readInput(_ source: AsyncStream<News>.Continuation) {
    let thread = Thread {
      while let line = readLine() { source.yield(.typed(line)) }
      source.yield(.inputEnded)
    }
    thread.start()
  }
}
