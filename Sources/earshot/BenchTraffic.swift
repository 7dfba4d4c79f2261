// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Logging
import SIPExchange
import Synchronization

/// The process that plays customers and agents for `bench gateway`.
struct BenchTraffic {
  let port: UInt16
  private let process: Process
  private let input: Pipe
  private let output: FileHandle

  /// What the process says at its end.
  struct Report: Codable {
    var delays: [Float]
    var packetsReceived: Int
    var packetsLost: Int
    /// Cores' worth over its life.
    var cpuShare: Double
  }

  /// In the process itself: prints its port, works until its input ends, prints its report.
  static func run(voice: [Int16]) async throws {
    let source = TrafficSource(
      voice: voice, logger: Logger(label: "traffic") { _ in SwiftLogNoOpLogHandler() })
    try await source.start()
    Console.say("\(source.port)\n")
    let (start, cpu) = (ContinuousClock.now, CPUTime.now)
    await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
      Thread {
        while let data = try? FileHandle.standardInput.read(upToCount: 64), !data.isEmpty {}
        done.resume()
      }.start()
    }
    let share = (CPUTime.now - cpu) / ((ContinuousClock.now - start) / .seconds(1))
    let tally = await source.stop()
    let report = Report(
      delays: tally.delays, packetsReceived: tally.packetsReceived,
      packetsLost: tally.packetsLost, cpuShare: share)
    Console.say(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
  }

  static func start(samples: String) async throws -> BenchTraffic {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["bench", "gateway", "--source", "--samples", samples]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let handle = output.fileHandleForReading
    var line = Data()
    while let byte = try handle.read(upToCount: 1), byte.first != UInt8(ascii: "\n"),
      !byte.isEmpty
    {
      line += byte
    }
    guard let port = UInt16(String(decoding: line, as: UTF8.self)) else {
      process.terminate()
      throw SettingsError(path: "bench gateway", line: nil, "the traffic source did not start")
    }
    return BenchTraffic(port: port, process: process, input: input, output: handle)
  }

  private init(port: UInt16, process: Process, input: Pipe, output: FileHandle) {
    self.port = port
    self.process = process
    self.input = input
    self.output = output
  }

  func stop() async throws -> Report {
    try input.fileHandleForWriting.close()
    let data = try output.readToEnd() ?? Data()
    process.waitUntilExit()
    return try JSONDecoder().decode(Report.self, from: data)
  }
}

/// Seconds of the processor that this process has taken, all of its threads.
enum CPUTime {
  static var now: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}

/// The share that is measured beside the calls.
enum BenchShare {
  static let value = Mutex(0.0)
}
