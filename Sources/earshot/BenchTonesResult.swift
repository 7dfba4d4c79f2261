// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation

/// What `bench tones` measured, as JSON or as a table.
struct BenchTonesResult: Encodable {
  /// CPU seconds of each round on the audio of a kind.
  struct Times {
    var kind: BenchAudio.Kind
    var samples: Int
    var own: [Double] = []
    var peer: [Double] = []
    var analyzer: [Double] = []
    var transforms: [Double] = []
  }

  /// Of one kind of audio, or of all.
  struct Cost: Encodable {
    /// CPU time of the peer over that of the tone side, round by round.
    var ratio: Spread?
    /// Microseconds of CPU a channel needs for a second of its audio.
    var own: Spread
    var peer: Spread?

    enum CodingKeys: String, CodingKey {
      case ratio
      case own = "us_per_channel_second"
      case peer = "peer_us_per_channel_second"
    }

    /// - Parameter seconds: of audio.
    init(own: [Double], peer: [Double], seconds: Double) {
      ratio = peer.isEmpty ? nil : Spread(zip(peer, own).map { $0 / $1 })
      self.own = Spread(own.map { $0 / seconds * 1e6 })
      self.peer = peer.isEmpty ? nil : Spread(peer.map { $0 / seconds * 1e6 })
    }
  }

  var against: String?
  var speech: String
  var seconds: Int
  var rounds: Int
  var whole: Cost
  var kinds: [BenchAudio.Kind: Cost]
  var analyzer: Spread
  var transforms: Spread
  var memory: BenchMemory<CallProgressAnalyzer>
  var crowd: BenchCrowd<ToneSide>
  var threads: BenchThreads<ToneSide>

  init(
    against: String?, speech: String, seconds: Int, rounds: Int, times: [Times],
    memory: BenchMemory<CallProgressAnalyzer>, crowd: BenchCrowd<ToneSide>,
    threads: BenchThreads<ToneSide>
  ) {
    self.against = against
    self.speech = speech
    self.seconds = seconds
    self.rounds = rounds
    self.memory = memory
    self.crowd = crowd
    self.threads = threads
    /// Of each round, the sum over all kinds.
    func sums(_ part: (Times) -> [Double]) -> [Double] {
      let rows = times.map(part)
      return (rows.first ?? []).indices.map { round in rows.reduce(0) { $0 + $1[round] } }
    }
    let heard = Double(times.reduce(0) { $0 + $1.samples }) / Double(SampleTime.rate)
    whole = Cost(own: sums(\.own), peer: sums(\.peer), seconds: heard)
    analyzer = Spread(sums(\.analyzer).map { $0 / heard * 1e6 })
    transforms = Spread(sums(\.transforms).map { $0 / heard * 1e6 })
    kinds = Dictionary(
      uniqueKeysWithValues: times.map {
        let seconds = Double($0.samples) / Double(SampleTime.rate)
        return ($0.kind, Cost(own: $0.own, peer: $0.peer, seconds: seconds))
      })
  }

  enum CodingKeys: String, CodingKey {
    case against, speech, seconds, rounds, memory, crowd, threads
    case kinds = "by_kind"
    case analyzer = "analyzer_us_per_channel_second"
    case transforms = "transforms_us_per_channel_second"
  }

  func encode(to encoder: any Encoder) throws {
    try whole.encode(to: encoder)
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encodeIfPresent(against, forKey: .against)
    try values.encode(speech, forKey: .speech)
    try values.encode(seconds, forKey: .seconds)
    try values.encode(rounds, forKey: .rounds)
    try values.encode(kinds, forKey: .kinds)
    try values.encode(analyzer, forKey: .analyzer)
    try values.encode(transforms, forKey: .transforms)
    try values.encode(memory, forKey: .memory)
    try values.encode(crowd, forKey: .crowd)
    try values.encode(threads, forKey: .threads)
  }

  var text: String {
    func row(_ name: String, _ cost: Cost) -> String {
      let columns = [
        cost.own.text(decimals: 1, width: 7),
        cost.peer?.text(decimals: 0, width: 6) ?? "",
        cost.ratio?.text(decimals: 1, width: 6) ?? "",
      ]
      return name.padded(to: 14) + columns.map { $0.padded(to: 27) }.joined()
    }
    func line(_ name: String, _ spread: Spread, decimals: Int) -> String {
      name.padded(to: 56) + spread.text(decimals: decimals, width: 7)
    }
    var lines = [
      "\(rounds) rounds of \(seconds) s of audio, speech: \(speech); medians, least and most",
      "",
      "".padded(to: 14) + "µs per channel-second".padded(to: 27)
        + (against.map { "\($0)'s".padded(to: 27) + "ratio" } ?? ""),
      row("all", whole),
    ]
    for kind in BenchAudio.Kind.allCases {
      if let cost = kinds[kind] { lines.append(row(kind.rawValue, cost)) }
    }
    lines += [
      "",
      line("the whole analyzer, µs per channel-second", analyzer, decimals: 1),
      line("its transforms alone, µs per channel-second", transforms, decimals: 1),
      line("\(crowd.channels) channels in turn, over one by itself", crowd.ratio, decimals: 2),
      line("two threads at once, CPU over one's", threads.ratio, decimals: 2),
      line("two threads at once, throughput over one's", threads.throughput, decimals: 2),
    ]
    if let bytes = memory.total {
      let name = "memory of a channel, bytes (\(memory.inline) in line)"
      lines.append(name.padded(to: 56) + String(format: "%7d", bytes))
    }
    return lines.joined(separator: "\n")
  }
}
