// SPDX-License-Identifier: GPL-3.0-or-later
import Detection
import Testing

@testable import Evaluation

struct LabelledCallTests {
  private let header =
    "file,outcome,family,answered_at_s,greeting_start_s,greeting_end_s,beep_start_s,beep_end_s,note,country\n"

  @Test func `a row is read with all its moments`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "truth.csv",
      header + "a.wav,answering-machine,carrier,1.5,2,6.25,7,7.5,,us\n"
        + "b.wav,busy,ambiguous,,,,,,\"onset=0.75; plan=x\",\n")
    let calls = try LabelledCall.read(path)
    #expect(
      calls == [
        LabelledCall(
          line: 2, file: "a.wav", outcome: .answeringMachine, family: "carrier", answeredAt: 1.5,
          greetingStart: 2, greetingEnd: 6.25, beepStart: 7, beepEnd: 7.5, country: "us"),
        LabelledCall(
          line: 3, file: "b.wav", outcome: .busy, family: "ambiguous", signalStart: 0.75),
      ])
  }

  @Test(arguments: [
    ("a.wav,elephant,,,,,,,,", "line 2: unknown outcome 'elephant'"),
    ("a.wav,fax,,soon,,,,,,", "line 2: answered_at_s 'soon'"),
    ("a.wav,fax,,-1,,,,,,", "line 2: answered_at_s '-1'"),
    ("a.wav,answering-machine,,0,1,2,3,,,", "line 2: beep_start_s and beep_end_s"),
    ("a.wav,fax", "line 2: 2 fields"),
    ("", "no rows"),
  ])
  func `a bad row is refused with its line`(row: String, words: String) throws {
    let path = try TemporaryFolder().file("unused.csv", "")
    #expect(throws: TableError.self) { try LabelledCall.read(path) }
    let folder = try TemporaryFolder()
    let table = try folder.file("truth.csv", header + row + "\n")
    let error = try #require(throws: TableError.self) { try LabelledCall.read(table) }
    #expect("\(error)".contains("truth.csv: \(words)"), "\(error)")
  }

  @Test func `without a column of answers it is not known whether the line signals them`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("truth.csv", "file,outcome\na.wav,live-voice\n")
    #expect(try LabelledCall.read(path).map(\.supervision) == [.unknown])
    let other = try folder.file("answers.csv", "file,outcome,answered_at_s\na.wav,busy,\n")
    #expect(try LabelledCall.read(other).map(\.supervision) == [.signalled])
  }

  @Test func `a table that is not there is named`() throws {
    let error = try #require(throws: TableError.self) {
      try LabelledCall.read("/nonexistent/truth.csv")
    }
    #expect("\(error)".contains("/nonexistent/truth.csv"))
  }

  @Test func `what several countries call differently is right either way`() {
    func call(_ outcome: Outcome, _ family: String) -> LabelledCall {
      LabelledCall(file: "a", outcome: outcome, family: family)
    }
    #expect(call(.busy, "ambiguous").accepts(.reorder))
    #expect(!call(.busy, "plain").accepts(.reorder))
    #expect(!call(.liveVoice, "ambiguous").accepts(.reorder))
    #expect(call(.sitIC, "itu-real").accepts(.sitUnknown))
    #expect(!call(.sitIC, "ansi").accepts(.sitUnknown))
    #expect(!call(.sitIC, "itu").accepts(.busy))
    #expect(!call(.busy, "plain-uncertain").isScored)
    #expect(!call(.unknown, "").isScored)
  }
}
