// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// A test under construction.
struct TrialSet {
  let name: String
  let seed: UInt64
  let effort: AccuracyEffort
  private var rows: [AccuracyRow] = []
  private var trials: [AccuracyTrial] = []

  init(_ name: String, _ effort: AccuracyEffort, seed: UInt64) {
    self.name = name
    self.effort = effort
    self.seed = seed
  }

  var test: AccuracyTest { AccuracyTest(name: name, rows: rows, trials: trials) }

  /// Adds a row, and `count` trials of it in a full run; `make` gives each from its own random choices.
  ///
  /// - Parameter everywhere: so many trials in runs of any size, for rows whose trials are not alike.
  mutating func row(
    _ what: String, _ band: String, _ requirement: AccuracyRow.Requirement, count: Int,
    everywhere: Bool = false, _ make: (inout Draw, _ index: Int) -> Played
  ) {
    let row = rows.count
    rows.append(AccuracyRow(what, band, requirement))
    for index in 0..<(everywhere ? count : effort.of(count)) {
      var draw = Draw(name, trials.count, seed: seed)
      let played = make(&draw, index)
      trials.append(played.trial(row: row))
    }
  }
}

/// A signal on a line, and what has to be heard of it.
struct Played {
  var words: String
  /// On a row's axis.
  var place: Double?
  var line = LineImpairments()
  var isAnswered = true
  /// Seconds of the line's noise before and after the signal.
  var lead = 0.5
  var tail = 1.0
  var signal: @Sendable () -> [Int16]
  var isRight: @Sendable (AccuracyTrial.Hearing) -> Bool

  fileprivate func trial(row: Int) -> AccuracyTrial {
    let played = self
    let noise = line.noise.map { ", noise \($0.dBm0.rounded(to: 1)) dBm0" } ?? ""
    let loss = line.loss.map {
      ", \(($0.rate * 100).rounded(to: 0)) % lost as \($0.concealment.rawValue)"
    }
    let subject = words.prefix { $0 != "," }
    return AccuracyTrial(
      rows: [row], place: place, subject: String(subject),
      "\(words)\(noise), \(line.codec)\(loss ?? "")",
      isAnswered: isAnswered
    ) {
      played.line.applied(
        to: .silence(seconds: played.lead) + played.signal() + .silence(seconds: played.tail))
    } isRight: {
      played.isRight($0)
    }
  }
}

extension LineImpairments {
  /// A line with noise at `noise` dBm0 and one of the two G.711 codecs.
  static func noisy(_ noise: Double, _ draw: inout Draw) -> LineImpairments {
    var line = LineImpairments()
    line.noise = Level(dBm0: noise)
    line.codec = draw.pick([.ulaw, .alaw])
    line.seed = draw.seed()
    return line
  }
}
