// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Detection

struct BenchAnalyzer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyzer",
    abstract: "Measures the analyzer against its own transforms, in the same run.",
    discussion: """
      earshot bench analyzer                 the whole analyzer, in channel-seconds per CPU-second
      earshot bench analyzer --json --rounds 9
      """)

  @Option(help: "Rounds; the medians are printed.") var rounds = 7
  @Option(help: "Seconds of audio in a round.") var seconds = 240
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1...1000).contains(rounds), (1...36_000).contains(seconds) else {
      throw ValidationError("--rounds takes 1 to 1000, --seconds 1 to 36000.")
    }
  }

  func run() throws {
    let audio = try BenchAudio(seconds: seconds, speech: nil).all
    var analyzer: [Double] = []
    var transforms: [Double] = []
    // The first round warms up.
    for round in 0...rounds {
      let whole = BenchChannel<CallProgressAnalyzer>.hear(audio)
      let floor = BenchChannel<CallProgressAnalyzer>.transform(audio)
      guard round > 0 else { continue }
      analyzer.append(Double(seconds) / whole)
      transforms.append(Double(seconds) / floor)
    }
    let result = Result(
      analyzer: Spread(analyzer), transforms: Spread(transforms),
      ratio: Spread(zip(transforms, analyzer).map { $0 / $1 }))
    print(json ? try result.jsonLine : result.text(seconds: seconds, rounds: rounds))
  }

  private struct Result: Encodable {
    /// Channel-seconds per CPU-second.
    var analyzer: Spread
    var transforms: Spread
    /// CPU of the analyzer over that of its transforms.
    var ratio: Spread

    func text(seconds: Int, rounds: Int) -> String {
      func row(_ name: String, _ spread: Spread, decimals: Int) -> String {
        name.padded(to: 48) + spread.text(decimals: decimals, width: 8)
      }
      return [
        "\(rounds) rounds of \(seconds) s of audio; medians, least and most",
        row("whole analyzer, channel-seconds per CPU-second", analyzer, decimals: 0),
        row("its transforms alone", transforms, decimals: 0),
        row("CPU of the analyzer over its transforms", ratio, decimals: 2),
      ].joined(separator: "\n")
    }
  }
}
