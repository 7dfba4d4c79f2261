// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// `earshot bench`, on little audio: that it measures, not what.
struct BenchTests {
  @Test func `a bench of tones against a peer gives the ratio overall and by kind`() async throws {
    let result = try await Earshot.run([
      "bench", "tones", "--against", "spandsp", "--json", "--seconds", "14", "--rounds", "1",
      "--channels", "50",
    ])
    #expect(result.status == 0, "\(result.errors)")
    struct Spread: Decodable {
      var median: Double
      var least: Double
      var most: Double
    }
    struct Cost: Decodable {
      var ratio: Spread
      var us_per_channel_second: Spread
      var peer_us_per_channel_second: Spread
    }
    struct Report: Decodable {
      struct Memory: Decodable { var bytes_per_channel: Int }
      struct Crowd: Decodable { var ratio: Spread }
      var ratio: Spread
      var us_per_channel_second: Spread
      var by_kind: [String: Cost]
      var memory: Memory
      var crowd: Crowd
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    #expect(report.us_per_channel_second.median > 0)
    #expect(
      Set(report.by_kind.keys) == ["tones", "fax", "modem", "dtmf", "speech", "music", "noise"])
    let ratios = report.by_kind.values.map(\.ratio.median)
    #expect(try #require(ratios.min()) <= report.ratio.median)
    #expect(try #require(ratios.max()) >= report.ratio.median)
    #expect(report.memory.bytes_per_channel > 0)
    #expect(report.crowd.ratio.least > 0)
  }

  @Test func `a peer that is not built is named, with the remedy`() async throws {
    let result = try await Earshot.run(
      ["bench", "tones", "--against", "spandsp", "--peer", "/nonexistent/spandsp"])
    #expect(result.status == 2)
    #expect(result.errors.contains("/nonexistent/spandsp"))
    #expect(result.errors.contains("make peers"))
  }

  @Test func `a bench without a name is the analyzer's`() async throws {
    let result = try await Earshot.run(["bench", "--json", "--seconds", "7", "--rounds", "1"])
    #expect(result.status == 0, "\(result.errors)")
    for key in ["analyzer", "transforms", "ratio"] {
      #expect(result.output.contains("\"\(key)\":"))
    }
  }
}
