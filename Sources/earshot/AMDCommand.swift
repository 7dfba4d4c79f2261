// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audio
import CPDLink
import Dispatch
import Foundation
import LineSocket
import Logging
import MediaStreams

struct AMDCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "amd",
    abstract:
      "Hears calls that other systems stream: AudioSocket of Asterisk, WebSocket as cloud carriers have it.",
    discussion: """
      earshot amd
      earshot amd --listen 127.0.0.1:9092 --country us
      earshot amd --listen 0.0.0.0:9092 --token-file token      # WebSocket from elsewhere

      In Asterisk's dialplan, for a call that is answered:

        same => n,Set(CALL=${UUID()})
        same => n,Dial(AudioSocket/127.0.0.1:9092/${CALL},,g)
        same => n,Set(AMDSTATUS=${CURL(http://127.0.0.1:9092/verdict/${CALL})})

      AMDSTATUS is HUMAN, MACHINE, NOTSURE, HANGUP, or what else it was: FAX, BUSY, SIT-VC. A media stream over WebSocket sends
      'start', 'media' and 'stop' as JSON with base64 µ-law, and gets 'heard' and 'verdict'; its custom parameters are country,
      answered (false: before the answer) and seconds.

      Exit status: 0 shut down, 1 it had to stop, 2 bad input.
      """)

  @Option(help: "Address and port, TCP.") var listen = "127.0.0.1:9092"
  @OptionGroup var prompts: PromptBookOption
  @Option(help: "Country code: a prior for tones of AudioSocket's calls.") var country: String?
  @Option(help: "Seconds of audio after which an undecided call is decided.") var seconds = 30.0
  @Option(help: "File with the secret that WebSocket and HTTP must give.", completion: .file())
  var tokenFile: String?
  @Flag(help: "Take AudioSocket from other machines too; it asks nobody who he is.") var open =
    false

  func validate() throws {
    guard (1...3600).contains(seconds) else { throw ValidationError("--seconds takes 1 to 3600.") }
    try ListedTone.check(country: country)
  }

  func run() async throws {
    let options = try Self.orComplain("amd") {
      var options = StreamServer.Options(address: try Address("tcp:" + listen))
      options.country = country
      options.seconds = seconds
      options.isOpen = open
      if let tokenFile {
        options.token = Token(try TextFile.token(tokenFile))
      }
      return options
    }
    let logger = Logger(label: "amd") { StreamLogHandler.standardError(label: $0) }
    let server = StreamServer(options, logger: logger) { id, verdict in
      print("\(id)  \(verdict)")
    }
    let serving = Task {
      try await server.run { logger.info("listening", metadata: ["address": "\($0)"]) }
    }
    let signals = EndSignals.watch { serving.cancel() }
    defer { signals.forEach { $0.cancel() } }
    do {
      try await serving.value
    } catch {
      throw Self.complain("amd", error)
    }
  }
}

/// SIGINT and SIGTERM end a command in order.
enum EndSignals {
  static func watch(_ body: @escaping @Sendable () -> Void) -> [any DispatchSourceSignal] {
    [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler(handler: body)
      source.resume()
      return source
    }
  }
}
