// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Evaluation
import Foundation
import Training

struct BenchVAD: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vad",
    abstract: "Measures how surely speech is told from everything else on a line.",
    discussion: """
      earshot bench vad CALLSET                    share of speech heard, by false alarms
      earshot bench vad CALLSET --against webrtc   and WebRTC's detector, in its four modes, on the same calls
      earshot bench vad CALLSET --composed 4000 --json

      Calls are composed of a call set's clips as for 'earshot train'; of each 20 ms it is known whether the voice was
      active before noise was added. The speech model is fitted without the speakers that it is judged on. The peer is a
      program of its own, which 'make peers' builds.

      Exit status: 0 measured, 2 no peer, or the folder cannot be used.
      """)

  @Argument(help: "Folder of the call set.", completion: .directory) var folder: String
  @Option(help: "The peer: webrtc.") var against: BenchPeer.Name?
  @Option(help: "How many calls to compose.") var composed = 1000
  @Option(help: "Of all random choices.") var seed: UInt64 = 2
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (50...100_000).contains(composed) else {
      throw ValidationError("--composed takes 50 to 100000.")
    }
    guard against != .spandsp else { throw ValidationError("--against takes webrtc here.") }
  }

  func run() throws {
    let result = try Self.orComplain("bench vad") {
      let peer = try against.map { try BenchPeer($0) }
      var trainer = Trainer(threads: ProcessInfo.processInfo.activeProcessorCount)
      trainer.composed = composed
      trainer.seed = seed
      let set = try CallSet(folder, folds: 5, threads: trainer.threads)
      let trial = SpeechTrial(set, trainer: trainer)
      return BenchVADResult(
        trial,
        voices: try peer.map { peer in
          try trial.calls.map { try peer.voices(in: $0.samples) }
        })
    }
    print(json ? try result.jsonLine : result.text)
  }
}

/// What came of it: shares of blocks of 20 ms.
struct BenchVADResult: Encodable {
  struct Point: Encodable {
    /// The peer's mode; nil where the false alarms were chosen.
    var mode: Int?
    var falseAlarms: Double
    var peerHits: Double?
    var hits: Double
    /// In calls with less than 10 dB of signal to noise.
    var hitsInNoise: Double
    var peerHitsInNoise: Double?
  }

  var calls: Int
  var blocks: Int
  var speech: Int
  var points: [Point]

  init(_ trial: SpeechTrial, voices: [[UInt8]]?) {
    calls = trial.calls.count
    blocks = trial.blocks.count
    speech = trial.blocks.count(where: \.isSpeech)
    let noisy = trial.among { ($0.line.snr ?? .infinity) < 10 }
    points = [0.01, 0.02, 0.05, 0.1].map {
      Point(
        falseAlarms: $0, hits: trial.hits(falseAlarms: $0), hitsInNoise: noisy.hits(falseAlarms: $0)
      )
    }
    guard let voices else { return }
    for mode in 0..<4 {
      func share(_ trial: SpeechTrial, ofSpeech: Bool) -> Double {
        let blocks = trial.blocks.filter { $0.isSpeech == ofSpeech }
        let heard = blocks.count {
          $0.number < voices[$0.call].count && voices[$0.call][$0.number] & (1 << mode) != 0
        }
        return Double(heard) / Double(max(1, blocks.count))
      }
      let alarms = share(trial, ofSpeech: false)
      points.append(
        Point(
          mode: mode, falseAlarms: alarms, peerHits: share(trial, ofSpeech: true),
          hits: trial.hits(falseAlarms: alarms),
          hitsInNoise: noisy.hits(falseAlarms: share(noisy, ofSpeech: false)),
          peerHitsInNoise: share(noisy, ofSpeech: true)))
    }
  }

  var text: String {
    func percent(_ share: Double?) -> String {
      share.map { String(format: "%.1f %%", 100 * $0) } ?? ""
    }
    var table = TextTable([
      ("", .left), ("false alarms", .right), ("speech heard", .right), ("by the peer", .right),
      ("below 10 dB", .right), ("by the peer", .right),
    ])
    table.rows = points.map { point in
      [
        point.mode.map { "webrtc, mode \($0)" } ?? "", percent(point.falseAlarms),
        percent(point.hits), percent(point.peerHits), percent(point.hitsInNoise),
        percent(point.peerHitsInNoise),
      ]
    }
    return (["\(calls) calls, \(blocks) blocks of 20 ms, \(speech) of them speech"] + table.lines)
      .joined(separator: "\n")
  }
}
