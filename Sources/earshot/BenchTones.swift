// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Detection
import Foundation

struct BenchTones: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tones",
    abstract: "Measures what it costs to hear tones, fax, modems and digits.",
    discussion: """
      earshot bench tones                            CPU time, memory, many channels, two threads
      earshot bench tones --against spandsp          and libspandsp's receivers in turn with them
      earshot bench tones --against spandsp --json --rounds 15

      The audio is tones of the world, fax, modems, DTMF, speech, music and line noise in equal parts, with noise of
      -62 dBm0 under all of it. A round is each kind of it in 20 ms frames, first through the tone side, then
      through the peer, and so on; its ratio is what the peer's CPU time is times the tone side's. The peer is DTMF,
      five modem connect tones and a supervisory tone receiver with twelve tones of five countries; it is a program
      of its own, which 'make peers' builds.

      Exit status: 0 measured, 2 no peer or bad options.
      """)

  @Option(help: "The peer: spandsp.") var against: BenchPeer.Name?
  @Option(help: "The peer's program.", completion: .file()) var peer = ".build/peers/spandsp"
  @Option(
    help: "Folder of recordings to take speech from; where it has none, speech is synthesised.")
  var speech = "Samples"
  @Option(help: "Rounds; the medians are printed.") var rounds = 9
  @Option(help: "Seconds of audio in a round.") var seconds = 600
  @Option(help: "Channels of the crowd that one thread hears in turn.") var channels = 20_000
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1...1000).contains(rounds), (7...36_000).contains(seconds) else {
      throw ValidationError("--rounds takes 1 to 1000, --seconds 7 to 36000.")
    }
    guard against != .webrtc else { throw ValidationError("--against takes spandsp here.") }
    guard (10...1_000_000).contains(channels) else {
      throw ValidationError("--channels takes 10 to 1000000.")
    }
  }

  func run() throws {
    do {
      let result = try measure()
      print(json ? try result.jsonLine : result.text)
    } catch let error as BenchPeer.Failure {
      throw Self.complain("bench tones", error)
    }
  }

  private func measure() throws -> BenchTonesResult {
    let peer = try against.map { try BenchPeer($0, path: self.peer) }
    let audio = try BenchAudio(seconds: seconds, speech: speech)
    try peer?.take(audio)
    let all = audio.all
    // Before anything else has left free memory behind.
    let memory = BenchMemory<CallProgressAnalyzer>(audio: all)
    var kinds = audio.pieces.map {
      BenchTonesResult.Times(kind: $0.kind, samples: $0.samples.count)
    }
    // The first round warms up.
    for round in 0...rounds {
      for (index, piece) in audio.pieces.enumerated() {
        let own = BenchChannel<ToneSide>.hear(piece.samples)
        let other = try peer?.hear(piece.kind)
        let analyzer = BenchChannel<CallProgressAnalyzer>.hear(piece.samples)
        let transforms = BenchChannel<ToneSide>.transform(piece.samples)
        guard round > 0 else { continue }
        kinds[index].own.append(own)
        if let other { kinds[index].peer.append(other) }
        kinds[index].analyzer.append(analyzer)
        kinds[index].transforms.append(transforms)
      }
    }
    return BenchTonesResult(
      against: against?.rawValue, speech: audio.speech, seconds: seconds, rounds: rounds,
      times: kinds, memory: memory,
      crowd: BenchCrowd<ToneSide>(channels: channels, audio: all, rounds: rounds),
      threads: BenchThreads<ToneSide>(audio: all, rounds: min(5, rounds)))
  }
}
