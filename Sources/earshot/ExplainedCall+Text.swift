// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Evaluation
import Foundation
import Plot

/// The evidence as a table for people.
extension ExplainedCall {
  /// A header, a line for each entry of the timeline, and the verdict with its reason.
  var text: String {
    var head = "\(classification.file): \(trace.duration.inText) s"
    if let floor {
      head += ", noise floor \(floor.least.inText)"
      head += floor.most.inText == floor.least.inText ? " dBm0" : " to \(floor.most.inText) dBm0"
    }
    var table = TextTable([
      ("from, s", .right), ("to, s", .right), ("known, s", .right), ("what", .left),
      ("Hz", .left), ("dBm0", .right), ("remarks", .left),
    ])
    table.rows = timeline.map(row)
    let lines = table.lines.map { "  " + $0 }
    return ([head, ""] + lines + ["", "  " + sentence]).joined(separator: "\n")
  }

  private func row(_ entry: Entry) -> [String] {
    switch entry {
    case .run(let run):
      [
        run.start.seconds.inText, run.end.seconds.inText, "", "run", run.frequencies.inText,
        run.level.inText, ExplainedCall.remarks(run),
      ]
    case .report(let report): row(report)
    }
  }

  private func row(_ report: CallTrace.Report) -> [String] {
    let event = report.event
    let level = event.level ?? trace.loudness(of: event)?.signal
    return [
      event.at.seconds.inText, event.end?.seconds.inText ?? "", report.knownAt.seconds.inText,
      [event.kind.rawValue, event.name ?? ""].filter { !$0.isEmpty }.joined(separator: " "),
      event.frequencies.inText, level?.inText ?? "", remarks(event),
    ]
  }

  private static func remarks(_ run: Observation.Tone) -> String {
    String(
      format: "%@: purity %.3f, jitter %.1f Hz, level spread %.1f dB, dips %.0f %%",
      run.isSteady ? "a tone" : "no tone", run.purity, run.jitter, run.unsteadiness, 100 * run.dips)
  }

  private func remarks(_ event: CallEvent) -> String {
    var remarks: [String] = []
    if event.isProvisional { remarks.append("provisional") }
    if let confidence = event.confidence {
      remarks.append("\(Int((100 * confidence).rounded())) %")
    }
    if !event.also.isEmpty { remarks.append("or " + event.also.joined(separator: ", ")) }
    if let text = event.text { remarks.append("“\(text)”") }
    if let end = event.end {
      let length = Double(end - event.at) / Double(SampleTime.rate)
      switch event.kind {
      case .speech:
        remarks.append("\(length.inText) s of talk")
        if let floor = trace.loudness(of: event)?.floor {
          remarks.append("noise floor \(floor.inText) dBm0")
        }
      case .beep: remarks.append("a message may start at its end")
      default: break
      }
    }
    return remarks.joined(separator: ", ")
  }
}

extension Double {
  /// Seconds to the millisecond.
  var inText: String { String(format: "%.3f", self) }
}

extension Level {
  fileprivate var inText: String { String(format: "%.1f", dBm0) }
}

extension [Float] {
  fileprivate var inText: String { map { String(format: "%.1f", $0) }.joined(separator: "+") }
}
