// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audio
import Detection
import Foundation

struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures the analyzer against its own transforms, in the same run.",
    discussion: """
      earshot bench                 the whole analyzer, in channel-seconds per CPU-second
      earshot bench --json --rounds 9

      The two are run in turn on the same audio, and their ratio is taken round by round: it holds where the speed
      of the machine does not.
      """,
    subcommands: [BenchAccuracy.self])

  @Option(help: "Rounds; the medians are printed.") var rounds = 7
  @Option(help: "Seconds of audio in a round.") var seconds = 240
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1...1000).contains(rounds), (1...36_000).contains(seconds) else {
      throw ValidationError("--rounds takes 1 to 1000, --seconds 1 to 36000.")
    }
  }

  func run() throws {
    let audio = Bench.audio(seconds: seconds)
    var whole: [Double] = []
    var transforms: [Double] = []
    var sink: Float = 0
    for round in 0...rounds {
      let analyzed = cpuSeconds {
        var analyzer = CallProgressAnalyzer()
        var events: [CallEvent] = []
        analyzer.consume(audio.span, into: &events)
        sink += Float(events.count)
      }
      let transformed = cpuSeconds {
        sink += CallProgressAnalyzer.transformsAlone(of: audio.span)
      }
      // The first round warms up.
      if round > 0 {
        whole.append(Double(seconds) / analyzed)
        transforms.append(Double(seconds) / transformed)
      }
    }
    precondition(sink.isFinite)
    let ratios = zip(transforms, whole).map { $0 / $1 }
    let result = BenchResult(
      analyzer: Spread(whole), transforms: Spread(transforms), ratio: Spread(ratios))
    print(json ? try result.json : result.text(seconds: seconds, rounds: rounds))
  }

  private func cpuSeconds(_ work: () -> Void) -> Double {
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    let start = now()
    work()
    return max(1e-9, now() - start)
  }

  /// Line noise, ringing, a busy tone and something with the rhythm and the spectrum of speech, in turn.
  private static func audio(seconds: Int) -> [Int16] {
    var state: UInt64 = 1
    func random() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max)
    }
    return (0..<seconds * SampleTime.rate).map { index in
      let time = Float(index) / Float(SampleTime.rate)
      let noise = 20 * random()
      func sine(_ hertz: Float) -> Float { sinf(2 * .pi * hertz * time) }
      switch Int(time / 8) % 4 {
      case 0: return Int16(noise)
      case 1:
        return Int16(
          noise + (time.truncatingRemainder(dividingBy: 6) < 2 ? 1500 * (sine(440) + sine(480)) : 0)
        )
      case 2:
        return Int16(
          noise
            + (time.truncatingRemainder(dividingBy: 1) < 0.5 ? 1500 * (sine(480) + sine(620)) : 0))
      default:
        let syllable = max(0, sinf(2 * .pi * 4 * time))
        let pitch = 120 + 20 * sinf(2 * .pi * 0.7 * time)
        let voice = (1...8).reduce(Float(0)) { $0 + sine(pitch * Float($1)) / Float($1) }
        return Int16(noise + 2500 * syllable * voice)
      }
    }
  }
}

/// Median, least and most of some rounds.
struct Spread: Encodable {
  var median: Double
  var least: Double
  var most: Double

  init(_ values: [Double]) {
    let sorted = values.sorted()
    median = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    least = sorted.first ?? 0
    most = sorted.last ?? 0
  }
}

private struct BenchResult: Encodable {
  /// Channel-seconds per CPU-second.
  var analyzer: Spread
  var transforms: Spread
  /// CPU of the analyzer over that of its transforms.
  var ratio: Spread

  var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }

  func text(seconds: Int, rounds: Int) -> String {
    func row(_ name: String, _ spread: Spread, _ format: String) -> String {
      name.padded(to: 48)
        + String(
          format: "\(format)   (\(format) to \(format))", spread.median, spread.least, spread.most)
    }
    return [
      "\(rounds) rounds of \(seconds) s of audio; medians, least and most",
      row("whole analyzer, channel-seconds per CPU-second", analyzer, "%8.0f"),
      row("its transforms alone", transforms, "%8.0f"),
      row("CPU of the analyzer over its transforms", ratio, "%8.2f"),
    ].joined(separator: "\n")
  }
}
