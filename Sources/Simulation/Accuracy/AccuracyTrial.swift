// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

/// One signal played to one analyzer, and what has to be heard of it.
public struct AccuracyTrial: Sendable {
  /// Rows of its test to which it counts, by index.
  var rows: [Int]
  /// Where it lies on a row's axis, for rows that ask how far the receiver reaches.
  var place: Double?
  /// The signal, by which wrong trials are counted together.
  public var subject: String
  /// The signal and what was done to it, in one line.
  public var words: String
  var settings: AnalyzerSettings
  /// Whether the call is answered before the first sample.
  var isAnswered: Bool
  var render: @Sendable () -> [Int16]
  var isRight: @Sendable (Hearing) -> Bool

  init(
    rows: [Int], place: Double? = nil, subject: String, _ words: String, country: String? = nil,
    isAnswered: Bool = false, render: @escaping @Sendable () -> [Int16],
    isRight: @escaping @Sendable (Hearing) -> Bool
  ) {
    self.rows = rows
    self.place = place
    self.subject = subject
    self.words = words
    settings = AnalyzerSettings(country: country)
    self.isAnswered = isAnswered
    self.render = render
    self.isRight = isRight
  }

  /// Whether it counts to the row of this index.
  public func counts(to row: Int) -> Bool { rows.contains(row) }

  /// The signal as it reaches the receiver, 8 kHz.
  public var audio: [Int16] { render() }

  /// Plays it.
  public func run() -> Result {
    let hearing = Hearing(render(), settings: settings, isAnswered: isAnswered)
    return Result(isRight: isRight(hearing), heard: hearing.description)
  }

  public struct Result: Sendable, Hashable {
    public var isRight: Bool
    /// What was reported and when, in one line.
    public var heard: String
  }

  /// What an analyzer reported of some audio, in order, and when.
  struct Hearing: Sendable, CustomStringConvertible {
    struct Report: Sendable {
      var event: CallEvent
      /// Seconds of audio that it had heard by then.
      var reported: Double
    }

    var reports: [Report] = []

    /// Hears all of `samples` and nothing behind them: what is not reported by then is not heard.
    init(_ samples: [Int16], settings: AnalyzerSettings, isAnswered: Bool) {
      var analyzer = CallProgressAnalyzer(settings: settings)
      var events: [CallEvent] = []
      if isAnswered { analyzer.answered(into: &events) }
      // 10 ms at a time, so that the moment of a report is known as finely.
      for start in stride(from: 0, to: samples.count, by: 80) {
        let end = min(samples.count, start + 80)
        events.removeAll(keepingCapacity: true)
        analyzer.consume(samples.span.extracting(start..<end), into: &events)
        let now = SampleTime(samples: Int64(end)).seconds
        reports += events.map { Report(event: $0, reported: now) }
      }
    }

    func names(of kind: CallEvent.Kind) -> [String] {
      reports.compactMap { $0.event.kind == kind ? $0.event.name : nil }
    }

    var description: String {
      let words = reports.compactMap { report -> String? in
        let event = report.event
        guard event.kind != .answer else { return nil }
        let name = event.name.map { "\(event.kind.rawValue) \($0)" } ?? event.kind.rawValue
        let also = event.also.isEmpty ? "" : " (or \(event.also.joined(separator: ", ")))"
        let text = event.text.map { " '\($0)'" } ?? ""
        return "\(name)\(text)\(also) at \(report.reported.rounded(to: 2)) s"
      }
      return words.isEmpty ? "nothing" : words.joined(separator: "; ")
    }
  }
}

extension Double {
  /// With so many decimals at most, as short as can be.
  func rounded(to decimals: Int) -> String {
    let scale = [1.0, 10, 100, 1000][decimals]
    let value = (self * scale).rounded() / scale
    return value == value.rounded() ? "\(Int(value))" : "\(value)"
  }
}
