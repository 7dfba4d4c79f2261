// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// The measurement of a whole OCS, as small as it may be.
struct BenchOCSTests {
  private struct Report: Decodable {
    struct Figures: Decodable {
      var transitions_per_s: Double
      var acknowledgements: Int
      var acknowledgement_p99_s: Double?
    }

    struct Growth: Decodable {
      var records: Int
      var ms_per_record: Double
    }

    var busy: Figures?
    var paced: Figures?
    var growth: [Growth]
  }

  private func report(_ arguments: [String]) async throws -> Report {
    let run = try await Earshot.run(["bench", "ocs", "--json"] + arguments)
    #expect(run.status == 0, "\(run.errors)")
    return try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
  }

  @Test(.timeLimit(.minutes(1)))
  func `changes of state become durable, and transactions are acknowledged`() async throws {
    let report = try await report(
      ["--agents", "20", "--seconds", "1", "--records", "3000", "--talk", "0.5"])
    #expect((report.busy?.transitions_per_s ?? 0) > 0)
    #expect((report.busy?.acknowledgements ?? 0) > 0)
    #expect((report.paced?.acknowledgements ?? 0) > 0)
    #expect((report.paced?.acknowledgement_p99_s ?? 0) > 0)
  }

  @Test(.timeLimit(.minutes(1)))
  func `what a record costs is measured at each length`() async throws {
    let report = try await report(["--sizes", "1000,2000", "--seconds", "0.3"])
    #expect(report.growth.map(\.records) == [1000, 2000])
    #expect(report.growth.allSatisfy { $0.ms_per_record > 0 })
  }

  @Test func `lengths that are none are refused`() async throws {
    let run = try await Earshot.run(["bench", "ocs", "--sizes", "many"])
    #expect(run.status == 2 && run.errors.contains("--sizes takes whole numbers"))
  }
}
