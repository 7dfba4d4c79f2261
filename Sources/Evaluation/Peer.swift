// SPDX-License-Identifier: GPL-3.0-or-later
import CParameters
import OutboundContact

/// How often another detector is right about people and machines, as published or as measured: a row of `peers.csv`.
public struct Peer: Sendable, Hashable, Encodable {
  public var system: String
  public var setting: String
  /// Shares, 0...1, of people and of machines that are heard as such.
  public var live: Double
  public var machine: Double
  /// Median of a person's decision after the answer, s, where it is known.
  public var liveMedian: Double?
  /// On whose calls: its maker's, or composed ones that it shares with others of the table.
  public var calls: String
  public var source: String

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case system, setting, calls, source
    case live = "live_recall"
    case machine = "machine_recall"
    case liveMedian = "live_median_s"
  }

  /// The built-in table. A fault in it is one of the build: it would be empty, and the tests say so.
  public static let published =
    (try? Peer.parse(Array(String(cString: parameters_peers()).utf8))) ?? []

  static func parse(_ bytes: [UInt8]) throws(CSVError) -> [Peer] {
    var reader = CSVReader()
    var rows: [CSVReader.Row] = []
    try reader.consume(bytes.span, into: &rows)
    try reader.finish(into: &rows)
    guard let first = rows.first else { return [] }
    let header = try CSVHeader(first, required: CodingKeys.allCases.map(\.rawValue))
    return try rows.dropFirst().map { row throws(CSVError) in
      try header.checkWidth(of: row)
      return try Peer(TableRow(header: header, row: row))
    }
  }

  private init(_ row: TableRow) throws(CSVError) {
    func share(_ key: CodingKeys) throws(CSVError) -> Double {
      guard let share = Double(row[key.rawValue]), (0...1).contains(share) else {
        throw CSVError(line: row.line, "\(key.rawValue) is no share, 0 to 1")
      }
      return share
    }
    system = row["system"]
    setting = row["setting"]
    live = try share(.live)
    machine = try share(.machine)
    liveMedian = try row.seconds(CodingKeys.liveMedian.rawValue)
    calls = row["calls"]
    source = row["source"]
  }
}
