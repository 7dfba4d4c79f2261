// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Foundation
public import OutboundContact

/// A floor fitted to a centre's own call records.
///
/// CSV files with a header. Of each call: `started_at`; `decided_at`, when its result was known, or `decided_s`, seconds
/// after dialing; `call_result`, by number or name (33 or Answer is a person). Of those that an agent had, as far as the
/// columns are there: `agent`, `connected_at`, `released_at`, and `closed_at`, when the record was processed. Times are
/// seconds since 1970, or ISO 8601. A shift that goes over midnight is moved into one day.
public struct CallRecordFit: Sendable {
  public private(set) var calls = 0
  public private(set) var answered = 0
  private var byHour: [Int: (calls: Int, answered: Int)] = [:]
  private var answer = Moments()
  private var held = Moments()
  private var machines = 0
  private var talk = Moments()
  private var wrapUp = Moments()
  /// Agents seen, by day.
  private var agents: [Int: Set<String>] = [:]

  /// Mean, standard deviation and ends of what was added.
  private struct Moments: Sendable {
    var count = 0.0
    var sum = 0.0
    var squares = 0.0
    var least = Double.infinity
    var most = 0.0

    mutating func add(_ value: Double) {
      count += 1
      sum += value
      squares += value * value
      least = min(least, value)
      most = max(most, value)
    }

    var mean: Double { count > 0 ? sum / count : 0 }
    var deviation: Double {
      count > 1 ? max(0, squares / count - mean * mean).squareRoot() : 0
    }
  }

  /// Reads every .csv of a folder.
  ///
  /// - Throws: ``CallRecordError`` that names file and line, or says that there is nothing to fit.
  public init(folder: String) throws(CallRecordError) {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { $0.lowercased().hasSuffix(".csv") }.sorted()
    } catch {
      throw CallRecordError(
        "\(folder): no such folder, or not readable; name one with call records")
    }
    guard !names.isEmpty else {
      throw CallRecordError("\(folder): holds no .csv; export call records into it")
    }
    for name in names {
      let path = folder + "/" + name
      do {
        try TextFile.check(path)
        try read(path)
      } catch let error as CSVError {
        throw CallRecordError("\(path): \(error)")
      } catch let error as TextFile.Fault {
        throw CallRecordError("\(path): \(error)")
      } catch {
        throw CallRecordError("\(path): cannot be read: \(error.localizedDescription)")
      }
    }
    guard answered >= 20, calls > answered else {
      throw CallRecordError(
        "\(folder): \(calls) calls, \(answered) answered by people; to fit a floor takes 20 such, "
          + "and some that nobody answered")
    }
  }

  private mutating func read(_ path: String) throws {
    var header: CSVHeader?
    var fit = self
    try CSVReader.forEachRow(inFile: path) { row in
      guard let known = header else {
        header = try CSVHeader(row, required: ["started_at", "call_result"])
        if header?.contains("decided_at") == false, header?.contains("decided_s") == false {
          throw CSVError(line: row.line, "no column decided_at or decided_s")
        }
        return
      }
      try fit.add(row, known)
    }
    self = fit
  }

  private mutating func add(_ row: CSVReader.Row, _ header: CSVHeader) throws(CSVError) {
    guard let start = try CallRecordFit.time("started_at", row, header) else {
      throw CSVError(line: row.line, "started_at is empty")
    }
    let result = try CallRecordFit.result(row, header)
    var seconds = try CallRecordFit.time("decided_at", row, header).map { $0 - start }
    if seconds == nil, let text = header.field("decided_s", of: row), !text.isEmpty {
      seconds = Double(text)
    }
    // A call without a result says nothing: it was never dialed, or is still up.
    guard let seconds else { return }
    guard seconds.isFinite, (0..<600).contains(seconds) else {
      throw CSVError(line: row.line, "decided \(seconds) s after it was dialed; 0 to 600 s can be")
    }
    let hour = Int((start / 3600).rounded(.down)) % 24
    let isPerson = result == .answer || result == .abandoned
    calls += 1
    byHour[hour, default: (0, 0)].calls += 1
    if isPerson {
      answered += 1
      byHour[hour, default: (0, 0)].answered += 1
      answer.add(seconds)
    } else {
      held.add(seconds)
      if result == .answeringMachine { machines += 1 }
    }
    if let agent = header.field("agent", of: row), !agent.isEmpty {
      agents[Int((start / 86_400).rounded(.down)), default: []].insert(agent)
    }
    guard let connected = try CallRecordFit.time("connected_at", row, header),
      let released = try CallRecordFit.time("released_at", row, header), released >= connected
    else { return }
    talk.add(released - connected)
    if let closed = try CallRecordFit.time("closed_at", row, header), closed >= released {
      wrapUp.add(closed - released)
    }
  }

  private static func time(
    _ name: String, _ row: CSVReader.Row, _ header: CSVHeader
  ) throws(CSVError) -> Double? {
    guard let text = header.field(name, of: row), !text.isEmpty, text != "0" else { return nil }
    if let seconds = Double(text), seconds.isFinite, abs(seconds) < 1e11 { return seconds }
    if let date = try? Date(text, strategy: .iso8601) { return date.timeIntervalSince1970 }
    throw CSVError(
      line: row.line, "\(name) '\(text)' is no time; write seconds since 1970, or ISO 8601")
  }

  private static func result(
    _ row: CSVReader.Row, _ header: CSVHeader
  ) throws(CSVError) -> CallResult? {
    guard let text = header.field("call_result", of: row), !text.isEmpty else { return nil }
    if let number = Int(text), let result = CallResult(rawValue: number) { return result }
    if let result = CallResult.allCases.first(where: { $0.name == text }) { return result }
    throw CSVError(line: row.line, "call_result '\(text)' is none")
  }

  /// The fewest hours of the clock on end in which all of these lie.
  private static func shortestShift(of hours: some Sequence<Int>) -> (start: Int, hours: Int)? {
    let hours = hours.sorted()
    guard let first = hours.first, let last = hours.last else { return nil }
    var best = (start: first, hours: last - first + 1)
    for (before, start) in zip(hours, hours.dropFirst()) where before + 24 - start + 1 < best.hours
    {
      best = (start, before + 24 - start + 1)
    }
    return best
  }

  /// The floor, and what its policy may believe from the start.
  public var scenario: (floor: FloorScenario, guess: FloorGuess) {
    var floor = FloorScenario()
    let day = agents.values.map(\.count).sorted()
    if !day.isEmpty { floor.agents = max(1, day[day.count / 2]) }
    floor.liveRate = Double(answered) / Double(max(1, calls))
    for (hour, counts) in byHour where counts.calls >= 200 {
      floor.liveRateByHour[hour] = Double(counts.answered) / Double(counts.calls)
    }
    // The verdict's own time is within the answer's; what is known is their sum.
    floor.analysisSeconds = 0
    (floor.answerMean, floor.answerDeviation) = (answer.mean, answer.deviation)
    floor.answerLeast = min(answer.least, answer.mean)
    (floor.heldLeast, floor.heldMost) = (held.least, held.most)
    floor.machineShare = Double(machines) / max(1, held.count)
    if talk.count >= 20 {
      (floor.talkMean, floor.talkDeviation) = (max(1, talk.mean), talk.deviation)
    }
    if wrapUp.count >= 20 { floor.wrapUpMean = wrapUp.mean }
    if let shift = CallRecordFit.shortestShift(of: byHour.keys) {
      // One that goes over midnight is moved into the day, and what is known of its hours with it.
      let start = min(shift.start, 24 - shift.hours)
      (floor.shiftStart, floor.shiftHours) = (Double(start), Double(shift.hours))
      floor.liveRateByHour = Dictionary(
        uniqueKeysWithValues: floor.liveRateByHour.map {
          (($0.key + start - shift.start + 24) % 24, $0.value)
        })
    }
    let guess = FloorGuess(
      liveRate: floor.liveRate, answerSeconds: answer.mean, otherSeconds: held.mean,
      talkSeconds: floor.talkMean, wrapUpSeconds: floor.wrapUpMean)
    return (floor, guess)
  }
}

/// Call records that cannot be used: the file, the line and what to do about it.
public struct CallRecordError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
