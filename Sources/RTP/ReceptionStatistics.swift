// SPDX-License-Identifier: GPL-3.0-or-later

/// How a far side's streams arrive: the counts of RFC 3550, 6.4, A.3 and A.8, over all of its SSRCs.
public struct ReceptionStatistics: Sendable {
  public private(set) var received = 0
  public private(set) var duplicates = 0
  public private(set) var reordered = 0
  /// Came when they were no longer waited for.
  public var late = 0
  /// From an address that is not the far side's.
  public var strangers = 0
  /// No RTP, of a format that was not agreed, or of a source that has been left.
  public var unusable = 0
  public private(set) var sourceChanges = 0
  /// Samples that were made up for lost ones.
  public var concealed = 0
  /// Interarrival jitter, samples at 8 kHz.
  public private(set) var jitter = 0.0

  private var stream = Stream()
  private var lostBefore = 0
  private var lastReport = (expected: 0, arrived: 0)
  private var lastTransit: Int64?

  /// The present SSRC's.
  private struct Stream: Sendable {
    /// Extended sequence numbers.
    var first: Int64?
    var last: Int64 = 0
    /// Without duplicates.
    var arrived = 0

    var expected: Int { first.map { Int(last - $0) + 1 } ?? 0 }
    var lost: Int { max(0, expected - arrived) }
  }

  public init() {}

  /// Packets that never came.
  public var lost: Int { lostBefore + stream.lost }
  /// The highest sequence number, extended.
  public var lastSequence: UInt32 { UInt32(truncatingIfNeeded: stream.last) }

  /// Notes a packet.
  /// - Parameters:
  ///   - sequence: extended.
  ///   - transit: arrival minus timestamp, samples; nil where the timestamp says nothing of the arrival.
  mutating func note(_ sequence: Int64, transit: Int64?, isDuplicate: Bool) {
    received += 1
    if isDuplicate {
      duplicates += 1
      return
    }
    stream.arrived += 1
    if stream.first == nil { stream.first = sequence }
    if sequence < stream.last { reordered += 1 }
    stream.first = min(stream.first ?? sequence, sequence)
    stream.last = max(stream.last, sequence)
    guard let transit else { return }
    if let lastTransit {
      let step = Double(abs(transit - lastTransit))
      // A jump of more than a second is a new talkspurt's timestamp, not the network's doing.
      if step < 8000 { jitter += (step - jitter) / 16 }
    }
    lastTransit = transit
  }

  /// Another SSRC, or another clock: its numbers start anew, the counts go on.
  mutating func restart(isAnotherSource: Bool) {
    if isAnotherSource, stream.first != nil { sourceChanges += 1 }
    lostBefore += stream.lost
    stream = Stream()
    lastReport = (0, 0)
    lastTransit = nil
  }

  /// Fraction lost since the last report, of 256, and the present stream's number lost.
  mutating func report() -> (fraction: UInt8, lost: Int) {
    let expected = stream.expected - lastReport.expected
    let gone = max(0, expected - (stream.arrived - lastReport.arrived))
    lastReport = (stream.expected, stream.arrived)
    return (expected > 0 ? UInt8(min(255, gone * 256 / expected)) : 0, stream.lost)
  }
}
