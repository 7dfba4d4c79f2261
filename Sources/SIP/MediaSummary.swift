// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import RTP

/// How a call's media fared, for its record.
public struct MediaSummary: Sendable, CustomStringConvertible {
  public var received = 0
  public var lost = 0
  public var late = 0
  public var duplicates = 0
  public var reordered = 0
  public var strangers = 0
  public var unusable = 0
  public var sourceChanges = 0
  public var concealedMilliseconds = 0
  public var jitterMilliseconds = 0.0
  public var sent = 0
  /// What the far side says it has lost of ours; nil: it has not said.
  public var farLost: Int?
  public var roundTripMilliseconds: Double?

  public var description: String {
    var parts = [
      "\(received) packets received, \(lost) lost", "\(sent) sent",
      String(format: "jitter %.1f ms", jitterMilliseconds),
    ]
    if concealedMilliseconds > 0 { parts.append("\(concealedMilliseconds) ms made up") }
    for (count, what) in [
      (late, "late"), (duplicates, "doubled"), (reordered, "out of order"),
      (strangers, "of strangers"), (unusable, "unusable"), (sourceChanges, "changes of SSRC"),
    ] where count > 0 { parts.append("\(count) \(what)") }
    if let farLost { parts.append("far side lost \(farLost)") }
    if let roundTripMilliseconds {
      parts.append(String(format: "round trip %.1f ms", roundTripMilliseconds))
    }
    return parts.joined(separator: ", ")
  }
}

/// Packets of all calls that have ended.
public struct MediaTotals: Sendable, Hashable {
  public var received = 0
  public var lost = 0
  public var late = 0
  public var sent = 0
}

extension MediaLine {
  var summary: MediaSummary {
    let statistics = receiver.statistics
    var summary = MediaSummary()
    summary.received = statistics.received
    summary.lost = statistics.lost
    summary.late = statistics.late
    summary.duplicates = statistics.duplicates
    summary.reordered = statistics.reordered
    summary.strangers = statistics.strangers
    summary.unusable = statistics.unusable
    summary.sourceChanges = statistics.sourceChanges
    summary.concealedMilliseconds = statistics.concealed / 8
    summary.jitterMilliseconds = statistics.jitter / 8
    summary.sent = Int(sender.packets)
    summary.farLost = farLoss.map { Int($0.lost) }
    summary.roundTripMilliseconds = roundTrip.map { Double($0) / 8 }
    return summary
  }
}
