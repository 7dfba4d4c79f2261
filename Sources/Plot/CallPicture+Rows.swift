// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation

/// What was heard, as rows of bars.
extension CallPicture {
  var rows: [BarLane.Row] {
    var rows: [BarLane.Row] = []
    if !trace.runs.isEmpty {
      rows.append(.init("run, Hz", trace.runs.map(CallPicture.bar), overflows: false))
      if !cadence.isEmpty { rows.append(.init("cadence, s", cadence, overflows: false)) }
    }
    for kind in CallEvent.Kind.allCases where kind != .answer && kind != .verdict {
      let bars = latest.filter { $0.event.kind == kind }.map(CallPicture.bar)
      guard !bars.isEmpty else { continue }
      rows.append(.init(kind.title, bars, overflows: kind != .speech))
    }
    return rows
  }

  /// The events without those that were reported again when more was known of them.
  private var latest: [CallTrace.Report] {
    trace.reports.enumerated().filter { index, report in
      !trace.reports[(index + 1)...].contains {
        $0.event.kind == report.event.kind && $0.event.name == report.event.name
          && $0.event.at == report.event.at
      }
    }.map(\.element)
  }

  private static func bar(_ run: Observation.Tone) -> BarLane.Bar {
    BarLane.Bar(
      from: run.start.seconds, to: run.end.seconds, label: run.frequencies.hertz,
      run.isSteady ? EventColors.tone : .pencil, run.isSteady ? .filled : .outlined)
  }

  /// How long each tone lasts, and the pause before it comes again.
  private var cadence: [BarLane.Bar] {
    let tones = trace.runs.filter(\.isSteady).sorted { $0.start < $1.start }
    var bars: [BarLane.Bar] = []
    func add(_ from: SampleTime, _ to: SampleTime, _ color: Color) {
      let label = String(format: "%.2f", to.seconds - from.seconds)
      bars.append(.init(from: from.seconds, to: to.seconds, label: label, color, .bare))
    }
    for (index, tone) in tones.enumerated() {
      add(tone.start, tone.end, EventColors.tone)
      guard index + 1 < tones.count else { break }
      let next = tones[index + 1]
      // No cadence of the world pauses for longer than 10 s.
      let pauses = 0...10 * SampleTime.rate
      if tone.sounds(like: next), pauses.contains(next.start - tone.end) {
        add(tone.end, next.start, .pencil)
      }
    }
    return bars
  }

  private static func bar(_ report: CallTrace.Report) -> BarLane.Bar {
    let event = report.event
    return BarLane.Bar(
      from: event.at.seconds, to: (event.end ?? report.knownAt).seconds, label: event.label,
      EventColors.color(of: event.kind))
  }
}

extension Observation.Tone {
  /// Whether the lowest line is where `other` has its own, within the wobble of a close pair.
  fileprivate func sounds(like other: Observation.Tone) -> Bool {
    abs((frequencies.first ?? 0) - (other.frequencies.first ?? 0)) < 40
  }
}

/// A colour for each kind of event.
enum EventColors {
  static let tone = Color.blue
  static let speech = Color.green

  static func color(of kind: CallEvent.Kind) -> Color {
    switch kind {
    case .tone: tone
    case .sit: .vermillion
    case .fax, .modem, .tty: .orange
    case .dtmf, .mf, .r2: .purple
    case .beep, .messageMayStart: .yellow
    case .speech: speech
    case .silence: .grid
    case .recording: .vermillion
    case .answer, .verdict, .signalling, .media: .ink
    }
  }
}

extension CallEvent.Kind {
  /// What a row of such events is called.
  fileprivate var title: String {
    switch self {
    case .sit: "SIT"
    case .tty: "text tel."
    case .dtmf: "DTMF"
    case .mf: "MF"
    case .r2: "R2"
    case .messageMayStart: "message"
    default: rawValue
    }
  }
}

extension CallEvent {
  /// What a bar says.
  fileprivate var label: String {
    switch kind {
    case .speech: end.map { String(format: "%.2f s", $0.seconds - at.seconds) } ?? ""
    case .beep: frequencies.isEmpty ? "" : frequencies.hertz + " Hz"
    case .silence: "nobody speaks"
    case .dtmf, .mf, .r2: name ?? ""
    default:
      [
        name ?? kind.rawValue, also.isEmpty ? "" : "(or \(also.joined(separator: ", ")))",
        text.map { "“\($0)”" } ?? "",
      ].spoken
    }
  }
}

extension [String] {
  /// Those that say something, with spaces between.
  fileprivate var spoken: String { filter { !$0.isEmpty }.joined(separator: " ") }
}

extension [Float] {
  /// As in 480+620.
  var hertz: String { map { String(format: "%.0f", $0) }.joined(separator: "+") }
}
