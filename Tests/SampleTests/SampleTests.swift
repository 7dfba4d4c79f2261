// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation
import OutboundContact
import Testing

/// A row of Samples/manifest.csv.
struct Sample: Sendable, CustomTestStringConvertible {
  var file: String
  var outcome: String
  var answeredAt: Double?

  var testDescription: String { file }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Samples").standardized.path

  static let all: [Sample] = {
    var header: CSVHeader?
    var samples: [Sample] = []
    try? CSVReader.forEachRow(inFile: folder + "/manifest.csv") { row in
      guard let header else {
        header = try CSVHeader(row, required: ["file", "outcome", "answered_at_s"])
        return
      }
      samples.append(
        Sample(
          file: header.field("file", of: row) ?? "",
          outcome: header.field("outcome", of: row) ?? "",
          answeredAt: Double(header.field("answered_at_s", of: row) ?? "")))
    }
    return samples
  }()
}

struct SampleTests {
  @Test func `there are at least 60 samples of every kind of far end`() {
    #expect(Sample.all.count >= 60)
    let heard = Set(Sample.all.map(\.outcome))
    let wanted = Set(Outcome.allCases.map(\.rawValue)).subtracting(["unknown", "call-screener"])
    #expect(heard == wanted)
  }

  @Test(arguments: Sample.all)
  func `every sample is what its manifest says`(sample: Sample) throws {
    let samples = try Recording(contentsOf: "\(Sample.folder)/\(sample.file)").samples
    var analyzer = CallProgressAnalyzer(settings: AnalyzerSettings(supervision: .signalled))
    var events: [CallEvent] = []
    let answer = sample.answeredAt.map { Int(SampleTime(seconds: $0).samples) }
    let before = min(answer ?? 0, samples.count)
    analyzer.consume(samples.span.extracting(..<before), into: &events)
    if answer != nil { analyzer.answered(into: &events) }
    analyzer.consume(samples.span.extracting(before...), into: &events)
    analyzer.finish(into: &events)
    #expect(
      analyzer.verdict?.outcome.rawValue == sample.outcome, "\(analyzer.verdict?.reason ?? "")")
  }
}
