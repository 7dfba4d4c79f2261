// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import Simulation
import Testing

struct CallRecordFitTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "fit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func write(_ text: String, _ name: String = "calls.csv") throws {
    try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
  }

  @Test func `a floor is fitted to call records`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var rows = "started_at,decided_s,call_result,agent,connected_at,released_at,closed_at\n"
    // From nine o'clock; one of four calls is a person's.
    for index in 0..<400 {
      let start = 1_767_258_000 + index * 60
      if index % 4 == 0 {
        let talk = 80 + index % 3 * 20
        rows += "\(start),\(8 + index % 5),33,a\(index % 12),\(start + 12),\(start + 12 + talk),"
        rows += "\(start + 12 + talk + 15)\n"
      } else {
        rows += "\(start),\(5 + index % 20),\(index % 4 == 1 ? "AnsweringMachine" : "7"),,,,\n"
      }
    }
    try write(rows)
    let fit = try CallRecordFit(folder: folder.path)
    #expect(fit.calls == 400)
    #expect(fit.answered == 100)
    let (floor, guess) = fit.scenario
    #expect(floor.fault == nil)
    #expect(floor.liveRate == 0.25)
    #expect(floor.agents == 3)
    #expect(abs(floor.answerMean - 10) < 0.01)
    #expect(abs(floor.talkMean - 99.8) < 0.5)
    #expect(floor.wrapUpMean == 15)
    #expect(abs(floor.machineShare - 1.0 / 3) < 0.01)
    #expect(floor.shiftStart == 9)
    #expect(guess.liveRate == 0.25)
  }

  @Test(arguments: [
    // First and last hour of the day's calls, in UTC; what the floor's shift is.
    (9, 16, 9, 8), (14, 26, 11, 13), (22, 29, 16, 8), (0, 23, 0, 24),
  ])
  func `a shift is the shortest that has all the calls, within one day`(
    first: Int, last: Int, start: Int, hours: Int
  ) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var rows = "started_at,decided_s,call_result\n"
    for hour in first...last {
      // In the first hour every other call is a person's, later every fourth.
      for call in 0..<240 {
        let isPerson = call % (hour == first ? 2 : 4) == 0
        rows += "\(1_767_225_600 + hour * 3600 + call * 10),8,\(isPerson ? 33 : 7)\n"
      }
    }
    try write(rows)
    let floor = try CallRecordFit(folder: folder.path).scenario.floor
    #expect(floor.fault == nil)
    #expect(floor.shiftStart == Double(start) && floor.shiftHours == Double(hours))
    #expect(floor.liveRateByHour.filter { $0.value == 0.5 }.keys.sorted() == [start])
  }

  @Test(arguments: [
    ("started_at,call_result\n", "decided_at"),
    ("started_at,decided_s,call_result\n5,1,99\n", "line 2"),
    ("started_at,decided_s,call_result\nnoon,1,33\n", "started_at 'noon'"),
    ("started_at,decided_s,call_result\n5,1,33\n", "takes 20"),
  ])
  func `call records that cannot be used are refused with file, line and reason`(
    text: String, reason: String
  ) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try write(text)
    let error = #expect(throws: CallRecordError.self) { try CallRecordFit(folder: folder.path) }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    #expect(error?.description.contains(folder.path) == true)
  }

  @Test func `a folder without call records is refused`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(throws: CallRecordError.self) { try CallRecordFit(folder: folder.path) }
    #expect(throws: CallRecordError.self) { try CallRecordFit(folder: folder.path + "/none") }
  }
}
